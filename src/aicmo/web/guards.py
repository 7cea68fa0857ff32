"""What stands before every page: who may send what, how much of it, and what a browser may do with the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from aicmo.workflows.sharing import PATH

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY: Final = 1_000_000
"""Bytes: five times the longest brief, as a form may escape it."""
SAFE_METHODS: Final = {"GET", "HEAD", "OPTIONS"}
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
"""A referrer goes to nobody else. With no-referrer a browser that came by plain HTTP hides the origin of our own forms
too, and nobody could sign in but on this machine."""
SHARED: Final = {"Referrer-Policy": "no-referrer"}
"""What is stricter where the address itself is the key: a share link's."""


class SecureHeaders:
    """Adds the headers above to every answer that has none of its own of that name."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        """``https`` says that people come by HTTPS: browsers are then told to come by nothing else."""
        self._app = app
        self._headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the answer back with its headers."""
        wanted = self._headers | (SHARED if scope.get("path", "").startswith(PATH) else {})

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sent)


class SameOrigin:
    """Refuses what another site makes a browser send: a form or script elsewhere that posts with our cookie.

    A browser says where a request comes from (Sec-Fetch-Site, or else Origin). A program that carries a key of its own
    in an Authorization header has no cookie to be abused and need not say; nor has who comes by a share link.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Guard ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        is_deed = scope["type"] == "http" and scope["method"] not in SAFE_METHODS
        if is_deed and not scope["path"].startswith(PATH) and not _is_ours(Headers(scope=scope)):
            refusal = PlainTextResponse("This request came from another site, so nothing was done.", 403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


class BodyLimit:
    """Refuses a body that is too long, whether it says so at first or only turns out to be."""

    def __init__(self, app: ASGIApp, *, most: int = MAX_BODY, refusal: Response | None = None) -> None:
        """Guard ``app``; the ``refusal`` says in its own way that a body has more than ``most`` bytes."""
        self._app = app
        self._most = most
        self._refusal = refusal or PlainTextResponse("This is longer than what may be sent: 1 MB.", 413)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isdecimal() or int(told) > self._most:
            await self._refusal(scope, receive, send)
            return
        left = self._most

        async def received() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        await self._app(scope, received, send)


def _is_ours(headers: Headers) -> bool:
    if site := headers.get("sec-fetch-site"):
        return site in {"same-origin", "none"}
    if origin := headers.get("origin"):
        return urlsplit(origin).netloc == headers.get("host")
    return headers.get("authorization") is not None
