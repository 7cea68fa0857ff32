"""Decisions about a run's work, the links by which clients review it, and the trail of who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field

from aicmo import saga
from aicmo.catalog.documents import Doc
from aicmo.reception import documents
from aicmo.reception.documents import StandingTold
from aicmo.review.documents import Gate, Verdict
from aicmo.web.api.asked import By, House, IdempotencyKey, Name, Text, token_for
from aicmo.web.state import base_of
from aicmo.workflows import approving, sharing, trail

router = APIRouter(prefix="/runs/{run_id}", tags=["reviews"])


class Word(Doc):
    """A decision. ``seen`` are the hashes that were looked at, by draft's code, or by "" for the whole."""

    verdict: Verdict
    gate: Gate | None = Field(default=None, description="makes sure that the run stands before this gate")
    items: Annotated[tuple[Name, ...], Field(max_length=500, description="only these drafts")] = ()
    because: Annotated[Text, Field(description="asked for unless the verdict is approve")] = ""
    seen: dict[str, str] = Field(default={})


class DecisionTold(Doc):
    """A decision that was taken, about which content, by whom; ``role`` is agency or client."""

    model_config = ConfigDict(from_attributes=True)

    gate: Gate
    item: str
    verdict: Verdict
    sha256: str
    role: str
    by: str
    because: str
    round: int
    at: datetime


class Decisions(Doc):
    """Every decision about a run, oldest first."""

    decisions: tuple[DecisionTold, ...]


class LinkAsked(Doc):
    """For whom a link is, and for how long it is to work."""

    to: Annotated[Text, Field(max_length=sharing.LONGEST_NAME, description="who reviews; shown to them")] = ""
    days: Annotated[int, Field(strict=True, ge=1, le=sharing.LONGEST_DAYS)] | None = None


class LinkMade(Doc):
    """A new link; its token is told only now."""

    run_id: UUID
    link_id: UUID
    token: str
    path: str
    url: str = Field(description="where the client goes, as far as the house knows its own address")


class LinkTold(Doc):
    """A link: for which version, made by whom for whom, until when it works, when it was seen, who ended it."""

    link_id: UUID
    version: str
    reviewer: str | None
    created_by: str
    created_at: datetime
    expires_at: datetime
    seen_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None


class Links(Doc):
    """A run's links, oldest first."""

    links: tuple[LinkTold, ...]


class Revoked(Doc):
    """How many links worked until now."""

    run_id: UUID
    revoked: int


class CommentTold(Doc):
    """What somebody said of a draft, or of the whole (""), perhaps of characters ``starts`` to ``ends`` of it."""

    model_config = ConfigDict(from_attributes=True)

    link_id: UUID | None
    draft: str
    starts: int | None
    ends: int | None
    sha256: str
    by: str
    text: str
    at: datetime


class Comments(Doc):
    """What was said of a run's package, oldest first."""

    comments: tuple[CommentTold, ...]


class TrailTold(Doc):
    """A line of the audit trail: ids and verbs, no content."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    actor: str
    verb: str
    object: str
    sha256: str | None


class Trail(Doc):
    """A run's audit trail, oldest first."""

    trail: tuple[TrailTold, ...]


@router.get("/approval", response_model=StandingTold, responses={404: {}, 409: {}})
def standing(app: House, run_id: UUID) -> Any:
    """Say what is decided about a run, and who has not approved yet."""
    return documents.standing(run_id, approving.standing(app.database, run_id))


@router.get("/decisions", response_model=Decisions, responses={404: {}})
def decisions(app: House, run_id: UUID) -> Any:
    """List the decisions about a run."""
    saga.get(app.database, run_id)
    return {"decisions": [DecisionTold.model_validate(each) for each in approving.decisions(app.database, run_id)]}


@router.post("/decisions", response_model=StandingTold, responses={404: {}, 409: {}, 422: {}})
def decide(app: House, by: By, run_id: UUID, asked: Word) -> Any:
    """Approve what a run waits for, or its package; ask for changes; or reject it. In the agency's name."""
    named: dict[str, Any] = {"gate": asked.gate, "items": asked.items, "seen": asked.seen, "because": asked.because}
    return documents.standing(run_id, approving.decide(app.database, run_id, asked.verdict, by=by, **named))


@router.get("/comments", response_model=Comments, responses={404: {}})
def comments(app: House, run_id: UUID) -> Any:
    """List what clients said of a run's package."""
    saga.get(app.database, run_id)
    return {"comments": [CommentTold.model_validate(each) for each in sharing.comments(app.database, run_id)]}


@router.get("/links", response_model=Links, responses={404: {}})
def links(app: House, run_id: UUID) -> Any:
    """List a run's links, those that work no more among them."""
    saga.get(app.database, run_id)
    names = [name for name in LinkTold.model_fields if name != "link_id"]
    found = sharing.links(app.database, run_id)
    return {"links": [{"link_id": one.id} | {name: getattr(one, name) for name in names} for one in found]}


@router.post("/links", status_code=201, response_model=LinkMade, responses={404: {}, 409: {}})
def share(
    request: Request, app: House, by: By, run_id: UUID, asked: LinkAsked | None = None, key: IdempotencyKey = None
) -> Any:
    """Make a link by which a client reviews the package without an account.

    Asked again it makes another, but under the same Idempotency-Key it tells the same one again.
    """
    saga.get(app.database, run_id)
    wanted = asked or LinkAsked()
    token = token_for(request, "link", run_id, key) if key else None
    link_id, token = sharing.share(app.database, run_id, by=by, days=wanted.days, reviewer=wanted.to, token=token)
    path = f"{sharing.PATH}{token}"
    return {"run_id": run_id, "link_id": link_id, "token": token, "path": path, "url": f"{base_of(request, app)}{path}"}


@router.delete("/links", response_model=Revoked, responses={404: {}})
def revoke_all(app: House, by: By, run_id: UUID) -> Any:
    """Let no link to this run's package work any more."""
    saga.get(app.database, run_id)
    return {"run_id": run_id, "revoked": sharing.revoke(app.database, run_id, by=by)}


@router.delete("/links/{link_id}", response_model=Revoked, responses={404: {}})
def revoke(app: House, by: By, run_id: UUID, link_id: UUID) -> Any:
    """Let one link work no more."""
    saga.get(app.database, run_id)
    return {"run_id": run_id, "revoked": sharing.revoke(app.database, run_id, by=by, link_id=link_id)}


@router.get("/trail", response_model=Trail)
def told(app: House, run_id: UUID) -> Any:
    """Tell who did what to a run; it is there even when the run is erased or pruned."""
    return {"trail": [TrailTold.model_validate(each) for each in trail.trail(app.database, run_id)]}
