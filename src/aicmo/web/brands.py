"""A client's brand profile: what all of its briefs have in common, shown and kept as YAML."""

from __future__ import annotations

from io import StringIO
from typing import Annotated

from fastapi import APIRouter, Form, Request
from ruamel.yaml import YAML
from starlette.responses import RedirectResponse, Response

from aicmo.onboarding.documents import BrandProfile
from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.reading import receive
from aicmo.reception.intake import profile_from
from aicmo.web.rendering import page
from aicmo.web.state import House, Me
from aicmo.workflows import branding

LARGEST = 100_000
Text = Annotated[str, Form(max_length=LARGEST)]

router = APIRouter(prefix="/clients/{client}/brand")


@router.get("")
def show(request: Request, app: House, _person: Me, client: str, *, kept: bool = False) -> Response:
    """Show a client's profile as it is kept, or how one is written."""
    profile = branding.profile_of(app.database, client)
    return _shown(request, client, _as_text(profile) if profile else "", is_kept=kept, has_one=profile is not None)


@router.post("")
def keep(request: Request, app: House, person: Me, client: str, text: Text) -> Response:
    """Keep a profile in the place of the one there was; what makes no sense is shown again with the reason."""
    try:
        profile = profile_from(receive("profile.yaml", text.encode()))
    except BriefError as error:
        return _shown(request, client, text, wrong=str(error))
    branding.keep(app.database, client, profile, by=person.name)
    return RedirectResponse(f"{request.url.path}?kept=true", 303)


@router.post("/remove")
def remove(request: Request, app: House, _person: Me, client: str) -> Response:
    """Delete the profile; briefs that were accepted keep what they took from it."""
    branding.forget(app.database, client)
    return RedirectResponse(request.url.path.removesuffix("/remove"), 303)


def _shown(
    request: Request, client: str, text: str, *, wrong: str | None = None, is_kept: bool = False, has_one: bool = False
) -> Response:
    shown = {"client": client, "text": text, "wrong": wrong, "is_kept": is_kept, "has_one": has_one}
    return page(request, "brand.html", 422 if wrong else 200, fields=tuple(BrandProfile.model_fields), **shown)


def _as_text(profile: BrandProfile) -> str:
    out = StringIO()
    YAML(typ="rt").dump(profile.model_dump(mode="json", exclude_defaults=True), out)
    return out.getvalue()
