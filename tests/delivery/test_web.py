"""E-mails, landing pages and articles: what a mail program, a browser and a screen reader need."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest

from aicmo.catalog.locales import long_day

EMAIL = "client/03_drafts/en-us/email/mail-01_v1"
LANDING = "client/03_drafts/en-us/landing_page/lp-01_v1.html"
ARTICLE = "client/03_drafts/en-us/blog/blog-01_v1.html"


class Page(HTMLParser):
    """Collects elements with their attributes."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.mark.parametrize("name", [f"{EMAIL}.html", LANDING, ARTICLE])
def test_every_page_names_its_language_and_has_one_main(package: dict[str, bytes], name: str) -> None:
    page = Page(package[name])
    assert page.all("html") == [{"lang": "en-US"}]
    assert len(page.all("main")) == 1
    assert len(page.all("title")) == 1


def test_an_email_says_the_same_in_both_parts_and_has_one_button(package: dict[str, bytes]) -> None:
    html, text = package[f"{EMAIL}.html"], package[f"{EMAIL}.txt"].decode()
    (button,) = Page(html).all("a")
    assert str(button["href"]) in text
    for words in ("The maples have let go.", "12 NE Tree St, Portland, OR 97200", "Unsubscribe"):
        assert words in html.decode()
        assert words in text
    assert text.startswith("Subject: Before the rain\nPreheader: One price, agreed on the ground\n")
    assert len(html) < 102_000, "Gmail cuts what is longer"
    assert not Page(html).all("style"), "mail programs drop style sheets"


def test_a_landing_page_has_one_heading_one_goal_and_labelled_fields(package: dict[str, bytes]) -> None:
    page = Page(package[LANDING])
    assert len(page.all("h1")) == 1
    assert {"name": "description", "content": "One price, agreed before we climb."} in page.all("meta")
    assert {link["href"] for link in page.all("a")} == {"https://alderandrain.example/quote"}
    assert len(page.all("label")) == len(page.all("input")) == 2


def test_an_article_is_dated_as_its_readers_write_and_keeps_its_paragraphs(package: dict[str, bytes]) -> None:
    html = package[ARTICLE].decode()
    (dated,) = Page(package[ARTICLE]).all("time")
    day = date.fromisoformat(str(dated["datetime"]))
    assert f">{long_day(day, 'en-US')}<" in html
    assert long_day(day, "en-US") in package[ARTICLE.replace(".html", ".md")].decode()
    assert "\n\n" not in html


def test_an_article_without_a_link_has_no_button(package: dict[str, bytes]) -> None:
    assert Page(package[ARTICLE]).all("a") == []


def test_the_preview_asks_for_nothing_beyond_the_package_and_leads_to_all_of_it(package: dict[str, bytes]) -> None:
    page = Page(package["client/index.html"])
    assert not [tag for tag, _ in page.elements if tag in {"script", "link", "iframe", "object", "form"}]
    assert b"url(" not in package["client/index.html"]
    ids = {str(attrs["id"]) for _, attrs in page.elements if "id" in attrs}
    here = [str(link["href"]) for link in page.all("a") if "://" not in str(link["href"])]
    assert [href for href in here if href.startswith("#") and href[1:] not in ids] == []
    assert [href for href in here if not href.startswith("#") and f"client/{href}" not in package] == []
    assert all(f"client/{image['src']}" in package and image["alt"] for image in page.all("img"))
    left_out = {"index.html", "manifest.json", "manifest.sha256"}
    assert {name.removeprefix("client/") for name in package if name.startswith("client/")} - set(here) == left_out
    assert {code for code in ids if code.startswith("ig-")} == {
        name.split("/")[-1].split("_")[0] for name in package if "/instagram/ig-" in name and name.endswith(".md")
    }
