"""The whole API: its routes, its door, and its description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Depends, FastAPI

from aicmo.onboarding.limits import limit
from aicmo.web.api import agency, briefs, deeds, drafts, events, files, reviews, runs, works
from aicmo.web.api.asked import only_known
from aicmo.web.api.description import describe
from aicmo.web.api.door import Door
from aicmo.web.api.kinds import KINDS, address
from aicmo.web.api.problems import Missing, answer, explain_problems
from aicmo.web.guards import BodyLimit

if TYPE_CHECKING:
    from limits.strategies import MovingWindowRateLimiter

    from aicmo.app import App
    from aicmo.web.live import Pulse

AROUND: Final = 100_000
"""Bytes that a form needs around the longest document."""

open_to_all = APIRouter()


def make_api(app: App, *, pulse: Pulse, limiter: MovingWindowRateLimiter) -> FastAPI:
    """Return the API of an application, to be mounted; ``limiter`` counts wrong keys, ``pulse`` tells of changes."""
    checks = [Depends(only_known)]
    api = FastAPI(
        title="AICMO", version="1", docs_url=None, redoc_url=None, redirect_slashes=False, dependencies=checks
    )
    api.state.house = app
    api.state.pulse = pulse
    for part in (briefs.router, runs.router, briefs.uploads, events.router, works.router, drafts.router):
        api.include_router(part)
    for part in (files.router, deeds.router, reviews.router, agency.router, agency.uploads, open_to_all):
        api.include_router(part)
    explain_problems(api)
    describe(api)
    most = limit("document") + AROUND
    api.add_middleware(BodyLimit, most=most, refusal=answer("too-large", f"Send at most {most:,} bytes."))
    api.add_middleware(Door, database=app.database, limiter=limiter)
    return api


@open_to_all.get("/problems/{slug}", tags=["problems"], responses={404: {}})
def explain(slug: str) -> dict[str, Any]:
    """Explain a kind of problem."""
    if slug not in KINDS:
        raise Missing(f"There is no such kind of problem. There are: {', '.join(KINDS)}.")
    kind = KINDS[slug]
    return {"type": address(slug), "title": kind.title, "status": kind.status, "remedy": kind.remedy}
