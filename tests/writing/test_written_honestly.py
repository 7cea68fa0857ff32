"""What the rules against slot filling and the client's own rules demand, measured over the examples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from aicmo.catalog.documents import DraftKind
from aicmo.writing.builtin import BuiltinWriter
from aicmo.writing.builtin.desk import first_words, similarity
from aicmo.writing.documents import LinkedInAd, MetaAd, SocialPost

if TYPE_CHECKING:
    from writing.written_packages import Package

SILENT = {"kind", "link", "url", "final_url", "match", "button"}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in SILENT:
                yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower().replace("’", "'"))


def masked_runs(package: Package) -> set[tuple[str, ...]]:
    """Return the runs of five words of a package, its brief's words masked, that hold at least one of our own."""
    known = set(words(package.brief.model_dump_json()))
    found: set[tuple[str, ...]] = set()
    for _, draft in package.drafts:
        for text in texts(draft.content.model_dump()):
            said = ["_" if word in known else word for word in words(text)]
            runs = (tuple(said[at : at + 5]) for at in range(len(said) - 4))
            found.update(run for run in runs if set(run) != {"_"})
    return found


def posts(package: Package) -> list[SocialPost]:
    return [draft.content for _, draft in package.drafts if isinstance(draft.content, SocialPost)]


def test_two_briefs_share_less_than_a_fifth_of_their_masked_runs(examples: list[Package]) -> None:
    runs = {package.name: masked_runs(package) for package in examples}
    for one, two in permutations(runs, 2):
        share = len(runs[one] & runs[two]) / len(runs[one] | runs[two])
        assert share < 0.2, f"{one} and {two} share {share:.0%}"


def test_every_draft_cites_two_facts_of_the_brief(example: Package) -> None:
    known = {fact.id for fact in example.brief.facts}
    for slot, draft in example.drafts:
        assert set(draft.facts) <= known
        assert len(set(draft.facts)) == len(draft.facts) >= 2, slot.id


def test_no_fact_angle_and_format_repeat_on_a_channel(example: Package) -> None:
    seen: Counter[tuple[str, str, str]] = Counter()
    for slot, draft in example.drafts:
        if slot.kind is DraftKind.SOCIAL_POST:
            seen.update((fact, slot.angle, slot.channel) for fact in draft.facts)
    assert not [triple for triple, times in seen.items() if times > 1]


def test_openings_and_endings_vary(example: Package) -> None:
    opened = Counter(first_words(post.text) for post in posts(example))
    legal = {line.text for line in example.brief.brief.rules.legal}
    own = ([line for line in post.text.split("\n") if line not in legal] for post in posts(example))
    closed = Counter("\n".join(lines).rstrip().split("\n")[-1] for lines in own)
    assert max(opened.values()) <= max(2, 0.2 * opened.total())
    assert max(closed.values()) <= max(2, 0.4 * closed.total())


def test_no_two_posts_of_a_channel_say_nearly_the_same(example: Package) -> None:
    by_channel: dict[str, list[str]] = {}
    for slot, draft in example.drafts:
        content = draft.content
        if isinstance(content, SocialPost | MetaAd):
            said = content.text if isinstance(content, SocialPost) else content.primary_text
            others = by_channel.setdefault(slot.channel, [])
            assert all(similarity(said, other) <= 0.8 for other in others), slot.id
            others.append(said)


def test_nothing_forbidden_held_back_or_rival_is_said(example: Package) -> None:
    brief = example.brief
    barred = [*brief.brief.rules.avoid, *(rival.name for rival in brief.brief.context.competitors)]
    barred += [claim.text for claim in brief.claims if claim.status == "held_back"]
    for slot, draft in example.drafts:
        said = "\n".join(texts(draft.content.model_dump(exclude={"negatives"}))).casefold()
        found = [text for text in barred if re.search(rf"(?<!\w){re.escape(text.casefold())}(?!\w)", said)]
        assert not found, (slot.id, found)


def test_no_number_is_made_up(example: Package) -> None:
    given = set(re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3})", "", example.brief.model_dump_json())))
    for slot, draft in example.drafts:
        if slot.kind is not DraftKind.VIDEO_SCRIPT:
            said = " ".join(texts(draft.content.model_dump(exclude={"dated"})))
            said = re.sub(r"(?<=\d),(?=\d{3})", "", said)
            made_up = {number.lstrip("0") for number in re.findall(r"\d+", said)} - {n.lstrip("0") for n in given}
            assert not made_up, (slot.id, made_up)


def test_demanded_texts_stand_where_they_belong(example: Package) -> None:
    for item in example.brief.brief.rules.include:
        for slot, draft in example.drafts:
            if {slot.kind.value, slot.channel} & set(item.places):
                assert item.text in "\n".join(texts(draft.content.model_dump())), (slot.id, item.text)


def test_sentences_start_with_a_capital_and_end_with_a_mark(example: Package) -> None:
    for post in posts(example):
        for paragraph in post.text.split("\n\n"):
            assert not re.match(r"[a-z]", paragraph) or paragraph.split()[0] != paragraph.split()[0].lower(), paragraph
            assert re.search(r"[.!?:][”’)]*$", paragraph) or paragraph in example.brief.model_dump_json(), paragraph
            assert not re.search(r"[.,;:]{2}|\s[.,;:!?]|  ", paragraph), paragraph


def test_the_same_brief_is_written_the_same(example: Package) -> None:
    assert tuple(BuiltinWriter().write(example.assignments)) == example.answers


def test_other_languages_are_left_to_other_writers(example: Package) -> None:
    slot = example.assignments[0].slot.model_copy(update={"locale": "de-DE"})
    german = example.assignments[0].model_copy(update={"slot": slot})
    assert BuiltinWriter().write([german]) == [None]


def test_an_expired_price_is_told_by_nobody(example: Package) -> None:
    for slot, draft in example.drafts:
        day = slot.publish_at.date() if slot.publish_at else example.brief.brief.schedule.ends
        for fact_id in draft.facts:
            until = example.brief.fact(fact_id).until
            assert until is None or until >= day, (slot.id, fact_id)


@pytest.mark.parametrize(
    "hostile", ['#eval("1")', "\n#let x = 1", "{brand}", "{0.__class__}", "%s", "<script>x</script>"]
)
def test_hostile_words_are_only_words(hostile: str, examples: list[Package]) -> None:
    base = examples[0].assignments
    brief = base[0].brief
    told = tuple(fact.model_copy(update={"text": f"{fact.text} {hostile}"}) for fact in brief.facts)
    poisoned = brief.model_copy(update={"facts": told})
    answers = BuiltinWriter().write([each.model_copy(update={"brief": poisoned}) for each in base])
    said = " ".join(text for answer in answers if answer for text in texts(answer.content.model_dump()))
    assert " ".join(hostile.split()).rstrip(".")[:6] in said.replace("“", '"').replace("”", '"')


def test_an_ad_makes_one_offer_and_no_two_ads_of_a_channel_have_one_headline(examples: list[Package]) -> None:
    for package in examples:
        price = {fact.id for fact in package.brief.facts if fact.kind == "price"}
        ads = [(slot, draft) for slot, draft in package.drafts if isinstance(draft.content, MetaAd | LinkedInAd)]
        for slot, draft in ads:
            assert len(price & set(draft.facts)) <= 1, f"{package.name} {slot.id} has two prices"
        headed = Counter(
            (slot.channel, draft.content.headline)
            for slot, draft in ads
            if isinstance(draft.content, MetaAd | LinkedInAd)
        )
        assert not [line for line, times in headed.items() if times > 1], package.name
