"""The site: every route, what stands before them, and what lives as long as the site does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from aicmo.telemetry.metrics import Metrics
from aicmo.web import access, acting, brands, briefs, desk, files, health, links, live, reviewer, run, runs, works
from aicmo.web.api.interface import make_api
from aicmo.web.api.kinds import ROOT
from aicmo.web.guards import BodyLimit, SameOrigin, SecureHeaders
from aicmo.web.live import Pulse
from aicmo.web.problems import explain_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

    from aicmo.app import App

HERE = ("localhost", "127.0.0.1", "[::1]")
FOR_A_YEAR = "public, max-age=31536000, immutable"


class StaticForever(StaticFiles):
    """Static files, kept by browsers: their address changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, or a problem that nobody keeps."""
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:  # noqa: PLR2004 (found)
            answer.headers["Cache-Control"] = FOR_A_YEAR
        return answer


class Aside:
    """Leads requests for the API past the guards of the pages: it has its own, for programs with keys."""

    def __init__(self, app: ASGIApp, *, api: ASGIApp) -> None:
        """Stand before the pages (``app``) and the ``api``."""
        self._app = app
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to where it belongs, by the beginning of its address."""
        if scope["type"] == "http" and scope["path"].startswith(f"{ROOT}/"):
            await self._api({**scope, "root_path": scope.get("root_path", "") + ROOT}, receive, send)
        else:
            await self._app(scope, receive, send)


def make_site(app: App, *, hosts: Sequence[str] = (), metrics: Metrics | None = None) -> FastAPI:
    """Return the site of an application.

    ``hosts`` are names it answers to beside this machine's own; ``metrics`` are shown, those of the queue alone
    without.
    """
    public = urlsplit(app.settings.public_url or "")
    site = FastAPI(title="AICMO", openapi_url=None, docs_url=None, redoc_url=None)
    site.state.house = app
    site.state.metrics = metrics or Metrics()
    site.state.metrics.show_queue(app.database)
    site.state.pulse = Pulse(app.database)
    site.state.limiter = access.limiter()
    site.state.is_https = public.scheme == "https"
    for part in (health, access, brands, briefs, runs, live, run, acting, desk, works, links, files, reviewer):
        site.include_router(part.router)
    site.mount("/static", StaticForever(packages=[("aicmo.web", "static")]))
    site.mount("/fonts", StaticForever(packages=[("fontpkg_inter", "files")]))
    site.state.api = make_api(app, pulse=site.state.pulse, limiter=site.state.limiter)
    explain_problems(site)
    # The last one added stands outermost.
    site.add_middleware(BodyLimit)
    site.add_middleware(SameOrigin)
    site.add_middleware(Aside, api=site.state.api)
    names = [*HERE, *hosts, *([public.hostname] if public.hostname else [])]
    site.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    site.add_middleware(SecureHeaders, https=site.state.is_https)
    return site
