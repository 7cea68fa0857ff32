"""What belongs to the agency and to no run: packs, brand profiles of clients, the audit of what was left."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from aicmo import saga
from aicmo.catalog import packs
from aicmo.catalog.documents import Doc, Pack
from aicmo.onboarding.documents import BrandProfile
from aicmo.reception import documents
from aicmo.reception.documents import BrandTold, Left
from aicmo.web.api.asked import By, House, Name
from aicmo.web.api.problems import Missing
from aicmo.workflows import branding

router = APIRouter(tags=["agency"])


class Packs(Doc):
    """What can be ordered."""

    packs: tuple[Pack, ...]


class BrandGone(Doc):
    """Whether there was a profile to remove."""

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
    """Delete a client's brand profile; briefs that were accepted keep what they took from it."""
    return {"client": client, "removed": branding.forget(app.database, client)}


@router.get("/audit", response_model=Audit)
def audit(app: House) -> Any:
    """Prove that no undone run has left a row or a file."""
    found = saga.audit(app.database, [app.saga], app.storage)
    return {"orphans": [documents.left(one) for one in found]}
