"""Who is invited is told when: posts about an event name its day until it is over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from aicmo.catalog.locales import long_day
from aicmo.writing.builtin.occasions import _is_event
from aicmo.writing.documents import Email, SocialPost
from writing.test_written_honestly import texts

if TYPE_CHECKING:
    from writing.written_packages import Package


def test_every_post_and_mail_before_an_event_says_when_it_is(examples: list[Package]) -> None:
    package = next(each for each in examples if each.name == "event")
    weekend = next(event for event in package.brief.brief.context.events if event.name.startswith("Mendfair"))
    assert isinstance(weekend.on, date)
    day = long_day(weekend.on, "en-US")
    for slot, draft in package.drafts:
        if isinstance(draft.content, SocialPost | Email) and slot.publish_at and slot.publish_at.date() <= weekend.on:
            assert day in " ".join(texts(draft.content.model_dump())), slot.id


def test_no_post_of_another_offer_ends_with_an_events_day(examples: list[Package]) -> None:
    package = next(each for each in examples if each.name == "clinic")
    posts = [draft.content.text for _, draft in package.drafts if isinstance(draft.content, SocialPost)]
    evenings = [text for text in posts if "Open evening" in text or "open evening" in text]
    assert len(evenings) < len(posts) / 2


@pytest.mark.parametrize(
    "what",
    [
        "A weekend fair in Saint Paul where visitors mend things",
        "A one-day village fete on the green, run by volunteers",
    ],
)
def test_an_offer_is_an_event_by_its_own_noun(what: str) -> None:
    assert _is_event(what)


@pytest.mark.parametrize(
    "what",
    ["A dinner delivery service for offices", "Tents and stages for fairs and concerts", "A dental practice", ""],
)
def test_what_only_speaks_of_events_is_none(what: str) -> None:
    assert not _is_event(what)
