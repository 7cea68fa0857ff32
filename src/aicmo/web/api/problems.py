"""Every exception of the API as a problem document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from aicmo.errors import AicmoError, EnvironmentProblem
from aicmo.onboarding.errors import BriefError
from aicmo.reception.intake import as_json
from aicmo.reception.plain import clean
from aicmo.saga import KeyUsed, SagaError, UnknownRun
from aicmo.web.api.kinds import BY_STATUS, KINDS, problem
from aicmo.workflows.approving import RoundsUsedUp
from aicmo.workflows.sharing import NoSuchLink

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request
    from starlette.responses import Response

    from aicmo.onboarding.documents import Intake

MEDIA: Final = "application/problem+json"
SLUGS: Final = (
    (UnknownRun, "not-found"),
    (NoSuchLink, "not-found"),
    (KeyUsed, "key-used"),
    (SagaError, "conflict"),
    (RoundsUsedUp, "conflict"),
    (BriefError, "brief-unreadable"),
    (EnvironmentProblem, "unavailable"),
    (AicmoError, "refused"),
)
UNEXPECTED: Final = "AICMO did not expect this. Nothing was answered; what was committed before is kept."


class NotAccepted(Exception):
    """Intake does not accept the brief; its questions and errors become members of the problem."""

    def __init__(self, found: Intake) -> None:
        """Keep what intake found."""
        super().__init__(found.outcome)
        self.found = found


class Missing(Exception):
    """What is asked for is not there."""


def explain_problems(api: FastAPI) -> None:
    """Let every exception of the API end in a problem document."""
    api.add_exception_handler(AicmoError, _refused)
    api.add_exception_handler(NotAccepted, _not_accepted)
    api.add_exception_handler(Missing, lambda _, error: answer("not-found", str(error)))
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http)
    for kind in (OperationalError, InterfaceError):
        api.add_exception_handler(kind, lambda *_: answer("unavailable", "The database is out of reach."))
    api.add_exception_handler(Exception, lambda *_: answer("unexpected", UNEXPECTED))


def answer(slug: str, detail: str, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
    """Return a problem as a response."""
    return JSONResponse(problem(slug, clean(detail), **members), KINDS[slug].status, headers, media_type=MEDIA)


def _refused(_request: Request, error: Exception) -> Response:
    slug = next(slug for kind, slug in SLUGS if isinstance(error, kind))
    return answer(slug, str(error))


def _not_accepted(_request: Request, error: Exception) -> Response:
    assert isinstance(error, NotAccepted)  # noqa: S101 (it is registered for it)
    said = "The brief is refused." if error.found.outcome == "rejected" else "The brief leaves questions open."
    return answer("brief-not-accepted", said, **as_json(error.found))


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (it is registered for it)
    places = [
        {"where": clean(".".join(map(str, each["loc"]))), "message": clean(each["msg"])} for each in error.errors()
    ]
    said = "; ".join(f"{each['where']}: {each['message']}" for each in places[:3])
    return answer("invalid-request", said, errors=places)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (it is registered for it)
    slug = BY_STATUS.get(error.status_code, "unexpected")
    headers = {"Allow": ", ".join(_allowed(request))} if slug == "method-not-allowed" else error.headers
    return answer(slug, f"{KINDS[slug].title}. {KINDS[slug].remedy}", headers)


def _allowed(request: Request) -> list[str]:
    """Return every method that this address has: each route knows only its own."""
    found: set[str] = set()
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    for route in iter_route_contexts(request.app.routes):
        if route.path_regex.match(path):
            found |= route.methods or set()
    return sorted(found)
