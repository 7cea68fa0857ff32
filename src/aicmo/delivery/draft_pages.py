"""03_drafts: one Markdown file a draft, and one sheet of all."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.catalog.locales import long_day
from aicmo.delivery import pictures, wording
from aicmo.delivery.artifact import Artifact, part
from aicmo.delivery.dossier import Dossier, channel_name, kind_name
from aicmo.delivery.markdown import escape, paragraphs, table
from aicmo.delivery.sheets import sheet
from aicmo.production.models import ProductionDraft
from aicmo.writing.documents import (
    Bio,
    Block,
    BlogPost,
    Content,
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

FOLDER = "03_drafts"
SIGN = " · "
"""Stands between code and title."""


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return each draft as Markdown, and drafts.csv."""
    pages = [
        Artifact(path(draft, "md"), _page(dossier, draft), "draft", locale=draft.locale, draft=draft.code)
        for draft in dossier.drafts
    ]
    return [*pages, _sheet(dossier)]


def path(draft: ProductionDraft, suffix: str) -> str:
    """Return where a draft's file lies: ``03_drafts/en-us/instagram/ig-01_v1.md``."""
    name = f"{part(draft.code)}_v{draft.revision}.{suffix}"
    return f"{FOLDER}/{part(draft.locale)}/{part(draft.channel)}/{name}"


def _sheet(dossier: Dossier) -> Artifact:
    header = (
        "code", "revision", "locale", "channel", "format", "stage", "pillar", "persona", "title", "text", "action",
        "link", "publish_at", "owner", "facts", "file",
    )  # fmt: skip
    people = {persona.id: persona.name for persona in dossier.strategy.personas}
    rows = [
        (
            draft.code, draft.revision, draft.locale, channel_name(draft.channel), kind_name(draft.kind),
            draft.slot.stage.value, dossier.pillar(draft.slot.pillar),
            people.get(draft.slot.persona, draft.slot.persona), wording.title(draft), wording.plain(draft),
            draft.slot.action, wording.address(draft), _when(dossier, draft), draft.slot.owner,
            "; ".join(dossier.fact(fact) for fact in draft.facts), path(draft, "md"),
        )
        for draft in dossier.drafts
    ]  # fmt: skip
    return sheet(f"{FOLDER}/drafts.csv", "sheet of drafts", header, rows)


def _when(dossier: Dossier, draft: ProductionDraft) -> str:
    at = draft.slot.publish_at
    return dossier.local(at).isoformat(timespec="minutes") if at else ""


def _page(dossier: Dossier, draft: ProductionDraft) -> bytes:
    at = draft.slot.publish_at
    about = [
        ("Channel", f"{channel_name(draft.channel)}, {kind_name(draft.kind)}"),
        ("When", f"{dossier.local(at):%Y-%m-%d %H:%M} {dossier.brief.market.time_zone}" if at else ""),
        ("Stage", draft.slot.stage.value),
        ("Pillar", dossier.pillar(draft.slot.pillar)),
        ("Reader is asked to", draft.slot.action),
        ("Rests on", "; ".join(dossier.fact(fact) for fact in draft.facts)),
        ("Pictures", _pictures(dossier, draft)),
    ]
    listed = "\n".join(f"- **{label}:** {escape(text)}" for label, text in about if text)
    return ("\n\n".join([heading(draft), listed, *parts(draft.content, dossier.locale)]) + "\n").encode()


def heading(draft: ProductionDraft) -> str:
    """Return a draft's first line: its code, by which an edited file is matched, and its title."""
    return f"# {draft.code}{SIGN}{escape(wording.title(draft))}"


def _pictures(dossier: Dossier, draft: ProductionDraft) -> str:
    names = [pictures.path(picture) for picture in dossier.pictures if picture.draft.id == draft.id]
    return ", ".join(names)


def parts(content: Content, locale: str) -> Iterator[str]:
    """Yield a draft's content as Markdown blocks."""
    match content:
        case SocialPost():
            yield from _labelled(Post=content.text, Hashtags=wording.tags(content.hashtags), Link=content.link)
            yield from _labelled(On_the_card=content.image_text, Picture=content.image_note, Alt_text=content.alt_text)
        case VideoScript():
            yield _scenes(content)
            yield from _labelled(Caption=content.caption, Hashtags=wording.tags(content.hashtags))
            yield from _labelled(Call_to_action=content.action)
        case Bio():
            yield from _labelled(Profile_text=content.text, Hashtags=wording.tags(content.hashtags), Link=content.link)
        case SearchAd():
            yield from _search_ad(content)
        case MetaAd() | LinkedInAd():
            yield from _social_ad(content)
        case Email():
            yield from _email(content)
        case LandingPage():
            yield from _landing(content)
        case BlogPost():
            yield from _blog(content, locale)
        case PressRelease() | OnePager():
            yield from _release(content) if isinstance(content, PressRelease) else _one_pager(content)


def _labelled(**pairs: str | None) -> Iterator[str]:
    for label, text in pairs.items():
        if text:
            yield f"## {label.replace('_', ' ')}"
            yield paragraphs(text)


def _scenes(script: VideoScript) -> str:
    rows = tuple(
        (f"{scene.starts}–{scene.ends} s", scene.visual, scene.voice, scene.on_screen) for scene in script.scenes
    )
    return "## Scenes\n\n" + table(("Time", "We see", "Voice", "On screen"), rows)


def _search_ad(ad: SearchAd) -> Iterator[str]:
    yield "## Headlines\n\n" + _list(ad.headlines, numbered=True)
    yield "## Descriptions\n\n" + _list(ad.descriptions, numbered=True)
    yield from _labelled(Display_path=f"{ad.path1}/{ad.path2}".strip("/"), Final_URL=ad.final_url)
    keywords = tuple((keyword.text, keyword.match) for keyword in ad.keywords)
    yield "## Keywords\n\n" + table(("Keyword", "Match"), keywords)
    yield "## Negative keywords\n\n" + _list(ad.negatives)
    sitelinks = tuple((link.text, link.line1, link.line2, link.url) for link in ad.sitelinks)
    yield "## Sitelinks\n\n" + table(("Text", "Line 1", "Line 2", "Address"), sitelinks)
    yield "## Callouts\n\n" + _list(ad.callouts)


def _social_ad(ad: MetaAd | LinkedInAd) -> Iterator[str]:
    opening = {"Primary_text": ad.primary_text} if isinstance(ad, MetaAd) else {"Introduction": ad.intro}
    yield from _labelled(**opening, Headline=ad.headline)
    yield from _labelled(Description=ad.description, Button=ad.button, Link=ad.link)
    yield from _labelled(On_the_card=ad.image_text, Alt_text=ad.alt_text)


def _email(mail: Email) -> Iterator[str]:
    yield from _labelled(Subject=mail.subject, Preheader=mail.preheader)
    yield from _labelled(Text="\n\n".join([mail.greeting, *mail.paragraphs]), Button=mail.action, Link=mail.link)
    yield from _labelled(Sign_off=mail.sign_off, Footer="\n".join(mail.footer))


def _landing(page: LandingPage) -> Iterator[str]:
    yield from _labelled(Meta_title=page.meta_title, Meta_description=page.meta_description)
    yield from _labelled(Promise=page.promise, Subline=page.subline, Button=page.action, Link=page.link)
    for block in (page.before, page.problem, *page.benefits, page.proof, page.offer):
        if block:
            yield from _section(block)
    if page.steps:
        yield "## How it works\n\n" + _list(page.steps, numbered=True)
    for pair in page.faq:
        yield f"### {escape(pair.ask)}\n\n{paragraphs(pair.answer)}"
    yield from _labelled(Closing=page.closing, Form="\n".join(page.form_fields), Legal="\n".join(page.legal))


def _blog(blog: BlogPost, locale: str) -> Iterator[str]:
    yield from _labelled(Meta_description=blog.meta_description)
    yield f"*{escape(blog.author)}, {long_day(blog.dated, locale)}*"
    yield paragraphs(blog.intro)
    for block in blog.sections:
        yield from _section(block)
    yield paragraphs(blog.closing)
    yield from _labelled(Call_to_action=blog.action, Link=blog.link)


def _release(release: PressRelease) -> Iterator[str]:
    yield from _labelled(Embargo=release.embargo, Headline=release.headline, Dateline=release.dateline)
    yield from _labelled(Text="\n\n".join([release.lead, *release.paragraphs]))
    if release.glance:
        yield "## At a glance\n\n" + _list(release.glance)
    if release.quotes:
        yield "## Quotes\n\n" + table(("Words", "Who"), tuple((quote.text, quote.by) for quote in release.quotes))
    yield from _labelled(About=release.about, Contact="\n".join(release.contact), Link=release.link)
    yield from _labelled(Legal="\n".join(release.legal))


def _one_pager(sheet: OnePager) -> Iterator[str]:
    yield from _labelled(Promise=sheet.promise, Subline=sheet.subline)
    for block in sheet.sections:
        yield from _section(block)
    yield from _labelled(Button=sheet.action, Link=sheet.link, Contact="\n".join(sheet.contact))
    yield from _labelled(Legal="\n".join(sheet.legal))


def _section(block: Block) -> Iterator[str]:
    yield f"## {escape(block.heading)}"
    yield from (paragraphs(text) for text in block.paragraphs)
    if block.bullets:
        yield _list(block.bullets)


def _list(items: tuple[str, ...], *, numbered: bool = False) -> str:
    signs = (f"{index}." if numbered else "-" for index in range(1, len(items) + 1))
    return "\n".join(f"{sign} {escape(item)}" for sign, item in zip(signs, items, strict=True))
