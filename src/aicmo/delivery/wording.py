"""A draft's content as labelled parts: what the Markdown files, the CSV and the calendar's titles are made of."""

from __future__ import annotations

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


def tags(hashtags: tuple[str, ...]) -> str:
    """Return hashtags as they are pasted."""
    return " ".join(tag if tag.startswith("#") else f"#{tag}" for tag in hashtags)


def caption(draft: ProductionDraft) -> str:
    """Return what is pasted into the network: text and hashtags, without the link."""
    match draft.content:
        case SocialPost() as post:
            parts = [post.text, tags(post.hashtags)]
        case VideoScript() as script:
            parts = [script.caption, tags(script.hashtags)]
        case Bio() as bio:
            parts = [bio.text]
        case _:
            parts = [title(draft)]
    return "\n\n".join(part for part in parts if part)


def title(draft: ProductionDraft) -> str:
    """Return a line that names the draft: its headline, subject or first sentence."""
    match draft.content:
        case SocialPost() as post:
            line = post.image_text or post.text.splitlines()[0]
        case VideoScript() as script:
            line = script.title
        case Bio() as bio:
            line = bio.text
        case SearchAd() as ad:
            line = ad.ad_group
        case MetaAd() | LinkedInAd() | PressRelease() as named:
            line = named.headline
        case Email() as mail:
            line = mail.subject
        case LandingPage() | OnePager() as page:
            line = page.promise
        case BlogPost() as blog:
            line = blog.title
    return " ".join(line.split())


def address(draft: ProductionDraft) -> str | None:
    """Return the link the reader follows, tagged, if the draft has one."""
    match draft.content:
        case (
            SocialPost()
            | Bio()
            | MetaAd()
            | LinkedInAd()
            | Email()
            | LandingPage()
            | BlogPost()
            | PressRelease()
            | OnePager() as content
        ):
            return content.link
        case SearchAd() as ad:
            return ad.final_url
        case _:
            return None


def plain(draft: ProductionDraft) -> str:
    """Return all of a draft's words as plain text, for the sheet of drafts."""
    return "\n\n".join(part for part in _parts(draft) if part)


def _parts(draft: ProductionDraft) -> list[str]:
    match draft.content:
        case SearchAd() as ad:
            parts = ["\n".join(ad.headlines), "\n".join(ad.descriptions)]
        case MetaAd() as ad:
            parts = [ad.primary_text, ad.headline, ad.description]
        case LinkedInAd() as ad:
            parts = [ad.intro, ad.headline, ad.description]
        case Email() as mail:
            parts = [mail.greeting, *mail.paragraphs, mail.sign_off, *mail.footer]
        case LandingPage() as landing:
            blocks = [landing.before, landing.problem, *landing.benefits, landing.proof, landing.offer]
            told = [line for block in blocks if block for line in _block(block)]
            asked = [line for pair in landing.faq for line in (pair.ask, pair.answer)]
            parts = [landing.promise, landing.subline, *told, *landing.steps, *asked, landing.closing, *landing.legal]
        case BlogPost() as blog:
            parts = [blog.intro, *(line for section in blog.sections for line in _block(section)), blog.closing]
        case PressRelease() as release:
            spoken = [f"{quote.text} ({quote.by})" for quote in release.quotes]
            parts = [release.lead, *release.paragraphs, *release.glance, *spoken, release.about, *release.contact]
        case OnePager() as sheet:
            told = [line for section in sheet.sections for line in _block(section)]
            parts = [sheet.promise, sheet.subline, *told, sheet.action, *sheet.contact, *sheet.legal]
        case _:
            parts = [caption(draft)]
    return parts


def _block(block: Block) -> list[str]:
    return [block.heading, *block.paragraphs, *block.bullets]
