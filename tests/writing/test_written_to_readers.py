"""Hooks that speak of the readers' own situation, in the brief's words, and only where they may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aicmo.qc.lexicon import hits
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.situations import situation, situations
from aicmo.writing.documents import LandingPage, SocialPost
from writing.test_written_honestly import texts, words

if TYPE_CHECKING:
    from writing.written_packages import Package


@pytest.mark.parametrize(
    ("described", "asked"),
    [
        (
            "People in the north who cycle to work and arrive with wet knees.",
            "You cycle to work and arrive with wet knees?",
        ),
        ("Owners of old houses, 40-70, whose boiler is older than 15 years.", "Your boiler is older than 15 years?"),
        (
            "Parents whose children learn at home and who want their table back.",
            "Your children learn at home and you want your table back?",
        ),
        (
            "People who keep a drawer of broken things because throwing them out feels wrong.",
            "You keep a drawer of broken things because throwing them out feels wrong?",
        ),
        ("Managers who want software to help them count.", None),
        ("A buyer who wants one price for everything.", None),
        ("Adults who are 35 to 65 and own a house.", None),
        ("Households who are in debt and want a new start.", None),
        ("People who might be interested in a new coat.", None),
        ("Landlords with two to ten houses", None),
        ("", None),
    ],
)
def test_a_description_of_readers_becomes_what_they_are_asked(described: str, asked: str | None) -> None:
    assert situation(described) == asked


@pytest.mark.parametrize("named", [{"regulated": ("dental",)}, {"regulated": (), "industry": "dental"}])
def test_a_regulated_clients_readers_are_not_asked_about_themselves(example: Package, named: dict[str, object]) -> None:
    brief = example.brief.model_copy(deep=True)
    brand = brief.brief.brand.model_copy(update=named)
    brief = brief.model_copy(update={"brief": brief.brief.model_copy(update={"brand": brand})})
    assert situations(Desk(brief, brief.brief.market.locales[0])) == []


def test_who_shares_a_word_with_a_secret_is_not_asked(examples: list[Package]) -> None:
    brief = next(each.brief for each in examples if each.name == "launch")
    assert any(secret.text == "a cape for children" for secret in brief.brief.rules.confidential)
    told = [each.hook for each in situations(Desk(brief, "en-GB"))]
    assert told
    assert not [hook for hook in told if "children" in hook]


def test_a_situation_says_nothing_the_brief_does_not(example: Package) -> None:
    known = {*words(example.brief.model_dump_json()), "you", "your"}
    for told in situations(Desk(example.brief, example.brief.brief.market.locales[0])):
        assert set(words(told.hook)) <= known
        assert not hits("personal_attribute", told.hook, "en-US")


def test_each_channel_opens_with_its_readers_and_asks_no_situation_twice(example: Package) -> None:
    lived = [told.hook for told in situations(Desk(example.brief, example.brief.brief.market.locales[0]))]
    for channel in {slot.channel for slot, draft in example.drafts if isinstance(draft.content, SocialPost)}:
        posts = [
            draft.content.text
            for slot, draft in example.drafts
            if slot.channel == channel and isinstance(draft.content, SocialPost)
        ]
        assert not lived or any(hook in posts[0] for hook in lived), channel
        assert all(sum(hook in text for text in posts) <= 1 for hook in lived), channel


def test_a_page_begins_with_what_its_readers_live_with(example: Package) -> None:
    lived = [told.hook.rstrip("?") for told in situations(Desk(example.brief, example.brief.brief.market.locales[0]))]
    for slot, draft in example.drafts:
        if lived and isinstance(draft.content, LandingPage) and draft.content.problem:
            assert lived[0] in "\n".join(texts(draft.content.problem.model_dump())), slot.id
