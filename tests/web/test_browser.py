"""One operator's day in a real browser: from a brief to its package, a run that fails, one that is called off."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe

from aicmo import saga
from web.browsing import Site, entered, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> {% raw %} \u202e \"'><b>bold"


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """Return a page of the owner; at the end it must have had nothing to complain of."""
    opened = entered(site, browser, viewport={"width": 1280, "height": 900})
    yield opened
    assert opened.complaints == []  # type: ignore[attr-defined]
    opened.context.close()


def stopped(page: Page, status: str) -> None:
    page.locator(f"#live .pill.is-{status}").first.wait_for()


def test_from_a_brief_to_its_package_without_reading_a_word_of_documentation(page: Page, tmp_path: Any) -> None:
    page.get_by_role("link", name="New run").click()
    page.get_by_role("button", name="Try it with the example brief").click()
    page.get_by_role("heading", name="Ready to start").wait_for()

    page.locator("#f-title").fill("")
    page.get_by_role("heading", name="1 question open").wait_for()
    page.locator("#f-title").fill("Roofs & gutters")
    page.get_by_role("heading", name="Ready to start").wait_for()
    page.reload()
    assert page.locator("#f-title").input_value() == "Roofs & gutters"

    page.get_by_role("button", name="Start the run").click()
    page.wait_for_url("**/runs/*")
    stopped(page, "completed")
    assert page.locator(".timeline .is-done").count() == 5

    page.get_by_role("link", name="generate strategy").click()
    page.locator("#detail").get_by_role("heading", name="generate strategy").wait_for()
    assert "?step=" in page.url

    page.get_by_role("link", name="Package", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the client's ZIP").click()
    path = tmp_path / "package.zip"
    download.value.save_as(path)
    assert "manifest.json" in {name.rpartition("/")[2] for name in zipfile.ZipFile(path).namelist()}

    page.get_by_role("link", name="00_cover_letter.md").click()
    told = page.locator(".file .mono").first.inner_text().split()[-1]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download", exact=True).click()
    download.value.save_as(tmp_path / "letter.md")
    assert sha256((tmp_path / "letter.md").read_bytes()).hexdigest() == told


def test_a_failing_run_says_why_first_and_leaves_a_receipt(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/runs/{submitted(site, rehearse='qc_evaluate')}")
    stopped(page, "compensated")
    assert page.locator("#live .notice").first.inner_text().startswith("Rehearsal: qc_evaluate")
    assert "deleted, none left" in page.get_by_role("region", name="Receipt").inner_text()
    page.get_by_role("button", name="Retry").click()
    page.get_by_text("retry of").wait_for()
    stopped(page, "completed")


def test_a_run_is_called_off_and_then_erased_by_its_name(site: Site, page: Page) -> None:
    run_id = submitted(site, title="Called off", delay=3600)
    page.goto(f"{site.url}/runs/{run_id}")
    page.locator("#more-actions").click()
    page.get_by_role("button", name="Cancel and compensate now").click()
    page.locator("#live .pill.is-failed, #live .pill.is-compensated").first.wait_for()

    page.locator("#more-actions").click()
    page.get_by_label("Erase for good: type Called off").fill("Called off")
    page.get_by_role("button", name="Erase", exact=True).click()
    page.get_by_text("UTC by owner").wait_for()
    assert "Called off" not in page.content()


def test_hostile_text_is_only_text_on_every_page(site: Site, page: Page) -> None:
    run_id = submitted(site, title=HOSTILE)
    page.goto(f"{site.url}/runs/{run_id}")
    page.locator("#live .pill.is-completed, #live .pill.is-failed, #live .pill.is-compensated").first.wait_for()
    assert "<script>alert(1)</script>" in page.locator("h1").inner_text()
    for part in ("", "/strategy", "/drafts", "/drafts/ig-01", "/calendar", "/quality", "/package", "/trail"):
        page.goto(f"{site.url}/runs/{run_id}{part}")
        assert page.locator("h1 b, h1 img, main script, img[src=x]").count() == 0
        assert "\u202e" not in page.content()
    page.goto(f"{site.url}/runs?q=%3Cscript%3Ealert(3)%3C/script%3E")
    assert page.locator("#q").input_value() == "<script>alert(3)</script>"


def test_every_page_is_accessible_in_light_and_dark_on_a_phone_and_wide(site: Site, browser: Browser) -> None:
    done = submitted(site, key="for axe")
    failed = submitted(site, rehearse="create_package", key="for axe, failed")
    ways: list[dict[str, Any]] = [
        {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
        {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
    ]
    found = []
    for way in ways:
        page = entered(site, browser, reduced_motion="reduce", **way)
        page.goto(f"{site.url}/runs/{failed}")
        stopped(page, "compensated")
        page.goto(f"{site.url}/runs/{done}")
        stopped(page, "completed")
        page.goto(f"{site.url}/briefs")
        page.get_by_role("button", name="Try it with the example brief").click()
        page.wait_for_url("**/briefs/*-*")
        brief = page.url.removeprefix(site.url)
        step = saga.steps(site.house.database, done)[1].id
        parts = ["", f"?step={step}", "/strategy", "/drafts", "/calendar", "/calendar?view=week", "/calendar?view=list"]
        parts += ["/quality", "/package", "/package?file=client/00_cover_letter.pdf", "/trail", "/drafts/ig-01"]
        pages = ["/runs", "/runs?q=nothing-like-it", f"/runs/{failed}", f"/runs/{failed}/drafts", "/briefs", brief]
        pages += [
            f"{brief}?view=text",
            "/clients/alder-and-rain/brand",
            "/account",
            "/login",
            "/login/used-up",
            "/nowhere",
        ]
        (preview,) = site.house.storage.root.glob(f"{done}/*/create_package/client/index.html")
        for address in [*pages, *(f"/runs/{done}{part}" for part in parts), preview.as_uri()]:
            page.goto(urljoin(site.url, address))
            results = Axe().run(page)
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            found += [f"{address}: wider than the screen {way}"] if wide else []
            found += [
                f"{address} {way['color_scheme']}: {each['id']}: {each['nodes'][0]['html'][:150]}"
                for each in results.response["violations"]
            ]
        page.context.close()
    assert found == []


def test_the_keyboard_reaches_search_menu_and_content(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/runs")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.get_by_label("Account and appearance").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Dark").wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Dark").count() == 0
