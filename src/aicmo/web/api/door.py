"""The API's door: a key before anything is read, and only what comes in a form that can be understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from anyio import to_thread
from limits import parse
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.datastructures import Headers

from aicmo.people import keys
from aicmo.web.api.problems import answer

if TYPE_CHECKING:
    from limits.strategies import MovingWindowRateLimiter
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from aicmo.db import Database

WRONG_KEYS: Final = parse("20 per minute")
OPEN: Final = ("/openapi.json", "/problems/")
UPLOADS: Final = "/uploads/"
LONGEST_KEY: Final = 200


class Door:
    """Lets those in who show a key that works, whatever they ask for; ``scope["aicmo.key"]`` is then its name."""

    def __init__(self, app: ASGIApp, *, database: Database, limiter: MovingWindowRateLimiter) -> None:
        """Guard ``app``; ``limiter`` counts wrong keys."""
        self._app = app
        self._database = database
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer with a problem."""
        if scope["type"] == "http" and not _path(scope).startswith(OPEN):
            refusal = await self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            said = "This needs a key. `aicmo key create NAME` makes one; send it as `Authorization: Bearer KEY`."
            return answer("unauthorized", said, {"WWW-Authenticate": 'Bearer realm="aicmo"'})
        try:
            name = await to_thread.run_sync(keys.holder, self._database, secret.strip()[:LONGEST_KEY])
        except (OperationalError, InterfaceError):
            return answer("unavailable", "The database is out of reach.")
        if name is None:
            return self._wrong(scope)
        scope["aicmo.key"] = name
        return _wrong_form(scope, headers)

    def _wrong(self, scope: Scope) -> Response:
        who = scope["client"][0] if scope.get("client") else "nobody"
        if not self._limiter.hit(WRONG_KEYS, "api", who):
            return answer("too-many-requests", "Too many wrong keys came from here.", {"Retry-After": "60"})
        headers = {"WWW-Authenticate": 'Bearer realm="aicmo", error="invalid_token"'}
        return answer("unauthorized", "This key opens nothing: it is unknown, or was revoked.", headers)


def _wrong_form(scope: Scope, headers: Headers) -> Response | None:
    """Refuse a body of another type than this address reads; what has no body has no type."""
    is_empty = headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
    if scope["method"] not in {"POST", "PUT"} or is_empty:
        return None
    wanted = "multipart/form-data" if _path(scope).startswith(UPLOADS) else "application/json"
    given = headers.get("content-type", "").partition(";")[0].strip().lower()
    return None if given == wanted else answer("unsupported-media-type", f"Send {wanted} here, not {given or 'this'}.")


def _path(scope: Scope) -> str:
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))
