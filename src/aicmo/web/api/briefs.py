"""Briefs: what intake says of one, and what one looks like."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, UploadFile

from aicmo.app import App
from aicmo.catalog import packs
from aicmo.onboarding.documents import Intake, Received
from aicmo.onboarding.limits import limit
from aicmo.onboarding.reading import receive
from aicmo.onboarding.schema import brief_schema
from aicmo.onboarding.template import new_brief
from aicmo.reception import intake
from aicmo.web.api.asked import CheckLetter, CheckStructured, House, Letter, Name, Structured
from aicmo.web.api.problems import Missing

router = APIRouter(prefix="/briefs", tags=["briefs"])
uploads = APIRouter(prefix="/uploads", tags=["briefs"])
"""Briefs that come as files, in forms."""

BriefFile = Annotated[UploadFile, File(description="YAML, JSON, Markdown, text, DOCX, PDF, HTML or an e-mail")]


@router.post("/check", responses={422: {}})
def check(app: House, asked: CheckStructured | CheckLetter) -> Intake:
    """Say whether a brief would be accepted, what is open and what is wrong; nothing is kept."""
    return examined(app, received_from(asked), assume=asked.assume)


@uploads.post("/check", responses={422: {}})
def check_upload(app: House, file: BriefFile, assume: Annotated[bool, Form()] = False) -> Intake:  # noqa: FBT002 (a form's field)
    """Say the same of a brief that is sent as a file."""
    return examined(app, received_file(file), assume=assume)


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


def examined(app: App, received: Received, *, assume: bool) -> Intake:
    """Return what intake says of a brief, with what the house knows of its client."""
    return intake.examined(received, assume=assume, profile=intake.profile_for(app.database, received))
