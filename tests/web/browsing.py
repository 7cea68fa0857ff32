"""A real site with a real worker, and a real browser in front of it."""

from __future__ import annotations

import io
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Thread
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from aicmo.onboarding.reading import receive
from aicmo.people import access
from aicmo.reception.intake import examined, hand_in
from aicmo.web import brief_text
from aicmo.web.serving import Serving
from aicmo.workflows.ordering import order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

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


def submitted(site: Site, *, title: str = "Before the rain", delay: float = 0, **options: Any) -> UUID:
    """Queue a run of the example brief; its title comes as it is, past what intake would have cleaned away."""
    received = receive("brief.yaml", brief_text.example().encode())
    asked = replace(order(examined(received), received, **options), delay=delay)
    asked.input["normalized"]["brief"]["title"] = title
    return hand_in(site.house, asked)


def picture() -> bytes:
    """Return a picture that can be a logo."""
    out = io.BytesIO()
    Image.new("RGB", (400, 160), "#1f3a3d").save(out, "PNG")
    return out.getvalue()


def watched(context: BrowserContext) -> Page:
    """Return a new page; whatever it complains of is kept in ``page.complaints``."""
    context.set_default_timeout(SECONDS * 1000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.complaints = complaints  # type: ignore[attr-defined]
    return page


def entered(site: Site, browser: Browser, **options: Any) -> Page:
    """Return a page of somebody who is signed in."""
    secret = access.new_link(site.house.database, access.owner(site.house.database).id)
    page = watched(browser.new_context(**options))
    page.goto(f"{site.url}/login/{secret}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/runs")
    return page
