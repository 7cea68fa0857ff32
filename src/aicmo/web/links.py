"""The agency's side of a review: links for the client, and what came of them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from aicmo.web.rendering import page
from aicmo.web.run import about
from aicmo.web.state import House, Me, base_of, is_partial
from aicmo.workflows import sharing

router = APIRouter(prefix="/runs/{run_id}")


@router.get("/review")
def review(request: Request, app: House, _person: Me, run_id: UUID) -> Response:
    """Show who may look at the package, and what they said."""
    return page(request, "run_review.html", **about(app, run_id, "review"), made=None)


@router.post("/links")
def make(
    request: Request,
    app: House,
    person: Me,
    run_id: UUID,
    reviewer: Annotated[str, Form(max_length=sharing.LONGEST_NAME)] = "",
    days: Annotated[int, Form(ge=1, le=sharing.LONGEST_DAYS)] = 14,
) -> Response:
    """Make a link, and show it: this once."""
    _, token = sharing.share(app.database, run_id, by=person.name, days=days, reviewer=reviewer)
    made = {"url": f"{base_of(request, app)}{sharing.PATH}{token}", "reviewer": reviewer, "days": days}
    if is_partial(request):
        return page(request, "new_link.html", made=made)
    return page(request, "run_review.html", **about(app, run_id, "review"), made=made)


@router.post("/links/{link_id}/revoke")
def revoke(app: House, person: Me, run_id: UUID, link_id: UUID) -> Response:
    """Let a link work no more."""
    sharing.revoke(app.database, run_id, by=person.name, link_id=link_id)
    return RedirectResponse(f"/runs/{run_id}/review", 303)
