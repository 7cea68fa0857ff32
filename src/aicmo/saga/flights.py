"""The moves of this process's runs that travel together, each kind in flights of its own: commits, turns and undos."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from aicmo.saga import committer, deletion, group_commit, turning
from aicmo.saga.grouping import Group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.db import Database
    from aicmo.saga.claims import Claim
    from aicmo.saga.committer import Member
    from aicmo.saga.deletion import Deletion
    from aicmo.saga.group_commit import Load
    from aicmo.saga.turning import Turning


class Flights:
    """The flights of one process. What cannot share one goes the long way alone."""

    def __init__(self, database: Database) -> None:
        """Nothing is under way yet."""
        self._database = database
        self._commits: Group[Load, bool] = Group(lambda loads: group_commit.fly(database, loads))
        self._turns: Group[Turning, bool] = Group(lambda turns: turning.fly(database, turns))
        self._undos: Group[Deletion, Sequence[Any]] = Group(lambda undos: deletion.fly(database, undos))

    def commit(self, member: Member) -> None:
        """Commit a step's work; raises Stale when the claim is lost."""
        dialect = self._database.engine.dialect
        if not group_commit.travels(member, dialect) or not self._commits.travel(group_commit.load(member, dialect)):
            committer.commit(self._database, member)

    def turn(self, claim: Claim, *, step: str | None = None, **values: Any) -> Claim:
        """Turn a running run to compensation, as :func:`~aicmo.saga.committer.turn` does."""
        if self._turns.travel(turning.Turning(claim, step, values)):
            return replace(claim, fence=claim.fence + 1)
        return committer.turn(self._database, claim, step=step, **values)

    def undo(self, planned: Deletion) -> Sequence[Any] | None:
        """Delete what a run has made, and return its checkpoints as :func:`~aicmo.saga.deletion.fly` does.

        None when it could not be done like this, or nobody knows: then ask what is there.
        """
        with suppress(DBAPIError):
            return self._undos.travel(planned)
        return None
