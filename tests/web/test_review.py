"""A client's link: what it shows on a phone, what it takes, what the operator sees of it, and what it never opens."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute, iter_route_contexts

from aicmo.cli.approvals import share
from aicmo.onboarding.logos import read_logo
from aicmo.saga.testing import Clock
from aicmo.web import reviewer
from aicmo.web.api.kinds import ROOT
from aicmo.workflows import approving, branding, commenting, desk, sharing
from aicmo.workflows.revising import revise
from web.browsing import Site, entered, picture, submitted, watched
from web.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \u202e \"'><b>bold"


@pytest.fixture(scope="module")
def delivered(site: Site) -> UUID:
    """Return a run whose package is there, with the client's logo; nobody has decided about it."""
    branding.keep_logo(site.house.database, "alder-and-rain", read_logo(picture()), by="owner")
    return made(site)


@pytest.fixture(scope="module")
def other(site: Site) -> UUID:
    """Return another one."""
    return made(site, key="another run")


def made(site: Site, **options: Any) -> UUID:
    """Have the example brief carried to its package."""
    run_id = submitted(site, **options)
    finished(site, run_id)
    return run_id


def finished(site: Site, run_id: UUID) -> None:
    """Wait for a run's end."""
    with site.house.worker() as worker:
        worker.finish(run_id)


@contextmanager
def phone(browser: Browser, **options: Any) -> Iterator[Page]:
    """Open a client's phone; at the end it must have had nothing to complain of."""
    page = watched(browser.new_context(**PHONE, **options))
    yield page
    assert page.complaints == []  # type: ignore[attr-defined]
    page.context.close()


def test_a_client_approves_on_a_phone_and_the_operator_sees_it_arrive(
    site: Site, browser: Browser, delivered: UUID
) -> None:
    desk_page = entered(site, browser, viewport={"width": 1280, "height": 900})
    desk_page.goto(f"{site.url}/runs/{delivered}/review")
    desk_page.get_by_label("Who reviews").fill(HOSTILE[:100])
    desk_page.get_by_role("button", name="Make a link").click()
    url = desk_page.locator("#new-url").input_value()
    with phone(browser) as page:
        page.goto(url)
        assert page.locator(".brand-bar img").evaluate("img => img.decode().then(() => img.naturalWidth)") > 200
        first, second = (page.locator("article.draft").nth(number) for number in (0, 1))
        code = second.get_attribute("id")
        first.get_by_role("button", name="Approve").click()
        first.locator(".tag.verdict-approve").wait_for()
        assert page.evaluate("document.activeElement.textContent") == "Approved"

        page.get_by_label("Your words about the whole package").locator("xpath=ancestor::details").evaluate(
            "d => d.open = true"
        )
        page.get_by_label("Your words about the whole package").fill("half a thought")
        second.locator("summary", has_text="Change or comment").click()
        second.get_by_label("Your words").fill(f"Softer. {HOSTILE}")
        second.get_by_label("Your name").fill("Maya")
        second.get_by_role("button", name="Only comment").click()
        second.locator(".talk", has_text="Softer.").wait_for()
        kept = page.get_by_label("Your words about the whole package").input_value()
        assert kept == "half a thought", "what is typed elsewhere stays"
        desk_page.locator(".feed", has_text="Softer.").wait_for()
        assert desk_page.locator("#new-url").input_value() == url, "the link is not lost when the page moves"
        desk_page.locator(f".feed a[href$='#{code}']").wait_for()

        page.get_by_role("button", name="Approve everything").click()
        page.get_by_text("Approved. Thank you!").wait_for()
    desk_page.locator(".feed", has_text="approved the package").wait_for()
    assert desk_page.locator("#said-title ~ .meta").inner_text().startswith("approved")
    assert desk_page.locator("main script, img[src=x], .feed b b, .links b b").count() == 0
    assert "\u202e" not in desk_page.content()
    assert desk_page.complaints == []  # type: ignore[attr-defined]
    desk_page.context.close()
    assert approving.standing(site.house.database, delivered).missing == ["agency"]


def test_a_client_rejects_with_a_reason_on_a_phone(site: Site, browser: Browser, delivered: UUID) -> None:
    _, token = sharing.share(site.house.database, delivered, by="Ines")
    with phone(browser, java_script_enabled=False) as page:  # old phones count too
        page.goto(f"{site.url}/review/{token}")
        page.locator("#whole summary").click()
        whole = page.locator("#whole details")
        whole.get_by_role("button", name="Reject").click()
        assert page.url.endswith(token), "a reason is asked for"
        whole.get_by_label("Your words").fill("Not our tone.")
        whole.get_by_label("Your name").fill("Maya Ortiz")
        whole.get_by_role("button", name="Reject").click()
        page.get_by_text("You rejected this package.").wait_for()
        assert "Maya Ortiz" in page.locator("#standing").inner_text()
        assert page.locator("#whole .talk").inner_text().endswith("Not our tone.")
    last = approving.decisions(site.house.database, delivered)[-1]
    assert (last.verdict, last.by, last.because, last.role, last.item) == (
        "reject",
        "Maya Ortiz",
        "Not our tone.",
        "client",
        "",
    )


def test_the_pages_of_a_review_are_accessible_and_name_nobody_but_the_client(
    site: Site, browser: Browser, delivered: UUID
) -> None:
    _, token = sharing.share(site.house.database, delivered, by="Ines", reviewer="Maya")
    code = next(iter(sharing.look(site.house.database, token).drafts))
    commenting.comment(site.house.database, token, "Softer.", by="Maya", draft=code)
    sharing.answer(site.house.database, token, "changes", by="Maya", because="Softer.", items=[code])
    found = []
    for scheme in ("light", "dark"):
        page = entered(site, browser, color_scheme=scheme, reduced_motion="reduce", **PHONE)
        for address in (f"/review/{token}", "/review/wrong", f"/runs/{delivered}/review"):
            page.goto(site.url + address)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            results = Axe().run(page)
            is_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            found += [f"{address} is wider than a phone"] if is_wide else []
            found += [
                f"{address} {scheme}: {each['id']}: {each['nodes'][0]['html'][:150]}"
                for each in results.response["violations"]
            ]
            assert "/runs" in address or "AICMO" not in page.inner_text("html") + page.title()
        page.context.close()
    assert found == []


def test_a_token_opens_its_package_and_nothing_else(site: Site, delivered: UUID, other: UUID) -> None:
    _, token = sharing.share(site.house.database, delivered, by="Ines")
    names = {"token": token, "run_id": str(delivered), "link": token}
    with Visitor(site.house) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        client.cookies.set("aicmo_session", token)
        opened = []
        pages = [("", route) for route in iter_route_contexts(client.site.routes)]
        programs = [(ROOT, route) for route in iter_route_contexts(client.site.state.api.routes)]
        for before, route in [*pages, *programs]:
            if not isinstance(route.original_route, APIRoute) or str(route.path).startswith("/review/"):
                continue
            address = before + re.sub(
                r"\{(\w+)(:\w+)?\}", lambda found: names.get(found[1], str(other)), str(route.path)
            )
            for method in route.methods or ():
                client.site.state.limiter.storage.reset()  # else later routes would be closed for another reason
                answer = client.request(method, address)
                is_closed = answer.status_code in {401, 403, 404, 410, 422} or answer.headers.get(
                    "location", ""
                ).startswith("/login")
                opened += [] if is_closed else [(method, str(route.path))]
        public = {"/healthz", "/readyz", "/metrics", "/login", "/theme"}
        assert len(programs) > 10
        assert [each for each in opened if each[1] not in public] == []

        root = f"/review/{token}"
        assert client.get(f"{root}/files/manifest.json").status_code == 200
        assert client.get(f"{root}/package.zip").content[:2] == b"PK"
        for path in ("../internal/provenance.json", "%2e%2e/internal/provenance.json", "/etc/passwd", f"../../{other}"):
            assert client.get(f"{root}/files/{path}").status_code == 404
        page = client.get(root)
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in page.headers["x-robots-tag"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert str(delivered) not in page.text, "the run has no name outside"
        assert str(other) not in page.text


def test_what_the_command_prints_is_an_address_that_works(
    site: Site, delivered: UUID, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AICMO_DATABASE_URL", site.house.database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("AICMO_PUBLIC_URL", site.url)
    share(str(delivered), to="Maya", json=True)
    told = json.loads(capsys.readouterr().out)
    with urlopen(told["url"]) as answer:  # noqa: S310 (it begins with the site's own address)
        assert (answer.status, told["url"].startswith(site.url)) == (200, True)
        assert 'value="Maya"' in answer.read().decode()


def test_a_link_that_works_no_more_says_what_one_says_that_never_did(site: Site, delivered: UUID) -> None:
    database = site.house.database
    _, revoked = sharing.share(database, delivered, by="Ines")
    sharing.revoke(database, delivered, by="Ines")
    _, expired = sharing.share(database, delivered, by="Ines", days=1)
    with Visitor(site.house) as client, Clock(database) as clock:
        clock.advance(86_401)
        said = {
            (each.status_code, each.text) for each in map(client.get, map("/review/{}".format, (revoked, expired, "x")))
        }
        assert len(said) == 1
        assert {code for code, _ in said} == {404}
        posted = client.post(f"/review/{revoked}", data={"verdict": "approve", "by": "Maya"})
        assert posted.status_code == 404
        _, good = sharing.share(database, delivered, by="Ines")
        for _ in range(reviewer.WRONG.amount):
            last = client.get("/review/guess/brand.css")
        assert last.status_code == 429
        assert client.get(f"/review/{good}").status_code == 429, "who guesses is not told when a guess was good"


def test_nobody_decides_about_what_they_have_not_seen(site: Site, other: UUID) -> None:
    _, token = sharing.share(site.house.database, other, by="Ines")
    drafts = desk.drafts(site.house.database, other)
    code, draft = next((code, draft) for code, draft in drafts.items() if draft.kind == "social_post")
    word = {"verdict": "approve", "by": "Maya", "item": code}
    with Visitor(site.house) as client:
        plain_http = {"Sec-Fetch-Site": "", "Origin": "null"}  # what a phone says there
        stale = client.post(f"/review/{token}", data=word | {"seen": "0" * 64}, headers=plain_http)
        assert stale.status_code == 409
        assert "changed since you looked" in stale.text
        assert approving.decisions(site.house.database, other) == []
        nameless = client.post(f"/review/{token}", data=word | {"seen": draft.sha256, "by": " "})
        assert "Say who decides" in nameless.text
        softer: Any = draft.content.model_copy(update={"hashtags": ()})
        made_of = revise(site.house.database, site.house.saga, site.house.storage, other, {code: softer}, by="Ines")
        finished(site, made_of)
        page = client.get(f"/review/{token}")
        assert "newer version" in page.text
        assert "<form" not in page.text
        late = client.post(f"/review/{token}", data=word | {"seen": draft.sha256})
        assert (late.status_code, approving.decisions(site.house.database, other)) == (409, [])
