"""Files of a package: listed with their hashes, and given, each and all in one ZIP. No path leaves the package."""

from __future__ import annotations

import mimetypes
from base64 import b64encode
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Header
from starlette.responses import FileResponse, Response

from aicmo import saga
from aicmo.app import App
from aicmo.catalog.documents import Doc
from aicmo.reception.record import Package, package_of
from aicmo.web.api.asked import House
from aicmo.web.api.problems import Missing
from aicmo.web.files import POLICY

router = APIRouter(prefix="/runs/{run_id}", tags=["files"])

GIVEN: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        "description": "The file, of the type that its name says. `ETag` is its SHA-256.",
    },
    206: {"description": "The part that Range asks for."},
    304: {"description": "It is what If-None-Match names."},
    404: {},
    416: {},
}
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match")]


class PackageFile(Doc):
    """A file of the package: its name in it, its length, its hash."""

    name: str
    bytes: int
    sha256: str


class PackageFiles(Doc):
    """Every file of a package, and which of them is the client's ZIP."""

    files: tuple[PackageFile, ...]
    zip: str


@router.get("/files", response_model=PackageFiles, responses={404: {}})
def files(app: House, run_id: UUID) -> Any:
    """List a completed run's files."""
    made = _package(app, run_id)
    listed = [{"name": name, "bytes": size, "sha256": sha256} for name, size, sha256 in made.files]
    return {"files": listed, "zip": made.zip}


@router.get("/files/{name:path}", response_class=FileResponse, responses=GIVEN)
def file(app: House, run_id: UUID, name: str, known: IfNoneMatch = None) -> Response:
    """Give one file of a completed run."""
    return _given(_package(app, run_id), name, known)


@router.get("/package.zip", response_class=FileResponse, responses=GIVEN)
def package(app: House, run_id: UUID, known: IfNoneMatch = None) -> Response:
    """Give the client's ZIP of a completed run."""
    made = _package(app, run_id)
    return _given(made, made.zip, known)


def _package(app: App, run_id: UUID) -> Package:
    made = package_of(app, saga.get(app.database, run_id), saga.steps(app.database, run_id))
    if made is None:
        raise Missing(f"Run {run_id} has no package: only a completed run that is not erased has one.")
    return made


def _given(made: Package, name: str, known: str | None) -> Response:
    """Return a file that the package lists under this very name; whatever else a path may mean is not looked for."""
    sha256 = next((digest for listed, _, digest in made.files if listed == name), None)
    if sha256 is None:
        raise Missing("The package has no file of this name; `/files` lists those it has.")
    headers = {
        "ETag": f'"{sha256}"',
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:",
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": POLICY,
        "Content-Disposition": f"attachment; filename*=utf-8''{quote(name.rpartition('/')[2])}",
    }
    if known is not None and sha256 in {tag.strip().removeprefix("W/").strip('"') for tag in known.split(",")}:
        return Response(status_code=304, headers=headers)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(str(made.path / name), media_type=kind, headers=headers)
