"""Files of runs: those that a live checkpoint names, and no other. None of them can act as a page of ours."""

from __future__ import annotations

import mimetypes
from typing import Annotated, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query
from starlette.responses import FileResponse, Response

from aicmo import saga
from aicmo.app import App
from aicmo.reception.record import package_of
from aicmo.web import sheets
from aicmo.web.state import House, Me

PICTURES: Final = {"image/png", "image/jpeg"}
POLICY: Final = "default-src 'none'; sandbox"

router = APIRouter(prefix="/runs/{run_id}")


@router.get("/package.zip")
def package(app: House, _person: Me, run_id: UUID) -> Response:
    """Give the client's ZIP of a completed run."""
    made = package_of(app, saga.get(app.database, run_id), saga.steps(app.database, run_id))
    if made is None:
        raise HTTPException(404)
    return _sent(made.path / made.zip, made.zip)


@router.get("/pages/{number}")
def sheet(
    app: House, _person: Me, run_id: UUID, number: int, file: Annotated[str, Query(max_length=400)] = ""
) -> Response:
    """Give one page of a PDF of the package as a picture, counted from 0."""
    folder = _folder(app, run_id, "create_package", file)
    if folder is None or not file.endswith(".pdf"):
        raise HTTPException(404)
    picture = sheets.drawn(app.storage.path(folder, file), number)
    if picture is None:
        raise HTTPException(404)
    kept = {"Cache-Control": "private, max-age=3600, immutable", "Content-Security-Policy": POLICY}
    return Response(picture, media_type="image/png", headers=kept)


@router.get("/files/{step}/{name:path}")
def file(app: House, _person: Me, run_id: UUID, step: str, name: str) -> Response:
    """Give one file that a step of the run made."""
    folder = _folder(app, run_id, step, name)
    if folder is None:
        raise HTTPException(404)
    return _sent(app.storage.path(folder, name), name.rpartition("/")[2])


def _folder(app: App, run_id: UUID, step: str, name: str) -> str | None:
    """Return the folder of the live checkpoint whose ledger names this very file."""
    for made in saga.steps(app.database, run_id):
        if (
            made.step == step
            and made.undone_at is None
            and any(each[0] == name for each in made.effects.get("files", ()))
        ):
            return str(made.effects["folder"])
    return None


def labels(name: str, *, kept: str = "private, max-age=3600, immutable") -> tuple[str, dict[str, str]]:
    """Return a file's media type and headers: pictures are shown, and ``kept`` by the browser; all else is saved."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    how = "inline" if kind in PICTURES else "attachment"
    return kind, {
        "Content-Disposition": f"{how}; filename*=utf-8''{quote(name)}",
        "Content-Security-Policy": POLICY,
        "Cache-Control": kept if how == "inline" else "no-store",
    }


def _sent(path: object, name: str) -> Response:
    kind, headers = labels(name)
    return FileResponse(str(path), media_type=kind, headers=headers)
