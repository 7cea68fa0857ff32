"""Working on drafts in the browser: before a gate, held by quality control, and as the next version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe

from aicmo import saga
from aicmo.review.documents import Mode
from aicmo.workflows import desk
from web.browsing import Site, entered, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """Return a page of an operator."""
    open_page = entered(site, browser)
    yield open_page
    assert open_page.complaints == []  # type: ignore[attr-defined]


def gate(page: Page, name: str) -> None:
    """Wait until a gate is asked about."""
    page.get_by_role("region", name="A decision is asked for").get_by_text(name).wait_for()


def test_a_run_is_approved_edited_held_mended_and_revised(site: Site, browser: Browser, page: Page) -> None:
    run_id = submitted(site, hold=True, approval=Mode.INTERNAL)
    address = f"{site.url}/runs/{run_id}"
    page.goto(address)
    for name in ("approval of the brief", "approval of the strategy"):
        gate(page, name)
        page.get_by_role("button", name="Approve").click()
    gate(page, "approval of the drafts")
    colleague = entered(site, browser, java_script_enabled=False)  # what stands there stays there
    colleague.goto(address)

    late = colleague.context.new_page()
    late.goto(f"{address}/drafts/ig-01")
    page.goto(f"{address}/drafts/ig-01")
    proof = page.locator("#proof")
    assert "cheap" not in proof.inner_text()
    words = page.get_by_label("Its words")
    before = words.input_value()
    words.fill(before.replace("## Post\n\n", "## Post\n\nA cheap clean. ", 1))
    proof.get_by_text("cheap").first.wait_for()
    assert desk.drafts(site.house.database, run_id)["ig-01"].origin == "builtin"
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Work on ig-01").first.click()

    colleague.get_by_role("button", name="Approve").click()
    assert "nothing to decide" in colleague.inner_text("main")
    late.get_by_label("Its words").fill(before.replace("## Post\n\n", "## Post\n\nMine, and late. ", 1))
    late.get_by_role("button", name="Save").click()
    assert "changed by somebody else" in late.get_by_role("alert").inner_text()
    assert "Mine, and late." in late.get_by_label("Its words").input_value()
    colleague.context.close()

    mended = page.get_by_label("Its words").input_value().replace("A cheap clean. ", "One visit. ", 1)
    page.get_by_label("Its words").fill(mended)
    page.locator("#proof").get_by_text("cheap").first.wait_for(state="detached")
    page.get_by_role("button", name="Save").click()
    gate(page, "approval of the drafts")
    page.get_by_role("button", name="Approve").click()
    gate(page, "The package awaits a decision")
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("region", name="A decision is asked for").wait_for(state="detached")

    _trail_tells_no_words(page, address)
    _revised(site, page, address, run_id)


def test_a_finding_is_set_aside_wherever_it_is_and_a_rejected_run_is_tried_all_the_same(site: Site, page: Page) -> None:
    run_id = submitted(site, hold=True, approval=Mode.INTERNAL)
    address = f"{site.url}/runs/{run_id}"
    page.goto(address)
    for name in ("approval of the brief", "approval of the strategy"):
        gate(page, name)
        page.get_by_role("button", name="Approve").click()
    gate(page, "approval of the drafts")
    reworded(site, run_id, "A cheap clean.\n\n", "ig-01", "ig-02")
    page.get_by_text("Set all 2 aside").first.click()
    page.get_by_label("Because").first.fill("The client's own word, agreed on the phone.")
    page.get_by_role("button", name="Set all 2 aside").first.click()
    gate(page, "approval of the drafts")
    page.goto(f"{address}/quality")
    assert "agreed on the phone" in page.inner_text("main")

    page.goto(address)
    page.get_by_role("button", name="Ask for changes").click()
    assert "Say why" in page.inner_text("main")
    page.complaints.clear()  # type: ignore[attr-defined]  # that one was refused
    page.goto(address)
    why = page.get_by_label("Why, or what is to change")
    why.fill("The client has left us.")
    why.blur()
    reworded(site, run_id, "Hello. ", "ig-03")
    _told_that_it_moved(page)
    assert why.input_value() == "The client has left us."
    page.goto(address)
    gate(page, "approval of the drafts")
    page.get_by_label("Why, or what is to change").fill("The client has left us.")
    page.get_by_role("button", name="Reject", exact=True).click()
    page.locator("#live .pill.is-compensated").wait_for()
    assert "The client has left us." in page.locator("#live .notice").first.inner_text()
    page.get_by_role("button", name="Retry all the same").click()
    page.get_by_text("retry of").wait_for()
    gate(page, "approval of the brief")


def reworded(site: Site, run_id: UUID, text: str, *codes: str) -> None:
    """Let a colleague put the same words before some drafts."""
    before = desk.drafts(site.house.database, run_id)
    told = {code: before[code].content for code in codes}
    contents = {code: each.model_copy(update={"text": text + each.text}) for code, each in told.items()}  # type: ignore[union-attr]
    desk.edit(site.house.database, run_id, contents, by="Ada")


def test_the_desk_is_accessible_and_a_run_is_called_off_in_the_middle(site: Site, page: Page) -> None:
    run_id = _begun_with_approvals(site, page)
    gate(page, "approval of the brief")
    _clean(page)
    for name in ("approval of the brief", "approval of the strategy"):
        gate(page, name)
        page.get_by_role("button", name="Approve").click()
    gate(page, "approval of the drafts")
    page.goto(f"{site.url}/runs/{run_id}/drafts/ig-02")
    page.get_by_role("button", name="Approve this draft").click()
    page.get_by_text(re.compile(r"\b1 of \d+ approved")).wait_for()
    _written_anew_and_left_out(site, page, run_id)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("/drafts/ig-01", "/trail"):
            page.goto(f"{site.url}/runs/{run_id}{path}")
            _clean(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
    page.goto(f"{site.url}/runs/{run_id}")
    page.locator("#more-actions").click()
    page.get_by_role("button", name="Cancel and compensate now").click()
    page.locator("#live .pill.is-compensated").wait_for()
    receipt = page.get_by_role("region", name="Receipt").inner_text()
    assert "deleted, none left" in receipt
    assert desk.drafts(site.house.database, run_id) == {}


def _begun_with_approvals(site: Site, page: Page) -> UUID:
    page.goto(f"{site.url}/briefs")
    page.get_by_role("button", name="Try it with the example brief").click()
    with page.expect_response("**/check"):  # it is asked once the choice is made, and not after the brief has gone
        page.get_by_label("Who approves on the way").select_option("internal")
    page.get_by_role("button", name="Start the run").click()
    page.wait_for_url("**/runs/*-*")
    return UUID(page.url.rpartition("/")[2])


def _clean(page: Page) -> None:
    found: Any = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def _told_that_it_moved(page: Page) -> None:
    """Wait until the page knows that it is behind; its policy forbids what Playwright's own wait would evaluate."""
    for _ in range(600):
        if page.evaluate("refresh.isWanted"):
            return
        page.wait_for_timeout(50)
    pytest.fail("the page never heard of it")


def _written_anew_and_left_out(site: Site, page: Page, run_id: UUID) -> None:
    before = desk.drafts(site.house.database, run_id)
    page.goto(f"{site.url}/runs/{run_id}/drafts/ig-01")
    page.get_by_role("button", name="Write it anew").click()
    gate(page, "approval of the drafts")
    page.goto(f"{site.url}/runs/{run_id}/drafts/ig-03")
    page.get_by_label("Leave it out, because").fill("Off season.")
    page.get_by_role("button", name="Leave it out").click()
    gate(page, "approval of the drafts")
    after = desk.drafts(site.house.database, run_id)
    assert before.keys() - after.keys() == {"ig-03"}
    assert before["ig-01"].sha256 != after["ig-01"].sha256
    assert before["ig-02"].sha256 == after["ig-02"].sha256


def _trail_tells_no_words(page: Page, address: str) -> None:
    page.goto(f"{address}/trail")
    trail = page.get_by_role("region", name="Audit trail").inner_text()
    assert "edit" in trail
    assert "draft ig-01" in trail
    assert "cheap" not in trail


def _revised(site: Site, page: Page, address: str, run_id: UUID) -> None:
    page.goto(f"{address}/drafts/ig-01")
    again = page.get_by_label("Its words").input_value()
    page.get_by_label("Its words").fill(again.replace("One visit. ", "One visit, no ladder <b>at all</b>. ", 1))
    page.get_by_role("button", name="Make the next version", exact=True).click()
    page.wait_for_url(re.compile(r"/runs/(?!.*" + str(run_id) + ")"))
    gate(page, "approval of the drafts")
    page.get_by_role("button", name="Approve").click()
    gate(page, "The package awaits a decision")
    page.get_by_role("link", name="what changed, word by word").click()
    assert "no ladder <b>at all</b>" in page.locator("ins").first.inner_text()
    _clean(page)
    new = UUID(page.url.split("/runs/")[1].split("/")[0])
    assert saga.get(site.house.database, new).state is saga.Status.COMPLETED
    page.goto(address)
    page.get_by_text("A newer version took its place").wait_for()
