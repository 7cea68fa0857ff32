"""What a draft announces it also tells: subjects, picture notes, headlines and openings hold what they promise."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from aicmo.onboarding.documents import Fact
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.pictures import things
from aicmo.writing.builtin.tellings import _article
from aicmo.writing.documents import Bio, Email, LinkedInAd, MetaAd, PressRelease, SocialPost, VideoScript
from writing.test_written_honestly import texts
from writing.written_packages import EXAMPLES, package

if TYPE_CHECKING:
    from writing.written_packages import Package

GUTTERS = next(path for path in EXAMPLES if path.stem == "brief")


def test_a_mail_tells_what_its_subject_promises(example: Package) -> None:
    launched = example.brief.brief.launch
    for slot, draft in example.drafts:
        if not isinstance(draft.content, Email) or (launched and launched.name in draft.content.subject):
            continue
        body, subject = "\n".join(draft.content.paragraphs), draft.content.subject
        if subject.startswith(("You ", "Your ")) and subject.endswith("?"):
            assert example.brief.brief.brand.name in draft.content.paragraphs[0], slot.id
            continue
        asked = [fact.detail for fact in example.brief.facts if lines.bare(lines.finished(fact.text)) == subject]
        said = lines.tidy(asked[0]) if subject.endswith("?") and asked and asked[0] else subject
        assert lines.bare(said) in body, slot.id
        assert said.split(". ")[0] in "\n".join(draft.content.paragraphs[:3]), slot.id


def test_an_answer_in_a_mail_stands_right_behind_its_question(example: Package) -> None:
    answers = {
        lines.paragraph(map(lines.finished, lines.sentences(fact.detail))): lines.finished(fact.text)
        for fact in example.brief.facts
        if fact.kind == "question" and fact.detail
    }
    for slot, draft in example.drafts:
        if isinstance(draft.content, Email):
            said = (lines.finished(draft.content.subject), *draft.content.paragraphs)
            for before, text in pairwise(said):
                ask = answers.get(text)
                assert ask is None or before == ask, f"{slot.id}: {text}"


def test_a_picture_note_repeats_no_line_of_its_post(example: Package) -> None:
    for slot, draft in example.drafts:
        if isinstance(draft.content, SocialPost):
            assert "“" not in draft.content.image_note, slot.id
        if isinstance(draft.content, VideoScript):
            assert not [scene for scene in draft.content.scenes if "“" in scene.visual], slot.id


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Everything in the box grew on our farm, apart from the fruit in winter", ["the box", "the fruit"]),
        ("The North Main Street car park is four minutes away", []),
        ("The driver sends a picture", ["the driver"]),
        ("The cheese lay in salt", ["the cheese"]),
    ],
)
def test_a_thing_ends_where_its_noun_ends(text: str, seen: list[str]) -> None:
    assert things(text) == seen


def test_no_mail_tells_again_what_the_brand_offers(example: Package) -> None:
    mails = [draft for _, draft in example.drafts if isinstance(draft.content, Email)]
    offers = {fact.id for fact in example.brief.facts if fact.kind == "what"}
    again = example.brief.brief.launch is not None  # the day itself says what comes
    assert sum(bool(offers & set(draft.facts)) for draft in mails) <= 1 + again


def test_no_question_is_answered_in_two_mails(example: Package) -> None:
    mails = [draft for _, draft in example.drafts if isinstance(draft.content, Email)]
    asked = {fact.id for fact in example.brief.facts if fact.kind == "question"}
    told = [fact for draft in mails for fact in set(draft.facts) & asked]
    assert len(told) == len(set(told))


def test_a_number_is_no_article() -> None:
    assert things("Forty-one sites were under contract") == []


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("In 2025, 9 of 10 appointments started within ten minutes of their time and none was moved", None),
        ("Without trees over the roof, once a year is enough for most of the houses that we see", None),
        ("We bag the leaves, nothing is left on the lawn or on the path or in the drain", "We bag the leaves"),
    ],
)  # fmt: skip
def test_what_only_sets_a_scene_is_no_line(text: str, head: str | None) -> None:
    assert lines.head_of(text, 12) == head


def test_no_short_line_only_sets_a_scene(example: Package) -> None:
    for slot, draft in example.drafts:
        if isinstance(draft.content, SocialPost | Bio | MetaAd | LinkedInAd):
            for text in texts(draft.content.model_dump()):
                assert not re.search(r"(?:^|\. )In \d{4}(?:\.|$)", text), slot.id


@pytest.mark.parametrize(("item", "told"), [
    ("Contract for up to ten pumps", "a contract for up to ten pumps"), ("Swimming class", "a swimming class"),
    ("Leg shields", "leg shields"), ("Glass of house wine", "a glass of house wine"),
    ("Entry", "entry"), ("Evening entry on Friday", "evening entry on Friday"), ("Entry ticket", "an entry ticket"),
])  # fmt: skip
def test_one_thing_has_its_article(item: str, told: str) -> None:
    assert _article(lines.lowered(item)) == told


def test_an_event_after_a_colon_is_no_sentence(example: Package) -> None:
    desk = Desk(example.brief, example.brief.brief.market.locales[0])
    for fact in example.brief.facts:
        told = desk.telling(fact).other if fact.kind == "moment" else None
        if told and not re.match(r"\w+ [A-Z]", fact.text):
            opening = told.split(": ", 1)[1].split(" ", 1)[0]
            assert opening[0].islower() or opening in desk.names, told


def test_an_event_with_a_name_keeps_its_capitals() -> None:
    found = package(GUTTERS)
    fact = Fact(id="moment-2", kind="moment", text="Leaf Day street sweeping in Laurelhurst")
    assert ": Leaf Day" in (Desk(found.brief, "en-US").telling(fact).other or "")


def test_a_press_headline_says_what_is_launched(example: Package) -> None:
    launch = example.brief.brief.launch
    for _, draft in example.drafts:
        if launch and isinstance(draft.content, PressRelease):
            named, _, what = draft.content.headline.partition(": ")
            assert launch.name in named
            assert what.casefold() in example.brief.brief.offer.what.casefold()
