"""What goes wrong, as a page: which status, what is said, and where to go from there."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.responses import RedirectResponse, Response

from aicmo.errors import AicmoError, EnvironmentProblem
from aicmo.people.drafts import NoSuchBrief
from aicmo.saga import Conflict, Refused, UnknownRun
from aicmo.web.rendering import page
from aicmo.web.state import NotSignedIn
from aicmo.workflows.sharing import PATH, NoSuchLink

if TYPE_CHECKING:
    from fastapi import FastAPI

STATUSES: Final = (
    (UnknownRun, 404),
    (NoSuchBrief, 404),
    (NoSuchLink, 404),
    (Conflict, 409),
    (Refused, 409),
    (EnvironmentProblem, 503),
    (AicmoError, 400),
)
SAID: Final = {
    404: "There is no such page. It may have been erased, or the address has a slip in it.",
    405: "This page cannot be asked for in that way.",
    413: "This is longer than what may be sent: 1 MB.",
    422: "The address or the form holds something that cannot be understood.",
    429: "Too many tries. Wait a minute.",
    500: "AICMO did not expect this. The server's log says what happened; your work is kept.",
}

SAID_TO_REVIEWERS: Final = {
    404: str(NoSuchLink()),
    500: "Something went wrong on our side. Open the link again in a minute; what you decided is kept.",
}


def explain_problems(site: FastAPI) -> None:
    """Let every exception of the site end in a page."""
    site.add_exception_handler(NotSignedIn, _to_sign_in)
    site.add_exception_handler(AicmoError, _refused)
    site.add_exception_handler(AnyHTTPException, _http)
    site.add_exception_handler(RequestValidationError, lambda request, _: problem(request, 422))
    site.add_exception_handler(Exception, lambda request, _: problem(request, 500))


def problem(request: Request, status: int, said: str | None = None) -> Response:
    """Return a page that says what is wrong; a short one when htmx asks."""
    title = HTTPStatus(status).phrase
    if request.url.path.startswith(PATH):
        return _to_reviewer(request, status, said or SAID_TO_REVIEWERS.get(status, SAID.get(status, title)))
    template = "problem_part.html" if "hx-request" in request.headers else "problem.html"
    return page(request, template, status, title=title, said=said or SAID.get(status, title), status=status)


def _to_reviewer(request: Request, status: int, said: str) -> Response:
    """Return a page that names neither us nor a way into the house; one that is open already is shown anew."""
    if "hx-request" in request.headers:
        return Response(status_code=status, headers={"HX-Refresh": "true"})
    return page(request, "review_problem.html", status, status=status, said=said)


def _to_sign_in(request: Request, _error: Exception) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = "/login" if request.method != "GET" or wanted == "/" else f"/login?next={quote(wanted, safe='')}"
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": "/login"})
    return RedirectResponse(target, 303)


def _refused(request: Request, error: Exception) -> Response:
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    return problem(request, status, str(error))


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, AnyHTTPException) else 500
    said = str(error.detail) if isinstance(error, HTTPException) and status not in SAID else None
    return problem(request, status, said)
