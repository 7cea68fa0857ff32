"""The landing page as HTML a client can open and a developer can take over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

from aicmo.catalog.documents import DraftKind
from aicmo.catalog.locales import long_day
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.colors import Palette, palette
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.draft_pages import path
from aicmo.delivery.markup import Markup, element, link, page, style
from aicmo.writing.documents import Block, BlogPost, LandingPage


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return landing pages and articles as HTML."""
    colors = palette(dossier.brief.brand.colors)
    made = []
    for draft in dossier.of_kind(DraftKind.LANDING_PAGE, DraftKind.BLOG_POST):
        match draft.content:
            case LandingPage() as content:
                html = _landing(content, draft.locale, colors)
            case BlogPost() as content:
                html = _article(content, draft.locale, long_day(content.dated, dossier.locale), colors)
            case _:
                continue
        made.append(Artifact(path(draft, "html"), html, "page", locale=draft.locale, draft=draft.code))
    return made


def _landing(content: LandingPage, locale: str, colors: Palette) -> bytes:
    head = Markup(element("meta", name="description", content=content.meta_description) + _look(colors))
    button = element("p", _button(content.action, content.link))
    hero = element("header", element("h1", content.promise), element("p", content.subline), button)
    return page(content.meta_title, locale, head, hero, element("main", *_sections(content)), _footer(content))


def _sections(content: LandingPage) -> Iterator[Markup]:
    if content.before:
        yield element("section", *_block(content.before), class_="tint")
    yield element("section", *_block(content.problem))
    yield element("section", *(part for block in content.benefits for part in _block(block)), class_="tint")
    if content.proof:
        yield element("section", *_block(content.proof))
    if content.steps:
        steps = element("ol", *(element("li", step) for step in content.steps))
        yield element("section", element("h2", "How it works"), steps)
    if content.offer:
        yield element("section", *_block(content.offer), class_="tint")
    if content.faq:
        pairs = (part for pair in content.faq for part in (element("h3", pair.ask), element("p", pair.answer)))
        yield element("section", element("h2", "Questions"), *pairs)
    yield element("section", *_closing(content), class_="tint")


def _closing(content: LandingPage) -> Iterator[Markup]:
    yield element("h2", content.closing)
    if not content.form_fields:
        yield element("p", _button(content.action, content.link))
        return
    fields = (
        element("label", field, element("input", name=f"field_{n}")) for n, field in enumerate(content.form_fields)
    )
    send = element("button", content.action, type="submit")
    yield element("form", *fields, send, method="post", action=content.link if _is_web(content.link) else "#")


def _article(content: BlogPost, locale: str, day: str, colors: Palette) -> bytes:
    head = Markup(element("meta", name="description", content=content.meta_description) + _look(colors))
    dated = element("time", day, datetime=content.dated.isoformat())
    parts = [element("h1", content.title), element("p", f"{content.author}, ", dated), *_paragraphs(content.intro)]
    parts += [part for block in content.sections for part in _block(block)]
    parts += _paragraphs(content.closing)
    if content.link:
        parts.append(element("p", _button(content.action, content.link)))
    return page(content.title, locale, head, element("main", element("article", *parts)))


def _paragraphs(text: str) -> Iterator[Markup]:
    yield from (element("p", part) for part in text.split("\n\n") if part.strip())


def _block(block: Block) -> Iterator[Markup]:
    yield element("h2", block.heading)
    yield from (element("p", text) for text in block.paragraphs)
    if block.bullets:
        yield element("ul", *(element("li", item) for item in block.bullets))


def _footer(content: LandingPage) -> Markup:
    return element("footer", *(element("p", line) for line in content.legal))


def _button(words: str, address: str) -> Markup:
    return link(words, address, class_="button")


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def _look(colors: Palette) -> Markup:
    values = "".join(f"--{name.replace('_', '-')}:{value};" for name, value in colors.model_dump().items())
    return style(f":root{{{values}}}{_rules()}")


@cache
def _rules() -> str:
    return resources.files("aicmo.delivery").joinpath("templates", "page.css").read_text(encoding="utf-8")
