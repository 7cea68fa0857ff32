"""Drafts as their channels show them, in HTML: a feed, a search result, an inbox, a page."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.delivery import draft_pages, pictures, wording
from aicmo.delivery.dossier import Dossier, channel_name
from aicmo.delivery.markup import Markup, element, link
from aicmo.production.documents import Card
from aicmo.production.models import ProductionDraft
from aicmo.writing.documents import (
    Bio,
    Block,
    BlogPost,
    Email,
    LandingPage,
    LinkedInAd,
    MetaAd,
    OnePager,
    PressRelease,
    SearchAd,
    SocialPost,
    VideoScript,
)

SHOWN_HEADLINES, SHOWN_DESCRIPTIONS = 3, 2
"""What a search engine shows of an ad at once."""


def mockup(dossier: Dossier, draft: ProductionDraft) -> Markup:
    """Return one draft as its reader meets it."""
    match draft.content:
        case SocialPost() as post:
            words = "\n\n".join(part for part in (post.text, wording.tags(post.hashtags)) if part)
            address = [element("p", link(post.link.partition("?")[0], post.link))] if post.link else []
            parts = [_byline(dossier, draft), element("p", words, class_="pre"), *_card(dossier, draft), *address]
        case VideoScript() as script:
            parts = [_byline(dossier, draft), *_video(script)]
        case Bio() as bio:
            address = [element("p", link(bio.link.partition("?")[0], bio.link))] if bio.link else []
            parts = [_byline(dossier, draft), element("p", bio.text, class_="pre"), *address, _tags(bio.hashtags)]
        case SearchAd() as ad:
            parts = [*_search(ad)]
        case MetaAd() | LinkedInAd() as ad:
            parts = [*_sponsored(dossier, draft, ad)]
        case Email() as mail:
            parts = [*_mail(dossier, mail)]
        case LandingPage() | BlogPost() as page:
            parts = [*_page(draft, page)]
        case PressRelease() as release:
            parts = [*_release(release)]
        case OnePager() as sheet:
            parts = [*_sheet(sheet)]
    return element("div", *parts, class_=f"mock {draft.kind.replace('_', '-')}")


def _byline(dossier: Dossier, draft: ProductionDraft, note: str = "") -> Markup:
    brand = dossier.brief.brand.name
    sign = element("span", brand[:1], class_="sign", aria_hidden="true")
    where = " · ".join(part for part in (channel_name(draft.channel), note) if part)
    return element("p", sign, element("strong", brand), element("span", where, class_="quiet"), class_="byline")


def _card(dossier: Dossier, draft: ProductionDraft) -> Iterator[Markup]:
    for picture in dossier.pictures:
        if picture.draft.id == draft.id and isinstance(picture.spec, Card):
            size = {"width": str(picture.spec.width), "height": str(picture.spec.height)}
            yield element("img", src=pictures.path(picture), alt=picture.spec.alt_text, loading="lazy", **size)


def _tags(hashtags: tuple[str, ...]) -> Markup:
    return element("p", wording.tags(hashtags), class_="quiet") if hashtags else Markup("")


def _video(script: VideoScript) -> Iterator[Markup]:
    scenes = (
        element(
            "li",
            element("p", f"{scene.starts}–{scene.ends} s", class_="quiet"),
            element("p", scene.voice),
            element("p", f"We see: {scene.visual}. On screen: {scene.on_screen}", class_="quiet"),
        )
        for scene in script.scenes
    )
    yield element("p", element("strong", script.title))
    yield element("ol", *scenes, class_="scenes")
    yield element("p", script.caption, class_="pre")
    yield _tags(script.hashtags)


def _search(ad: SearchAd) -> Iterator[Markup]:
    shown = "/".join(part for part in (ad.final_url.partition("//")[2].partition("/")[0], ad.path1, ad.path2) if part)
    yield element("p", f"Sponsored · {shown}", class_="quiet")
    yield element("p", " | ".join(ad.headlines[:SHOWN_HEADLINES]), class_="result")
    yield element("p", " ".join(ad.descriptions[:SHOWN_DESCRIPTIONS]))
    yield element("ul", *(element("li", each.text) for each in ad.sitelinks), class_="sitelinks")
    heads, texts = (_list(each) for each in (ad.headlines, ad.descriptions))
    words = ", ".join(f"{each.text} ({each.match})" for each in ad.keywords)
    more = [element("p", "Headlines"), heads, element("p", "Descriptions"), texts, element("p", f"Keywords: {words}")]
    yield _details("All headlines, descriptions and keywords", *more)


def _sponsored(dossier: Dossier, draft: ProductionDraft, ad: MetaAd | LinkedInAd) -> Iterator[Markup]:
    yield _byline(dossier, draft, "Sponsored")
    yield element("p", ad.primary_text if isinstance(ad, MetaAd) else ad.intro, class_="pre")
    yield from _card(dossier, draft)
    button = element("span", ad.button.replace("_", " ").capitalize(), class_="button")
    words = element("span", element("strong", ad.headline), " ", ad.description)
    yield element("p", words, button, class_="adbar")


def _mail(dossier: Dossier, mail: Email) -> Iterator[Markup]:
    sender = (dossier.brief.email.sender if dossier.brief.email else None) or dossier.brief.brand.name
    line = element("span", mail.preheader, class_="quiet")
    yield element("p", element("strong", sender), " ", element("strong", mail.subject), " ", line, class_="inbox")
    yield from (element("p", text, class_="pre") for text in (mail.greeting, *mail.paragraphs))
    yield element("p", element("span", mail.action, class_="button"))
    yield element("p", mail.sign_off, class_="pre")
    yield element("p", "\n".join(mail.footer), class_="pre quiet")


def _page(draft: ProductionDraft, page: LandingPage | BlogPost) -> Iterator[Markup]:
    if isinstance(page, LandingPage):
        blocks = [page.before, page.problem, *page.benefits, page.proof, page.offer]
        title, intro = page.promise, page.subline
    else:
        title, intro, blocks = page.title, page.intro, [*page.sections]
    yield element("p", title, class_="promise")
    yield element("p", intro, class_="pre")
    yield element("p", element("span", page.action, class_="button"))
    yield _details("The text of the page", *(part for block in blocks if block for part in _section(block)))
    yield element("p", element("a", "Open the page by itself", href=draft_pages.path(draft, "html")))


def _release(release: PressRelease) -> Iterator[Markup]:
    yield element("p", release.embargo, class_="quiet")
    yield element("p", release.headline, class_="promise")
    yield element("p", element("strong", f"{release.dateline}."), " ", release.lead)
    yield from (element("p", text) for text in release.paragraphs)
    yield _list(release.glance)
    for quote in release.quotes:
        yield element("blockquote", element("p", f"“{quote.text}”"), element("p", quote.by, class_="quiet"))
    yield element("p", release.about)
    yield element("p", " · ".join(release.contact), class_="quiet")


def _sheet(sheet: OnePager) -> Iterator[Markup]:
    yield element("p", sheet.promise, class_="promise")
    yield element("p", sheet.subline)
    yield from (part for block in sheet.sections for part in _section(block))
    yield element("p", element("span", sheet.action, class_="button"))
    yield element("p", " · ".join((*sheet.contact, *sheet.legal)), class_="quiet")


def _section(block: Block) -> Iterator[Markup]:
    yield element("p", element("strong", block.heading))
    yield from (element("p", text) for text in block.paragraphs)
    if block.bullets:
        yield _list(block.bullets)


def _list(items: tuple[str, ...]) -> Markup:
    return element("ul", *(element("li", item) for item in items)) if items else Markup("")


def _details(summary: str, *parts: Markup) -> Markup:
    return element("details", element("summary", summary), *parts)
