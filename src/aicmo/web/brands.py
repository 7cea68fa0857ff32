"""A client's brand profile: what all of its briefs have in common, shown and kept as YAML."""

from __future__ import annotations

from io import StringIO
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile
from ruamel.yaml import YAML
from starlette.responses import RedirectResponse, Response

from aicmo.app import App
from aicmo.onboarding.documents import BrandProfile
from aicmo.onboarding.errors import BriefError, LogoError
from aicmo.onboarding.limits import limit
from aicmo.onboarding.reading import receive
from aicmo.reception.intake import profile_from
from aicmo.web.files import labels
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
    return _shown(request, app, client, _as_text(profile) if profile else "", is_kept=kept)


@router.post("")
def keep(request: Request, app: House, person: Me, client: str, text: Text) -> Response:
    """Keep a profile in the place of the one there was; what makes no sense is shown again with the reason."""
    try:
        profile = profile_from(receive("profile.yaml", text.encode()))
    except BriefError as error:
        return _shown(request, app, client, text, wrong=str(error))
    branding.keep(app.database, client, profile, by=person.name)
    return RedirectResponse(f"{request.url.path}?kept=true", 303)


@router.post("/remove")
def remove(request: Request, app: House, _person: Me, client: str) -> Response:
    """Delete the profile; briefs that were accepted keep what they took from it."""
    branding.forget(app.database, client)
    return RedirectResponse(request.url.path.removesuffix("/remove"), 303)


@router.get("/logo.png")
def logo(app: House, _person: Me, client: str) -> Response:
    """Give the client's logo."""
    found = branding.logo_of(app.database, client)
    if found is None:
        raise HTTPException(404)
    kind, headers = labels("logo.png")
    return Response(found.png, media_type=kind, headers=headers)


@router.post("/logo")
def keep_logo(
    request: Request, app: House, person: Me, client: str, file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Keep a logo in the place of the one there was; what cannot be one is refused with the reason."""
    from aicmo.onboarding.logos import read_logo  # noqa: PLC0415 (it brings the decoders of pictures with it)

    try:
        picture = read_logo(file.file.read(limit("logo_file") + 1) if file else b"")
    except LogoError as error:
        profile = branding.profile_of(app.database, client)
        return _shown(request, app, client, _as_text(profile) if profile else "", wrong=str(error))
    branding.keep_logo(app.database, client, picture, by=person.name)
    return RedirectResponse(f"{request.url.path.removesuffix('/logo')}?kept=true", 303)


@router.post("/logo/remove")
def remove_logo(request: Request, app: House, _person: Me, client: str) -> Response:
    """Delete the logo; runs that were ordered with it keep theirs."""
    branding.forget_logo(app.database, client)
    return RedirectResponse(request.url.path.removesuffix("/logo/remove"), 303)


def _shown(
    request: Request, app: App, client: str, text: str, *, wrong: str | None = None, is_kept: bool = False
) -> Response:
    shown: dict[str, Any] = {"client": client, "text": text, "wrong": wrong, "is_kept": is_kept}
    shown["has_one"] = branding.profile_of(app.database, client) is not None
    shown["logo"] = branding.logo_of(app.database, client)
    shown["address"] = f"/clients/{quote(client, safe='')}/brand"
    return page(request, "brand.html", 422 if wrong else 200, fields=tuple(BrandProfile.model_fields), **shown)


def _as_text(profile: BrandProfile) -> str:
    out = StringIO()
    YAML(typ="rt").dump(profile.model_dump(mode="json", exclude_defaults=True), out)
    return out.getvalue()
