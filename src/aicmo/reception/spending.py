"""What a run has spent on its writer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

if TYPE_CHECKING:
    from aicmo.app import App
    from aicmo.writing import Spent


def spending(app: App, run_id: UUID) -> Spent | None:
    """Return what the calls cost whose rows the run still has; None when there are none."""
    from aicmo.production.models import ProductionCall  # noqa: PLC0415  the rooms bring more than a list needs
    from aicmo.writing import Call, spent  # noqa: PLC0415

    table = ProductionCall.__table__
    wanted = [table.c[name] for name in Call.model_fields]
    with app.database.connect() as connection:
        rows = connection.execute(select(*wanted).where(table.c.run_id == run_id).order_by(table.c.name)).mappings()
        return spent([Call.model_validate(dict(row)) for row in rows])
