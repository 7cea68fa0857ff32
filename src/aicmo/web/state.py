"""What a request may ask for: the house, who is signed in, and whether htmx wants only a part of the page."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Request

from aicmo.app import App
from aicmo.people import access
from aicmo.people.models import Person

COOKIE: Final = "aicmo_session"


class NotSignedIn(Exception):
    """Nobody is signed in, and this page is for people who are."""


def house(request: Request) -> App:
    """Return the application that this site stands before."""
    app: App = request.app.state.house
    return app


def signed_in(request: Request, app: Annotated[App, Depends(house)]) -> Person:
    """Return who is signed in; raises NotSignedIn."""
    person = access.person_of(app.database, request.cookies.get(COOKIE, ""))
    if person is None:
        raise NotSignedIn
    request.state.person = person
    return person


House = Annotated[App, Depends(house)]
Me = Annotated[Person, Depends(signed_in)]


def base_of(request: Request, app: App) -> str:
    """Return the address under which people reach the site: what is set, else what this request came to."""
    return app.settings.public_url or f"{request.url.scheme}://{request.url.netloc}"


def is_partial(request: Request) -> bool:
    """Say whether htmx asks for a part of a page (when it restores its history, it asks for all of it)."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers
