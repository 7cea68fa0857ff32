"""What a writer gets (an assignment) and what it gives back (content): the port's only vocabulary."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from aicmo.catalog.documents import Doc
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.strategy.documents import Idea, Persona, Pillar, Slot


class SocialPost(Doc):
    """A post. ``text`` is the whole caption without hashtags and link; ``image_text`` is the words on its card."""

    kind: Literal["social_post"] = "social_post"
    text: str
    hashtags: tuple[str, ...] = ()
    link: str | None = None
    image_text: str
    image_note: str = Field(description="what the picture shows, if it is shot instead of set in type")
    alt_text: str


class Scene(Doc):
    """A scene of a script; times are seconds from the start."""

    starts: int
    ends: int
    visual: str
    voice: str
    on_screen: str


class VideoScript(Doc):
    """A short vertical video; the first scene is the hook, at most 3 seconds. ``caption`` goes under it."""

    kind: Literal["video_script"] = "video_script"
    title: str
    scenes: tuple[Scene, ...]
    caption: str
    hashtags: tuple[str, ...] = ()
    action: str


class Bio(Doc):
    """Profile text of one channel, with its set of hashtags and the link that posts call "link in bio"."""

    kind: Literal["bio"] = "bio"
    text: str
    hashtags: tuple[str, ...] = ()
    link: str | None = None


class Keyword(Doc):
    """A search keyword with its match type."""

    text: str
    match: Literal["exact", "phrase", "broad"]


class Sitelink(Doc):
    """A link under a search ad: text up to 25, lines up to 35 characters."""

    text: str
    line1: str
    line2: str
    url: str


class SearchAd(Doc):
    """A responsive search ad with its ad group, imported paused."""

    kind: Literal["search_ad"] = "search_ad"
    ad_group: str
    headlines: tuple[str, ...]
    descriptions: tuple[str, ...]
    path1: str
    path2: str
    final_url: str
    keywords: tuple[Keyword, ...]
    negatives: tuple[str, ...]
    sitelinks: tuple[Sitelink, ...]
    callouts: tuple[str, ...]


class MetaAd(Doc):
    """A single-image ad on Facebook and Instagram."""

    kind: Literal["meta_ad"] = "meta_ad"
    primary_text: str
    headline: str
    description: str
    button: str
    link: str
    image_text: str
    alt_text: str


class LinkedInAd(Doc):
    """A single-image sponsored post on LinkedIn."""

    kind: Literal["linkedin_ad"] = "linkedin_ad"
    intro: str
    headline: str
    description: str
    button: str
    link: str
    image_text: str
    alt_text: str


class Email(Doc):
    """An e-mail: paragraphs of plain text, one call to action, and the footer the law asks for."""

    kind: Literal["email"] = "email"
    subject: str
    preheader: str
    greeting: str
    paragraphs: tuple[str, ...]
    action: str
    link: str
    sign_off: str
    footer: tuple[str, ...]


class Block(Doc):
    """A heading with its paragraphs and bullets."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()


class Faq(Doc):
    """A question and its answer."""

    ask: str
    answer: str


class LandingPage(Doc):
    """One page with one goal; blocks in reading order. ``before`` is shown until a launch, in the button's place."""

    kind: Literal["landing_page"] = "landing_page"
    meta_title: str
    meta_description: str
    promise: str
    subline: str
    action: str
    link: str
    problem: Block
    benefits: tuple[Block, ...]
    proof: Block | None
    steps: tuple[str, ...]
    offer: Block | None
    faq: tuple[Faq, ...]
    closing: str
    legal: tuple[str, ...]
    form_fields: tuple[str, ...] = ()
    before: Block | None = None


class BlogPost(Doc):
    """An article; the introduction answers the title's question within 100 words."""

    kind: Literal["blog_post"] = "blog_post"
    title: str
    meta_description: str
    intro: str
    sections: tuple[Block, ...]
    closing: str
    action: str
    link: str | None
    author: str
    dated: date


class Spoken(Doc):
    """A quote with the person who said and approved it."""

    text: str
    by: str


class PressRelease(Doc):
    """A press release in the third person; ``glance`` are its facts as a list, ``about`` the boilerplate."""

    kind: Literal["press_release"] = "press_release"
    embargo: str
    headline: str
    dateline: str
    lead: str
    paragraphs: tuple[str, ...] = ()
    glance: tuple[str, ...] = ()
    quotes: tuple[Spoken, ...] = ()
    about: str
    contact: tuple[str, ...]
    legal: tuple[str, ...] = ()
    link: str | None = None


class OnePager(Doc):
    """One page to hand over: what it is, what it brings, what proves it, what it costs, and one thing to do."""

    kind: Literal["one_pager"] = "one_pager"
    promise: str
    subline: str
    sections: tuple[Block, ...]
    action: str
    link: str
    contact: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()


Content = Annotated[
    SocialPost
    | VideoScript
    | Bio
    | SearchAd
    | MetaAd
    | LinkedInAd
    | Email
    | LandingPage
    | BlogPost
    | PressRelease
    | OnePager,
    Field(discriminator="kind"),
]


class Assignment(Doc):
    """One draft to be written: the slot, and everything a writer may say in it."""

    slot: Slot
    pillar: Pillar
    persona: Persona
    idea: Idea
    promise: str
    brief: NormalizedBrief
    link: str | None = Field(description="the tagged link, if the draft has one")
    unwanted: tuple[Content, ...] = Field(default=(), description="earlier versions: a person asked for another one")


class Fix(Doc):
    """A defect of form that was mended without a person: the rule it broke, where, and the words before and after."""

    rule_id: str
    path: str
    before: str
    after: str


Author = Literal["builtin", "llm"]


class Written(Doc):
    """A writer's answer: the content, the ids of the facts it really used, and who wrote it.

    ``fixes`` are in the content already. ``prompt_sha256`` names the prompt, as it was sent, of the call that a
    language model's words came from.
    """

    content: Content
    facts: tuple[str, ...]
    fixes: tuple[Fix, ...] = ()
    origin: Author = "builtin"
    prompt_sha256: str | None = None


class Remark(Doc):
    """What a review has against one draft: the rule, where, what, and how to mend it. Minor ones do not go back."""

    code: str
    rule: str
    minor: bool
    path: str
    message: str
    excerpt: str = ""
    hint: str = ""


class Review(Doc):
    """A review of everything written so far; one that did not pass may have remarks about no draft in particular."""

    passed: bool
    remarks: tuple[Remark, ...]


def canary(brief: NormalizedBrief) -> str:
    """Return the mark that a model is told never to repeat: in a draft, it says that somebody else gave the orders."""
    return f"mark-{hashlib.sha256(f'canary {brief.model_dump_json()}'.encode()).hexdigest()[:10]}"
