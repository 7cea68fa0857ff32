"""Briefs on their way in: begun, uploaded or pasted; saved and checked while they are written; handed in."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, File, Form, HTTPException, Query, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from aicmo.app import App
from aicmo.catalog import packs
from aicmo.onboarding.documents import Reading
from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.gaps import required_by
from aicmo.onboarding.reading import MAX_BYTES, is_free_text, parse, receive
from aicmo.people import drafts
from aicmo.people.models import Person, UnsentBrief
from aicmo.reception import intake
from aicmo.review.documents import Mode
from aicmo.web import brief_text
from aicmo.web.fields import field_at, groups
from aicmo.web.rendering import page
from aicmo.web.state import House, Me

Text = Annotated[str, Form(max_length=MAX_BYTES)]
UPLOAD: Final = 900_000
LETTER: Final = "letter.txt"

router = APIRouter(prefix="/briefs")


@router.get("")
def start(request: Request, app: House, person: Me) -> Response:
    """Offer the ways to begin, and the briefs that were begun."""
    return _start(request, app, person)


@router.post("")
def begin(
    request: Request,
    app: House,
    person: Me,
    pack: Annotated[str, Form(max_length=100)] = "",
    text: Text = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Begin a brief: empty for a pack, from pasted text, from a file, or the example."""
    try:
        name, written = _given(pack, text, file)
        made = drafts.begin(app.database, person.id, name, written)
    except BriefError as error:
        return _start(request, app, person, str(error))
    return RedirectResponse(f"/briefs/{made.id}", 303)


@router.get("/{brief_id}")
def write(request: Request, app: House, person: Me, brief_id: UUID, view: str = "") -> Response:
    """Show a brief to be written on: as a form, or as its text. A letter is a text until somebody asks for the form."""
    brief = drafts.get(app.database, person.id, brief_id)
    found = _examined(app, brief)
    as_text = view == "text" or found["broken"] is not None or (found["is_letter"] and view != "form")
    return page(
        request,
        "brief.html",
        brief=brief,
        as_text=as_text,
        **_form(brief),
        **found,
        saved=False,
        hold=True,
        approval=Mode.NONE,
    )


@router.post("/{brief_id}/check")
async def check(request: Request, app: House, person: Me, brief_id: UUID) -> Response:
    """Save what was written, and say what intake thinks of it now."""
    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return _checked(request, app, person, brief_id, form)


@router.post("/{brief_id}/read")
def read(app: House, person: Me, brief_id: UUID, text: Text) -> Response:
    """Save a letter, and have the language model read it; what it quotes stands beside the letter."""
    brief = _saved(app, person, brief_id, {"text": text})
    reading = intake.read(app, receive(brief.name, brief.text.encode()), earlier=_reading(brief))
    drafts.keep_reading(app.database, person.id, brief_id, reading.model_dump(mode="json"))
    return RedirectResponse(f"/briefs/{brief_id}?view=text", 303)


@router.get("/{brief_id}/row")
def row(
    request: Request,
    app: House,
    person: Me,
    brief_id: UUID,
    field: Annotated[str, Query(max_length=100)],
    number: Annotated[int, Query(ge=0, le=199)],
) -> Response:
    """Give one more empty row of a field."""
    drafts.get(app.database, person.id, brief_id)
    try:
        return page(request, "brief_row.html", field=field_at(field), number=number, row={})
    except KeyError:
        raise HTTPException(404) from None


@router.post("/{brief_id}/submit")
async def submit(request: Request, app: House, person: Me, brief_id: UUID) -> Response:
    """Hand a brief in; what stands in the way is shown beside it."""
    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return _submitted(request, app, person, brief_id, form)


@router.post("/{brief_id}/delete")
def throw_away(app: House, person: Me, brief_id: UUID) -> Response:
    """Throw a brief away."""
    drafts.throw_away(app.database, person.id, brief_id)
    return RedirectResponse("/briefs", 303)


def _start(request: Request, app: App, person: Person, wrong: str | None = None) -> Response:
    begun = drafts.begun(app.database, person.id)
    return page(request, "briefs.html", 422 if wrong else 200, packs=list(packs().values()), begun=begun, wrong=wrong)


def _given(pack: str, text: str, file: UploadFile | None) -> tuple[str, str]:
    """Return name and text of a new brief; raises BriefError for what cannot be read."""
    if pack == "example":
        return brief_text.NAME, brief_text.example()
    if file is not None and file.filename:
        received = receive(file.filename[-100:], file.file.read(UPLOAD))
        return received.name, received.text
    if text.strip():
        is_brief = any(line.startswith(("brief:", "{")) for line in text.splitlines())
        received = receive(brief_text.NAME if is_brief else LETTER, text.encode())
        return received.name, received.text
    if pack not in packs():
        raise BriefError("Nothing was given to begin with: choose a pack, a file, or paste a text.")
    return brief_text.NAME, brief_text.text_of({"pack": pack})


def _checked(request: Request, app: App, person: Person, brief_id: UUID, form: dict[str, str]) -> Response:
    brief = _saved(app, person, brief_id, form)
    found = _examined(app, brief, assume="assume" in form)
    return page(
        request, "brief_verdict.html", brief=brief, **found, saved=True, hold="hold" in form, approval=_mode(form)
    )


def _submitted(request: Request, app: App, person: Person, brief_id: UUID, form: dict[str, str]) -> Response:
    brief = _saved(app, person, brief_id, form)
    assume = "assume" in form
    found = _examined(app, brief, assume=assume)
    if found["found"] is None or found["found"].outcome != "accepted":
        shown = {**_form(brief), **found, "saved": True, "hold": "hold" in form, "as_text": "text" in form}
        shown["approval"] = _mode(form)
        return page(request, "brief.html", 422, brief=brief, **shown)
    from aicmo.workflows.ordering import order  # noqa: PLC0415 (it brings every renderer with it)

    received = receive(brief.name, brief.text.encode())
    ordered = order(
        found["found"],
        received,
        assume=assume,
        key=f"brief {brief.id}",
        hold="hold" in form,
        approval=_mode(form),
        reading=_reading(brief),
    )
    run_id = intake.hand_in(app, ordered)
    drafts.throw_away(app.database, person.id, brief_id)
    return RedirectResponse(f"/runs/{run_id}", 303)


def _mode(form: dict[str, str]) -> Mode:
    """Return who is to approve, nobody where the form does not say."""
    try:
        return Mode(form.get("approval", Mode.NONE))
    except ValueError:
        return Mode.NONE


def _saved(app: App, person: Person, brief_id: UUID, form: dict[str, str]) -> UnsentBrief:
    """Keep what the form says, if it says anything of the brief, and return the brief as it is now."""
    brief = drafts.get(app.database, person.id, brief_id)
    if "text" in form:
        brief.text = form["text"][:MAX_BYTES]
    elif "pack" in form:
        merged = brief_text.merged(_data(brief), form)
        brief.name, brief.text = brief_text.NAME, brief_text.text_of(merged)
    drafts.save(app.database, person.id, brief_id, name=brief.name, text=brief.text)
    return brief


def _data(brief: UnsentBrief) -> dict[str, Any]:
    try:
        return parse(receive(brief.name, brief.text.encode()), _reading(brief)).data
    except BriefError:
        return {}


def _reading(brief: UnsentBrief) -> Reading | None:
    return Reading.model_validate(brief.reading) if brief.reading else None


def _form(brief: UnsentBrief) -> dict[str, Any]:
    data = _data(brief)
    sold = [pack for pack in packs().values() if pack.id == data.get("pack")] or packs().values()
    return {
        "groups": groups(),
        "data": data,
        "value_at": brief_text.value_at,
        "shown": brief_text.shown,
        "rows": brief_text.rows,
        "required": frozenset.intersection(*map(required_by, sold)),
    }


def _examined(app: App, brief: UnsentBrief, *, assume: bool = False) -> dict[str, Any]:
    """Return what intake says of a brief with its client's brand profile, or why it cannot be read at all."""
    try:
        received = receive(brief.name, brief.text.encode())
        reading = _reading(brief)
        profile = intake.profile_for(app.database, received, reading)
        found = intake.examined(received, assume=assume, profile=profile, reading=reading)
    except BriefError as error:
        broken = {"broken": str(error), "title": brief.name}
        return {"found": None, "assume": assume, "is_letter": False, "model": None, **broken}
    model = None if app.settings.writer == "builtin" else app.settings.writer
    title = found.brief.brief.title if found.brief else brief_text.value_at(_data(brief), "title") or brief.name
    return {
        "found": found,
        "broken": None,
        "assume": assume,
        "is_letter": is_free_text(received),
        "title": title,
        "model": model,
    }
