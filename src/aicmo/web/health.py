"""Whether the site lives, whether it can do its work, and how much of it there is: for those who watch over it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from aicmo import migrations
from aicmo.web.state import House

router = APIRouter()


@router.get("/healthz")
def alive() -> Response:
    """Say that the process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def ready(app: House) -> Response:
    """Say whether the database is there and at this version; 503 when it is not."""
    try:
        is_ready = migrations.is_current(app.database)
    except SQLAlchemyError:
        return JSONResponse({"status": "unavailable", "database": "out of reach"}, 503)
    if not is_ready:
        return JSONResponse({"status": "unavailable", "database": "not at this version"}, 503)
    return JSONResponse({"status": "ok", "database": "ok"})


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Give the counts of runs and steps in Prometheus' text format; they name nobody."""
    return Response(request.app.state.metrics.text(), media_type="text/plain; version=0.0.4")
