"""What a person does to the drafts of a run: other words, written anew, left out, findings set aside, decisions."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from aicmo import saga
from aicmo.app import App
from aicmo.errors import AicmoError
from aicmo.reception import documents, work
from aicmo.review.documents import Gate, Verdict
from aicmo.web.rendering import page
from aicmo.web.run import about
from aicmo.web.state import House, Me
from aicmo.web.works import previewed
from aicmo.workflows import approving, desk, revising, trail
from aicmo.workflows.comparing import compare
from aicmo.workflows.proofing import Proofs

Code = Annotated[str, Form(max_length=100)]
Words = Annotated[str, Form(max_length=2000)]
Markdown = Annotated[str, Form(max_length=revising.LARGEST)]

router = APIRouter(prefix="/runs/{run_id}")


@router.get("/drafts/{code}")
def draft(request: Request, app: House, _person: Me, run_id: UUID, code: str) -> Response:
    """Show one draft as its channel would, with its text to edit and what stands against it."""
    return _draft(request, app, run_id, code)


@router.post("/drafts/{code}/check")
def check(request: Request, app: House, _person: Me, run_id: UUID, code: str, markdown: Markdown) -> Response:
    """Say what the draft in these words would count, and what quality control would find; nothing is changed."""
    try:
        content = _content(app, run_id, code, markdown)
    except AicmoError as error:
        return page(request, "draft_proof.html", proof=None, wrong=str(error))
    return page(request, "draft_proof.html", proof=Proofs(app.database, run_id).of(code, content), wrong=None)


@router.post("/drafts/{code}/edit")
def edit(request: Request, app: House, person: Me, run_id: UUID, code: str, markdown: Markdown, seen: Code) -> Response:
    """Put the draft of a held run into these words, or make the next version of a delivered package with them.

    What cannot be taken is shown again with the reason: nobody's words are lost.
    """
    try:
        contents = {code: _content(app, run_id, code, markdown)}
        if saga.get(app.database, run_id).state is not saga.Status.COMPLETED:
            desk.edit(app.database, run_id, contents, by=person.name, seen={code: seen})
            return _to(run_id)
        new = revising.revise(app.database, app.saga, app.storage, run_id, contents, by=person.name, hold=True)
        return _to(new)
    except AicmoError as error:
        return _draft(request, app, run_id, code, markdown=markdown, wrong=str(error))


@router.post("/drafts/{code}/redo")
def redo(app: House, person: Me, run_id: UUID, code: str, seen: Code) -> Response:
    """Have the draft of a held run written anew, unlike what it was."""
    desk.regenerate(app.database, run_id, [code], by=person.name, seen={code: seen})
    return _to(run_id)


@router.post("/drafts/{code}/discard")
def discard(app: House, person: Me, run_id: UUID, code: str, seen: Code, because: Words) -> Response:
    """Leave the draft out: of a held run's work, or of the next version of a delivered package."""
    if saga.get(app.database, run_id).state is not saga.Status.COMPLETED:
        desk.discard(app.database, run_id, [code], by=person.name, because=because, seen={code: seen})
        return _to(run_id)
    options: dict[str, Any] = {"by": person.name, "discard": [code], "hold": True}
    return _to(revising.revise(app.database, app.saga, app.storage, run_id, {}, **options))


@router.post("/waive")
def waive(
    app: House,
    person: Me,
    run_id: UUID,
    rule: Code,
    thing: Annotated[list[Words], Form(max_length=1000)],
    because: Words,
) -> Response:
    """Set a finding of a held run aside, wherever it was found, in the name of who is signed in."""
    desk.waive(app.database, run_id, [(rule, each) for each in thing], by=person.name, because=because)
    return _to(run_id)


@router.post("/decide")
def decide(
    app: House,
    person: Me,
    run_id: UUID,
    verdict: Annotated[Verdict, Form()],
    gate: Annotated[Gate, Form()],
    seen: Annotated[str, Form(max_length=100_000)],
    because: Words = "",
    item: Code = "",
) -> Response:
    """Approve what a run stands before, ask for changes, or reject it: the content that was seen, and no other.

    With an ``item`` the word is about that draft alone.
    """
    try:
        looked = TypeAdapter(dict[str, str]).validate_json(seen)
    except ValidationError:
        raise AicmoError("The form does not say what was looked at. Load the page again.") from None
    items = [item] if item else []
    approving.decide(
        app.database, run_id, verdict, by=person.name, because=because, gate=gate, items=items, seen=looked
    )
    return _to(run_id)


@router.get("/diff/{other}")
def diff(request: Request, app: House, _person: Me, run_id: UUID, other: UUID) -> Response:
    """Show what changed from this run's drafts to another's, word by word, on the other's page."""
    saga.get(app.database, run_id)
    changes = compare(app.database, run_id, other)
    return page(request, "diff.html", **about(app, other, "drafts"), changes=changes, before=run_id)


@router.get("/trail")
def audit(request: Request, app: House, _person: Me, run_id: UUID) -> Response:
    """Show who did what to the run, when, and to which content's hash."""
    entries = trail.trail(app.database, run_id)
    return page(request, "trail.html", **about(app, run_id, "trail"), entries=entries)


def _draft(
    request: Request,
    app: App,
    run_id: UUID,
    code: str,
    *,
    markdown: str | None = None,
    wrong: str | None = None,
) -> Response:
    told = documents.draft(app.database, run_id, code)
    made = work.work_of(app.database, run_id)
    shown = about(app, run_id, "drafts")
    row = next(each for each in made.drafts if each.code == code)
    return page(
        request,
        "draft_desk.html",
        422 if wrong else 200,
        **shown,
        draft=row,
        markdown=told["markdown"] if markdown is None else markdown,
        wrong=wrong,
        proof=None if wrong else Proofs(app.database, run_id).of(code, row.content),
        **previewed(run_id, made),
        codes=[each.code for each in made.drafts],
    )


def _content(app: App, run_id: UUID, code: str, markdown: str) -> Any:
    found, content = revising.edited_text(app.database, run_id, code, markdown.replace("\r\n", "\n"))
    if found != code:
        raise AicmoError(f"The first heading names {found}, but this is {code}. Leave that line as it is.")
    return content


def _to(run_id: UUID) -> Response:
    return RedirectResponse(f"/runs/{run_id}", 303)
