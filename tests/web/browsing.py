"""A real site with a real worker, and a real browser in front of it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from aicmo.people import access
from aicmo.web.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aicmo.app import App

SECONDS = 60


class NoBrowser(Exception):
    """There is no Chromium to test with."""


@dataclass
class Site:
    """A site that is served: where it is, and the house behind it."""

    house: App
    url: str


@contextmanager
def served(house: App) -> Iterator[Site]:
    """Serve a house, with its worker, until the end of the block."""
    with Serving(house, host="127.0.0.1", port=0, with_worker=True) as serving:
        thread = Thread(target=serving.serve, name="site")
        thread.start()
        try:
            yield Site(house, serving.url)
        finally:
            serving.stop()
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the machine's Chromium; raises NoBrowser with what to do when there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise NoBrowser("There is no Chromium to test with: `scripts/test` installs it on Debian; else put it on PATH.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def entered(site: Site, browser: Browser, **options: Any) -> Page:
    """Return a page of somebody who is signed in; whatever a page complains of is kept in ``page.complaints``."""
    context: BrowserContext = browser.new_context(**options)
    context.set_default_timeout(SECONDS * 1000)
    secret = access.new_link(site.house.database, access.owner(site.house.database).id)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.complaints = complaints  # type: ignore[attr-defined]
    page.goto(f"{site.url}/login/{secret}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/runs")
    return page
