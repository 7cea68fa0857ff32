"""What belongs to the agency and to no run: packs, brand profiles of clients, the audit of what was left."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, File, UploadFile
from starlette.responses import Response

from aicmo import saga
from aicmo.catalog import packs
from aicmo.catalog.documents import Doc, Pack
from aicmo.onboarding.documents import BrandProfile
from aicmo.onboarding.limits import limit
from aicmo.reception import documents
from aicmo.reception.documents import BrandTold, Left
from aicmo.web.api.asked import By, House, Name
from aicmo.web.api.problems import Missing
from aicmo.web.files import POLICY
from aicmo.workflows import branding

router = APIRouter(tags=["agency"])
uploads = APIRouter(prefix="/uploads", tags=["agency"])

LogoFile = Annotated[UploadFile, File(description="PNG, JPEG or WebP")]
PICTURE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}, "description": "The picture."},
    404: {},
}


class Packs(Doc):
    """What can be ordered."""

    packs: tuple[Pack, ...]


class LogoTold(Doc):
    """A logo that is kept: its size in pixels, and the SHA-256 of the PNG it became."""

    client: str
    width: int
    height: int
    sha256: str


class BrandGone(Doc):
    """Whether there was a profile, or a logo, to remove."""

    client: str
    removed: bool


class Audit(Doc):
    """What undone runs have left; empty is good."""

    orphans: tuple[Left, ...]


@router.get("/packs", response_model=Packs)
def sold() -> Any:
    """List what can be ordered."""
    return {"packs": list(packs().values())}


@router.get("/packs/{pack}", responses={404: {}})
def one(pack: Name) -> Pack:
    """Show one pack."""
    if pack not in packs():
        raise Missing(f"There is no pack {pack!r}. The packs are: {', '.join(packs())}.")
    return packs()[pack]


@router.get("/clients/{client}/brand", response_model=BrandTold, responses={404: {}})
def brand(app: House, client: Name) -> Any:
    """Show a client's brand profile."""
    profile = branding.profile_of(app.database, client)
    if profile is None:
        raise Missing(f"{client} has no brand profile.")
    return {"client": client, "profile": profile}


@router.put("/clients/{client}/brand", response_model=BrandTold)
def keep_brand(app: House, by: By, client: Name, profile: BrandProfile) -> Any:
    """Keep what all briefs of a client have in common, in the place of what was kept before."""
    branding.keep(app.database, client, profile, by=by)
    return {"client": client, "profile": profile}


@router.delete("/clients/{client}/brand", response_model=BrandGone)
def remove_brand(app: House, client: Name) -> Any:
    """Delete a client's brand profile and logo; briefs that were accepted keep what they took from it."""
    return {"client": client, "removed": branding.forget(app.database, client)}


@router.get("/clients/{client}/logo", response_class=Response, responses=PICTURE)
def logo(app: House, client: Name) -> Response:
    """Give a client's logo, as it is printed."""
    found = branding.logo_of(app.database, client)
    if found is None:
        raise Missing(f"{client} has no logo.")
    headers = {"ETag": f'"{found.sha256}"', "Cache-Control": "private, no-cache", "Content-Security-Policy": POLICY}
    return Response(found.png, media_type="image/png", headers=headers)


@uploads.put("/clients/{client}/logo", response_model=LogoTold, responses={422: {}})
def keep_logo(app: House, by: By, client: Name, file: LogoFile) -> Any:
    """Keep a client's logo for the packages that are ordered from now on, in the place of the one there was."""
    from aicmo.onboarding.logos import read_logo  # noqa: PLC0415 (it brings the decoders of pictures with it)

    found = read_logo(file.file.read(limit("logo_file") + 1))
    branding.keep_logo(app.database, client, found, by=by)
    return {"client": client, "width": found.width, "height": found.height, "sha256": found.sha256}


@router.delete("/clients/{client}/logo", response_model=BrandGone)
def remove_logo(app: House, client: Name) -> Any:
    """Delete a client's logo; packages that were ordered with it keep it."""
    return {"client": client, "removed": branding.forget_logo(app.database, client)}


@router.get("/audit", response_model=Audit)
def audit(app: House) -> Any:
    """Prove that no undone run has left a row or a file."""
    found = saga.audit(app.database, [app.saga], app.storage)
    return {"orphans": [documents.left(one) for one in found]}
