"""Erasing: one run or all of a client's, with what was refused named instead of raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo import saga
from aicmo.saga import Erasure

if TYPE_CHECKING:
    from uuid import UUID

    from aicmo.app import App


def erase_run(app: App, run_id: UUID, *, by: str) -> Erasure:
    """Erase a finished run; raises Conflict for one that is not finished."""
    try:
        saga.erase(app.database, [app.saga], app.storage, run_id, by=by)
    except saga.Refused as refused:
        return Erasure([], {run_id: str(refused)})
    return Erasure([run_id], {})


def erase_client(app: App, client: str, *, by: str) -> Erasure:
    """Erase all finished runs of a client; the others are refused and stay."""
    return saga.erase_account(app.database, [app.saga], app.storage, client, by=by)
