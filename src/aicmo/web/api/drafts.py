"""Drafts: read, tried out, edited, written anew, left out; findings set aside; versions of a delivered package."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from aicmo import saga
from aicmo.app import App
from aicmo.catalog.documents import Doc
from aicmo.errors import AicmoError
from aicmo.reception import documents
from aicmo.reception.documents import Differences, DraftLine, DraftTold, ProofTold, RunTold
from aicmo.reception.intake import once
from aicmo.saga import Once
from aicmo.web.api.asked import By, House, IdempotencyKey, Name, OnQcFail, Reason
from aicmo.web.api.runs import created, told
from aicmo.workflows import desk, revising
from aicmo.workflows.comparing import compare
from aicmo.workflows.proofing import Proofs
from aicmo.writing.documents import Content

router = APIRouter(prefix="/runs/{run_id}", tags=["drafts"])

Seen = Annotated[
    dict[str, str], Field(description="hashes that were looked at, by code: a draft that is another by now is refused")
]
Codes = Annotated[tuple[Name, ...], Field(min_length=1, max_length=500)]


class ByContent(Doc):
    """A draft in other words, as data."""

    code: Name
    content: Content


class ByMarkdown(Doc):
    """A draft in other words, as its Markdown edited; its first heading says which draft it is."""

    markdown: Annotated[str, StringConstraints(min_length=1, max_length=revising.LARGEST)]


class Edits(Doc):
    """Drafts in other words."""

    drafts: Annotated[tuple[ByContent | ByMarkdown, ...], Field(min_length=1, max_length=500)]
    seen: Seen = Field(default={})


class Chosen(Doc):
    """Drafts by code."""

    codes: Codes
    seen: Seen = Field(default={})


class LeftOut(Chosen):
    """Drafts by code, and why they are left out."""

    because: Reason


class Waiver(Doc):
    """A finding to set aside: its rule, where it was found, and why."""

    rule: Name
    object: Name
    because: Reason


class Revision(Doc):
    """What is to change in the next version of a package."""

    drafts: Annotated[tuple[ByContent | ByMarkdown, ...], Field(max_length=500)] = ()
    discard: Annotated[tuple[Name, ...], Field(max_length=500)] = ()
    on_qc_fail: OnQcFail = "compensate"


class DraftList(Doc):
    """A run's drafts."""

    drafts: tuple[DraftLine, ...]


@router.get("/drafts", response_model=DraftList, responses={404: {}})
def drafts(app: House, run_id: UUID) -> Any:
    """List a run's drafts."""
    saga.get(app.database, run_id)
    return {"drafts": [documents.draft_line(each) for each in desk.drafts(app.database, run_id).values()]}


@router.get("/drafts/{code}", response_model=DraftTold, responses={404: {}, 422: {}})
def draft(app: House, run_id: UUID, code: Name) -> Any:
    """Show one draft: its content, and its Markdown."""
    saga.get(app.database, run_id)
    return documents.draft(app.database, run_id, code)


@router.post("/proofs", response_model=ProofTold, responses={404: {}, 422: {}})
def check(app: House, run_id: UUID, asked: ByContent | ByMarkdown) -> Any:
    """Say what a draft in other words would count, and what quality control would find in it; nothing is changed."""
    saga.get(app.database, run_id)
    ((code, content),) = _contents(app, run_id, [asked]).items()
    return documents.proof(Proofs(app.database, run_id).of(code, content))


@router.post("/edits", status_code=202, response_model=RunTold, responses={404: {}, 409: {}, 422: {}})
def edit(app: House, by: By, run_id: UUID, asked: Edits, key: IdempotencyKey = None) -> Any:
    """Put drafts of a held run into other words; quality control looks at once."""
    saga.get(app.database, run_id)
    request = once(key, "edit", run_id, asked.model_dump(mode="json"))
    if not _is_done(app, run_id, request):
        contents = _contents(app, run_id, asked.drafts)
        desk.edit(app.database, run_id, contents, by=by, seen=asked.seen, once=request)
    return told(app, saga.get(app.database, run_id))


@router.post("/redo", status_code=202, response_model=RunTold, responses={404: {}, 409: {}, 422: {}})
def redo(app: House, by: By, run_id: UUID, asked: Chosen, key: IdempotencyKey = None) -> Any:
    """Have drafts of a held run written anew, unlike what they were."""
    request = once(key, "redo", run_id, asked.model_dump(mode="json"))
    desk.regenerate(app.database, run_id, asked.codes, by=by, seen=asked.seen, once=request)
    return told(app, saga.get(app.database, run_id))


@router.post("/discard", status_code=202, response_model=RunTold, responses={404: {}, 409: {}, 422: {}})
def discard(app: House, by: By, run_id: UUID, asked: LeftOut, key: IdempotencyKey = None) -> Any:
    """Leave drafts of a held run out of the package."""
    request = once(key, "discard", run_id, asked.model_dump(mode="json"))
    desk.discard(app.database, run_id, asked.codes, by=by, because=asked.because, seen=asked.seen, once=request)
    return told(app, saga.get(app.database, run_id))


@router.post("/waivers", status_code=202, response_model=RunTold, responses={404: {}, 409: {}, 422: {}})
def waive(app: House, by: By, run_id: UUID, asked: Waiver, key: IdempotencyKey = None) -> Any:
    """Set a finding of a held run aside, in the key's name."""
    request = once(key, "waive", run_id, asked.model_dump(mode="json"))
    desk.waive(app.database, run_id, [(asked.rule, asked.object)], by=by, because=asked.because, once=request)
    return told(app, saga.get(app.database, run_id))


@router.post("/revisions", status_code=201, response_model=RunTold, responses={404: {}, 409: {}, 422: {}})
def revise(app: House, by: By, response: Response, run_id: UUID, asked: Revision, key: IdempotencyKey = None) -> Any:
    """Make the next version of a delivered package: a new run, in which only these drafts change."""
    saga.get(app.database, run_id)
    contents = _contents(app, run_id, asked.drafts)
    request = once(key, "revise", run_id, asked.model_dump(mode="json"))
    hold = asked.on_qc_fail == "hold"
    options: dict[str, Any] = {"by": by, "discard": asked.discard, "hold": hold, "once": request}
    new = revising.revise(app.database, app.saga, app.storage, run_id, contents, **options)
    return created(app, response, new)


@router.get("/diff/{other}", response_model=Differences, responses={404: {}})
def diff(app: House, run_id: UUID, other: UUID) -> Any:
    """Show what changed from this run's drafts to another's, word by word."""
    for each in (run_id, other):
        saga.get(app.database, each)
    return documents.differences(run_id, other, compare(app.database, run_id, other))


def _is_done(app: App, run_id: UUID, request: Once | None) -> bool:
    """Tell whether the drafts are as the request wants them, so that its words are no edit of them any more."""
    if request is None:
        return False
    with app.database.connect() as connection:
        return saga.sent_once(connection, run_id, request) is not None


def _contents(app: App, run_id: UUID, asked: Any) -> dict[str, Content]:
    found: dict[str, Content] = {}
    for number, each in enumerate(asked, start=1):
        if isinstance(each, ByContent):
            code, content = each.code, each.content
        else:
            code, content = revising.edited_text(app.database, run_id, f"Draft {number}", each.markdown)
        if code in found:
            raise AicmoError(f"{code} is there twice. Send the words that count.")
        found[code] = content
    return found
