"""Runs as they move, as server-sent events: one look at the database for all who watch, while anybody does."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from aicmo.review.models import ReviewLink, TrailEntry
from aicmo.saga import Status, WorkflowEvent, WorkflowRun, WorkflowStep
from aicmo.web.state import Me

if TYPE_CHECKING:
    from aicmo.db import Database

LOOK_SECONDS: Final = 0.5
OVER: Final = {Status.COMPLETED, Status.FAILED, Status.COMPENSATED}

router = APIRouter()
Version = tuple[Any, ...]


class Pulse:
    """Tells watchers of a run when it has changed. A change is seen within half a second."""

    def __init__(self, database: Database) -> None:
        """Look at ``database``, but only once somebody watches."""
        self._database = database
        self._watched: Counter[UUID] = Counter()
        self._versions: dict[UUID, Version | None] = {}
        self._changed = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._is_closed = False

    async def changes(self, run_id: UUID) -> AsyncIterator[Version | None]:
        """Yield what is new of a run, first how it stands; None when there is no such run (any more)."""
        self._watched[run_id] += 1
        found = await to_thread.run_sync(self._look, [run_id])
        self._versions |= found  # only now: others may have looked meanwhile
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking())
        seen: Any = ()
        try:
            while not self._is_closed:
                changed, version = self._changed, self._versions.get(run_id)
                if version != seen:
                    seen = version
                    yield version
                else:
                    await changed.wait()
        finally:
            self._watched -= Counter({run_id: 1})

    def close(self) -> None:
        """Let every watcher go: the site is about to end."""
        self._is_closed = True
        self._changed.set()

    async def _keep_looking(self) -> None:
        while self._watched and not self._is_closed:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                found = await to_thread.run_sync(self._look, list(self._watched))
            except SQLAlchemyError:
                continue  # out of reach for now: who watches is told as soon as it is back
            # Who began to watch during this look is not in it, and must not be taken for gone.
            found = {run_id: found.get(run_id, self._versions.get(run_id)) for run_id in self._watched}
            if found != self._versions:
                self._versions = found
                waiting, self._changed = self._changed, asyncio.Event()
                waiting.set()

    def _look(self, run_ids: list[UUID]) -> dict[UUID, Version | None]:
        steps = select(func.count()).where(WorkflowStep.run_id == WorkflowRun.id)
        undone = steps.where(WorkflowStep.undone_at.is_not(None))
        turns = select(func.count()).where(WorkflowEvent.run_id == WorkflowRun.id)
        said = select(func.count()).where(TrailEntry.run_id == WorkflowRun.id)
        seen = select(func.max(ReviewLink.seen_at)).where(ReviewLink.run_id == WorkflowRun.id)
        counts = [each.scalar_subquery() for each in (steps, undone, turns, said, seen)]
        query = select(WorkflowRun.id, WorkflowRun.status, WorkflowRun.fence, WorkflowRun.attempt, *counts)
        with self._database.connect() as connection:
            found = {row[0]: tuple(row[1:]) for row in connection.execute(query.where(WorkflowRun.id.in_(run_ids)))}
        return {run_id: found.get(run_id) for run_id in run_ids}


@router.get("/runs/{run_id}/events", response_class=EventSourceResponse)
async def events(
    request: Request,
    run_id: UUID,
    _person: Me,
    review: bool = False,  # noqa: FBT001, FBT002 (a query parameter)
) -> AsyncIterator[ServerSentEvent]:
    """Say ``changed`` whenever something is new of a run, and ``over`` when nothing will be any more.

    With ``review`` it goes on after the run's end: its package is looked at, commented and decided about.
    """
    pulse: Pulse = request.app.state.pulse
    async for version in pulse.changes(run_id):
        is_over = version is None or (version[0] in OVER and not review)
        yield ServerSentEvent(event="over" if is_over else "changed", data={"status": version[0] if version else None})
        if is_over:
            return
