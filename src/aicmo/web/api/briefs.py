"""Briefs: what intake says of one, and what one looks like."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, UploadFile

from aicmo.app import App
from aicmo.catalog import packs
from aicmo.catalog.documents import Doc
from aicmo.onboarding.documents import Intake, Reading, Received
from aicmo.onboarding.limits import limit
from aicmo.onboarding.reading import receive
from aicmo.onboarding.schema import brief_schema
from aicmo.onboarding.template import new_brief
from aicmo.reception import intake
from aicmo.web.api.asked import READ_WITH_MODEL, CheckLetter, CheckStructured, House, Letter, Name, Structured
from aicmo.web.api.problems import Missing

router = APIRouter(prefix="/briefs", tags=["briefs"])
uploads = APIRouter(prefix="/uploads", tags=["briefs"])
"""Briefs that come as files, in forms."""

BriefFile = Annotated[UploadFile, File(description="YAML, JSON, Markdown, text, DOCX, PDF, HTML or an e-mail")]

FormYes = Annotated[bool, Form()]
ModelReads = Annotated[bool, Form(description=READ_WITH_MODEL)]


@router.post("/check", responses={422: {}})
def check(app: House, asked: CheckStructured | CheckLetter) -> Intake:
    """Say whether a brief would be accepted, what is open and what is wrong; nothing is kept."""
    received = received_from(asked)
    reading = intake.read(app, received) if wants_model(asked) else None
    return examined(app, received, assume=asked.assume, reading=reading)


@uploads.post("/check", responses={422: {}})
def check_upload(app: House, file: BriefFile, assume: FormYes = False, read_with_model: ModelReads = False) -> Intake:  # noqa: FBT002 (a form's fields)
    """Say the same of a brief that is sent as a file."""
    received = received_file(file)
    return examined(app, received, assume=assume, reading=intake.read(app, received) if read_with_model else None)


@router.get("/schema")
def schema() -> dict[str, Any]:
    """Give the JSON Schema of a brief."""
    return brief_schema()


@router.get("/new", responses={404: {}})
def new(pack: Annotated[Name, Query()] = "campaign_standard") -> dict[str, str]:
    """Give a brief to fill in, as YAML with what each field is for."""
    if pack not in packs():
        raise Missing(f"There is no pack {pack!r}. The packs are: {', '.join(packs())}.")
    return {"pack": pack, "brief": new_brief(pack)}


def received_from(asked: Structured | Letter) -> Received:
    """Return a brief as it came in a body; raises BriefError."""
    if isinstance(asked, Structured):
        return intake.structured(asked.brief)
    return receive(asked.name, asked.text.encode())


def received_file(file: UploadFile) -> Received:
    """Return a brief as it came in a file; raises BriefError."""
    return receive((file.filename or "brief.txt")[-100:], file.file.read(limit("document") + 1))


def wants_model(asked: Doc) -> bool:
    """Say whether a body asks for a language model to read what it brings."""
    return isinstance(asked, Letter) and asked.read_with_model


def examined(app: App, received: Received, *, assume: bool, reading: Reading | None = None) -> Intake:
    """Return what intake says of a brief, with what the house knows of its client and what a model read."""
    profile = intake.profile_for(app.database, received, reading)
    return intake.examined(received, assume=assume, profile=profile, reading=reading)
