"""INSERT … ON CONFLICT DO UPDATE, in whichever dialect the database speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Dialect

    from aicmo.saga.models import EngineBase


def upsert(
    dialect: Dialect,
    model: type[EngineBase],
    values: dict[str, Any],
    *,
    key: Sequence[str],
    change: Sequence[str],
) -> Any:
    """Return a statement that inserts ``values`` (by column name), or sets ``change`` where ``key`` exists.

    Doing an update, not nothing, makes RETURNING give the row in a race as well.
    """
    spoken: Any = sqlite if dialect.name == "sqlite" else postgresql
    statement = spoken.insert(model.__table__).values(values)
    return statement.on_conflict_do_update(
        index_elements=list(key), set_={column: statement.excluded[column] for column in change}
    )
