"""Every draft of every example is within its channel's limits, counted in the channel's own unit."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from aicmo.catalog import channels
from aicmo.catalog.counting import count
from aicmo.writing.documents import Bio, Email, LandingPage, LinkedInAd, MetaAd, SearchAd, SocialPost, VideoScript

if TYPE_CHECKING:
    from aicmo.strategy.documents import Slot
    from writing.written_packages import Package


def over(slot: Slot, field: str, text: str, *, hard: bool = True) -> list[str]:
    limits = channels()[slot.channel].limits_of(field, hard=hard)
    return [f"{slot.id} {field}: {text}" for limit in limits if limit.max and count(text, limit.unit) > limit.max]


def published(post: SocialPost) -> str:
    return "\n\n".join(part for part in (post.text, post.link, " ".join(post.hashtags)) if part)


def test_posts_fit_their_platform_and_open_above_the_fold(example: Package) -> None:
    for slot, draft in example.drafts:
        if isinstance(draft.content, SocialPost):
            assert not over(slot, "text", published(draft.content))
            assert not over(slot, "image_text", draft.content.image_text, hard=False)
            assert len(draft.content.alt_text) <= 125
            assert count(draft.content.image_text, "words") <= 12


def test_hashtags_are_camel_case_and_within_the_advised_number(example: Package) -> None:
    for slot, draft in example.drafts:
        if isinstance(draft.content, SocialPost | VideoScript):
            least, most = channels()[slot.channel].hashtags or (0, 99)
            assert least <= len(draft.content.hashtags) <= most, slot.id
            assert all(re.fullmatch(r"#[^\W_]+", tag) for tag in draft.content.hashtags)
            assert len(set(draft.content.hashtags)) == len(draft.content.hashtags)


def test_scripts_speak_at_most_two_and_a_half_words_a_second(example: Package) -> None:
    for slot, draft in example.drafts:
        if isinstance(draft.content, VideoScript):
            scenes = draft.content.scenes
            assert scenes[0].ends <= 3, slot.id
            assert all(one.ends == two.starts for one, two in pairwise(scenes))
            for scene in scenes:
                assert count(scene.voice, "words") <= 2.5 * (scene.ends - scene.starts), scene
                assert scene.on_screen
            assert not over(slot, "text", draft.content.caption)


def test_search_ads_are_complete_and_every_part_fits(example: Package) -> None:
    for slot, draft in example.drafts:
        ad = draft.content
        if isinstance(ad, SearchAd):
            assert 10 <= len(ad.headlines) <= 15
            assert len(ad.descriptions) == 4
            assert 10 <= len(ad.keywords) <= 25
            assert len(ad.negatives) >= 10
            assert min(len(ad.sitelinks), len(ad.callouts)) >= 4
            assert not any(over(slot, "headline", text) for text in ad.headlines)
            assert not any(over(slot, "description", text) for text in ad.descriptions)
            assert not any(over(slot, "callout", text) for text in ad.callouts)
            assert not [text for text in ad.headlines if "!" in text]
            assert len({text.casefold() for text in ad.headlines}) == len(ad.headlines)
            assert max(len(ad.path1), len(ad.path2)) <= 15


def test_paid_social_reads_whole_above_the_fold_and_names_the_brand(example: Package) -> None:
    brand = example.brief.brief.brand.name
    for slot, draft in example.drafts:
        ad = draft.content
        if isinstance(ad, MetaAd | LinkedInAd):
            text, field = (ad.primary_text, "primary_text") if isinstance(ad, MetaAd) else (ad.intro, "intro")
            assert not over(slot, field, text)
            assert not over(slot, "headline", ad.headline, hard=False)
            assert not over(slot, "description", ad.description, hard=False)
            assert brand in f"{text} {ad.headline} {ad.description}"


def test_mails_have_one_action_and_a_lawful_footer(example: Package) -> None:
    details = example.brief.brief.email
    for slot, draft in example.drafts:
        mail = draft.content
        if isinstance(mail, Email):
            assert details is not None
            assert 15 <= len(mail.subject) <= 50, slot.id
            assert 30 <= len(mail.preheader) <= 100, (slot.id, mail.preheader)
            assert mail.subject not in mail.preheader
            assert any("Unsubscribe" in line for line in mail.footer)
            assert any(details.postal_address in line for line in mail.footer)


def test_pages_hold_every_block_the_brief_can_fill(example: Package) -> None:
    offer = example.brief.brief.offer
    for _, draft in example.drafts:
        page = draft.content
        if isinstance(page, LandingPage):
            assert count(page.promise, "words") <= 12
            assert count(page.subline, "words") <= 25
            assert len(page.meta_title) <= 60
            assert 0 < len(page.meta_description) <= 160
            assert sum(len(block.bullets) or 1 for block in page.benefits) >= min(3, len(offer.benefits))
            assert len(page.faq) >= min(4, len(offer.questions))
            assert len(page.form_fields) <= 5
            assert not page.steps or len(page.steps) >= 3
            assert page.closing


def test_every_kind_the_plan_asks_for_is_written(example: Package) -> None:
    planned = {each.slot.kind for each in example.assignments}
    assert {slot.kind for slot, _ in example.drafts} == planned


@pytest.mark.parametrize("channel", ["instagram", "tiktok", "x", "bluesky", "threads", "linkedin"])
def test_profile_texts_fit(channel: str, examples: list[Package]) -> None:
    bios = [(slot, draft.content) for each in examples for slot, draft in each.drafts if slot.channel == channel]
    for slot, content in bios:
        if isinstance(content, Bio):
            assert not over(slot, "bio", content.text)
