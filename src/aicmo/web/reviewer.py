"""What a client sees and says by a share link: one version of one package, without an account.

The token in the address is all that counts here; a session is neither asked for nor looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final, Literal
from urllib.parse import quote, unquote

from fastapi import APIRouter, Form, HTTPException, Request
from limits import parse
from starlette.responses import RedirectResponse, Response

from aicmo.errors import AicmoError
from aicmo.saga import Conflict
from aicmo.web import branding
from aicmo.web.files import POLICY, labels
from aicmo.web.rendering import page
from aicmo.web.review_page import shown
from aicmo.web.state import House, is_partial
from aicmo.workflows import commenting, sharing
from aicmo.workflows.approving import ReviewError
from aicmo.workflows.sharing import NoSuchLink, Shared

WRONG: Final = parse("30 per minute")
SAID: Final = parse("60 per minute")
NAME_COOKIE: Final = "reviewer"
A_MONTH: Final = 30 * 86_400
SHORTLY: Final = "private, max-age=600"

Words = Annotated[str, Form(max_length=commenting.LONGEST_COMMENT)]
Name = Annotated[str, Form(max_length=sharing.LONGEST_NAME)]

router = APIRouter(prefix=f"{sharing.PATH}{{token}}")


@router.get("")
def look(request: Request, app: House, token: str) -> Response:
    """Show the package, and what is to be decided."""
    with _guesses_counted(request):
        shared = sharing.look(app.database, token)
    sharing.visit(app.database, token)
    return _shown(request, app, token, shared)


@router.post("")
def say(
    request: Request,
    app: House,
    token: str,
    verdict: Annotated[Literal["approve", "changes", "reject", "comment"], Form()],
    by: Name = "",
    because: Words = "",
    item: Annotated[str, Form(max_length=100)] = "",
    seen: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Take a decision or a comment about one draft, or about the whole."""
    with _guesses_counted(request):
        shared = sharing.look(app.database, token)
    if not request.app.state.limiter.hit(SAID, "review", str(shared.link_id)):
        raise HTTPException(429)
    wrong: AicmoError | None = None
    try:
        if verdict == "comment":
            commenting.comment(app.database, token, because, by=by, draft=item)
        else:
            only, was = ([item], {item: seen}) if item else ([], {"": seen})
            sharing.answer(app.database, token, verdict, by=by, because=because, items=only, seen=was)
    except (Conflict, ReviewError) as error:
        wrong = error
    if wrong is None and not is_partial(request):
        return _named(request, RedirectResponse(f"{sharing.PATH}{token}#{quote(item) or 'whole'}", 303), by)
    code = 200 if wrong is None or is_partial(request) else 409
    return _named(
        request,
        _shown(request, app, token, sharing.look(app.database, token), by=by, at=item, wrong=wrong, code=code),
        by,
    )


@router.get("/brand.css")
def colours(request: Request, app: House, token: str) -> Response:
    """Give the brand's colours."""
    with _guesses_counted(request):
        _, colors = sharing.brand(app.database, token)
    return Response(branding.stylesheet(colors), media_type="text/css", headers={"Cache-Control": SHORTLY})


@router.get("/icon.svg")
def icon(request: Request, app: House, token: str) -> Response:
    """Give the brand's initial."""
    with _guesses_counted(request):
        name, colors = sharing.brand(app.database, token)
    headers = {"Cache-Control": SHORTLY, "Content-Security-Policy": POLICY}
    return Response(branding.icon(name, colors), media_type="image/svg+xml", headers=headers)


@router.get("/package.zip")
def package(request: Request, app: House, token: str) -> Response:
    """Give everything as one ZIP."""
    with _guesses_counted(request):
        name, content = sharing.zipped(app.database, app.storage, token)
    return _sent(name, content)


@router.get("/files/{path:path}")
def file(request: Request, app: House, token: str, path: str) -> Response:
    """Give one file of the package."""
    with _guesses_counted(request):
        content = sharing.content(app.database, app.storage, token, path)
    return _sent(path.rpartition("/")[2], content)


@contextmanager
def _guesses_counted(request: Request) -> Iterator[None]:
    """Let nobody try tokens for long: who has tried too many gets the same answer to a good one."""
    who = request.client.host if request.client else "nobody"
    limiter = request.app.state.limiter
    if not limiter.test(WRONG, "review", who):
        raise HTTPException(429)
    try:
        yield
    except NoSuchLink:
        limiter.hit(WRONG, "review", who)
        raise


def _shown(
    request: Request,
    app: House,
    token: str,
    shared: Shared,
    *,
    by: str = "",
    at: str | None = None,
    wrong: AicmoError | None = None,
    code: int = 200,
) -> Response:
    name = by.strip() or unquote(request.cookies.get(NAME_COOKIE, "")) or shared.reviewer
    said = {"name": name, "at": at, "wrong": str(wrong) if wrong else None}
    return page(request, "review.html", code, **said, **shown(app, shared, f"{sharing.PATH}{token}"))


def _named(request: Request, answer: Response, by: str) -> Response:
    """Remember the name that somebody gave, for this review alone."""
    if by.strip():
        kept = {"max_age": A_MONTH, "path": request.url.path, "httponly": True, "samesite": "strict"}
        answer.set_cookie(NAME_COOKIE, quote(by.strip()), secure=request.app.state.is_https, **kept)  # type: ignore[arg-type]
    return answer


def _sent(name: str, content: bytes) -> Response:
    kind, headers = labels(name, kept=SHORTLY)
    return Response(content, media_type=kind, headers=headers)
