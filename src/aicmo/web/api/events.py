"""What happens to a run: page by page, or as it happens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from aicmo import saga
from aicmo.app import App
from aicmo.catalog.documents import Doc
from aicmo.reception.documents import EventTold
from aicmo.reception.happenings import ENDED, Happening, after, happenings
from aicmo.saga import UnknownRun
from aicmo.web.api.asked import House, Name
from aicmo.web.live import Pulse

router = APIRouter(prefix="/runs/{run_id}/events", tags=["runs"])

LastSeen = Annotated[Name | None, Header(alias="Last-Event-ID", description="the last event that was received")]


class EventPage(Doc):
    """A page of events, oldest first; ``next`` is the id to ask ``after`` for more, null when there is none yet."""

    events: tuple[EventTold, ...]
    next: str | None


@router.get("", response_model=EventPage, responses={404: {}, 422: {}})
def events(
    app: House,
    run_id: UUID,
    seen: Annotated[Name | None, Query(alias="after", description="the id of the last event that was seen")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """Tell what happened to a run, oldest first."""
    found = after(happenings(app, saga.get(app.database, run_id)), seen)
    page = found[:limit]
    return {"events": [one.as_json() for one in page], "next": page[-1].id if len(found) > limit else None}


def _seen(app: House, run_id: UUID, last: LastSeen = None) -> set[str]:
    """Return what a watcher has seen; raises UnknownRun and NoSuchEvent before anything is answered."""
    found = happenings(app, saga.get(app.database, run_id))
    return {one.id for one in found} - {one.id for one in after(found, last)}


@router.get("/stream", response_class=EventSourceResponse, responses={404: {}, 422: {}})
async def stream(
    request: Request, app: House, run_id: UUID, seen: Annotated[set[str], Depends(_seen)]
) -> AsyncIterator[ServerSentEvent]:
    """Tell what happens to a run as it happens, from after the event of `Last-Event-ID`, until it has ended.

    Each event carries its id, its kind as the event's name, and its document as data.
    """
    pulse: Pulse = request.app.state.pulse
    async for version in pulse.changes(run_id):
        for one in await to_thread.run_sync(_all, app, run_id):
            if one.id not in seen:
                seen.add(one.id)
                yield ServerSentEvent(id=one.id, event=one.kind.replace(" ", "-"), data=one.as_json())
        if version is None or version[0] in ENDED:
            return


def _all(app: App, run_id: UUID) -> list[Happening]:
    try:
        return happenings(app, saga.get(app.database, run_id))
    except UnknownRun:
        return []  # it was pruned meanwhile
