"""The list of runs."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from aicmo.reception import listing
from aicmo.reception.listing import Wanted
from aicmo.saga import Status
from aicmo.web.rendering import page
from aicmo.web.state import House, Me, is_partial

MOVING = {Status.PENDING, Status.RUNNING, Status.COMPENSATING}

router = APIRouter()


@router.get("/")
def home(_person: Me) -> Response:
    """Begin with the runs."""
    return RedirectResponse("/runs", 303)


@router.get("/runs")
def runs(
    request: Request,
    app: House,
    _person: Me,
    q: Annotated[str, Query(max_length=200)] = "",
    status: str = "",
    client: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """List runs: searched, filtered, a page at a time; everything chosen stands in the address."""
    wanted = Wanted(Status(status) if status in Status.__members__ else None, client or None, q)
    found = listing.page(app.database, wanted, after=after)
    chosen = {"q": q, "status": wanted.status or "", "client": client}
    counts = listing.by_status(app.database, wanted)
    return page(
        request,
        "runs_part.html" if is_partial(request) else "runs.html",
        found=found,
        chosen=chosen,
        counts=counts,
        clients=listing.clients(app.database),
        is_first=after is None,
        is_moving=any(run.status in MOVING for run in found.runs),
        statuses=[each for each in Status if counts.get(each) or each == wanted.status],
        link=lambda **changes: _link(chosen | changes),
    )


def _link(chosen: dict[str, str]) -> str:
    kept = {name: value for name, value in chosen.items() if value}
    return f"/runs?{urlencode(kept)}" if kept else "/runs"
