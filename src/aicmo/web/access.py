"""Signing in and out, the password, and how the pages look."""

from __future__ import annotations

from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, HTTPException, Query, Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.responses import RedirectResponse, Response

from aicmo.people import access
from aicmo.people.passwords import WeakPassword
from aicmo.web.rendering import THEME_COOKIE, page
from aicmo.web.state import COOKIE, House, Me

TRIES: Final = parse("10 per minute")
YEAR: Final = 31_536_000

router = APIRouter()


def limiter() -> MovingWindowRateLimiter:
    """Return a counter of tries to sign in; one site has one."""
    return MovingWindowRateLimiter(MemoryStorage())


@router.get("/login")
def ask(request: Request, target: Annotated[str, Query(alias="next")] = "/") -> Response:
    """Ask for the password."""
    return page(request, "login.html", next=_local(target), wrong=False)


@router.post("/login")
def by_password(
    request: Request,
    app: House,
    password: Annotated[str, Form(max_length=2000)],
    target: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """Sign in by password."""
    _count_try(request)
    secret = access.enter_by_password(app.database, password)
    if secret is None:
        return page(request, "login.html", 401, next=_local(target), wrong=True)
    return _entered(request, secret, _local(target))


@router.get("/login/{link}")
def show_link(request: Request, app: House, link: str) -> Response:
    """Show what a login link is for. Looking uses nothing up: a preview of the address must not sign anybody in."""
    if not access.is_good_link(app.database, link):
        return page(request, "link_gone.html", 410)
    has_password = access.owner(app.database).password_hash is not None
    return page(request, "link.html", link=link, has_password=has_password, weak=None)


@router.post("/login/{link}")
def by_link(request: Request, app: House, link: str, password: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Sign in by link, and set a password if one is given."""
    _count_try(request)
    if not access.is_good_link(app.database, link):
        return page(request, "link_gone.html", 410)
    person = access.owner(app.database)
    if password:
        try:
            access.set_password(app.database, person.id, password)
        except WeakPassword as weak:
            return page(request, "link.html", 422, link=link, has_password=False, weak=str(weak))
    secret = access.enter_by_link(app.database, link)
    if secret is None:
        return page(request, "link_gone.html", 410)
    return _entered(request, secret, "/")


@router.post("/logout")
def leave(request: Request, app: House) -> Response:
    """Sign out: the session ends on the server as well."""
    access.leave(app.database, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/account")
def account(request: Request, person: Me) -> Response:
    """Show the account."""
    return page(request, "account.html", has_password=person.password_hash is not None, weak=None, is_set=False)


@router.post("/account/password")
def set_password(request: Request, app: House, person: Me, password: Annotated[str, Form(max_length=2000)]) -> Response:
    """Set the password, and sign out every other browser."""
    try:
        access.set_password(app.database, person.id, password, keep=request.cookies.get(COOKIE))
    except WeakPassword as weak:
        has_password = person.password_hash is not None
        return page(request, "account.html", 422, has_password=has_password, weak=str(weak), is_set=False)
    return page(request, "account.html", has_password=True, weak=None, is_set=True)


@router.post("/theme")
def theme(
    request: Request, theme: Annotated[Literal["auto", "light", "dark"], Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    """Choose light, dark, or what the system says."""
    answer = RedirectResponse(_local(back), 303)
    answer.set_cookie(THEME_COOKIE, theme, max_age=YEAR, httponly=True, samesite="lax", secure=_is_https(request))
    return answer


def _entered(request: Request, secret: str, target: str) -> Response:
    answer = RedirectResponse(target, 303)
    lasts = int(access.SESSION_LASTS.total_seconds())
    answer.set_cookie(COOKIE, secret, max_age=lasts, httponly=True, samesite="lax", secure=_is_https(request))
    return answer


def _is_https(request: Request) -> bool:
    return bool(request.app.state.is_https)


def _count_try(request: Request) -> None:
    who = request.client.host if request.client else "nobody"
    if not request.app.state.limiter.hit(TRIES, who):
        raise HTTPException(429)


def _local(target: str) -> str:
    """Return an address on this site, whatever was asked for: nobody is sent elsewhere after signing in."""
    parts = urlsplit(target.replace("\\", "/"))
    is_local = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return target if is_local and target.isprintable() else "/"
