"""What a copy chief strikes out: announcing connectives, facts that do not belong together, tags nobody follows."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from aicmo.catalog import read_toml
from aicmo.onboarding.documents import Fact
from aicmo.qc.lexicon import hits
from aicmo.writing.builtin.acts import closings
from aicmo.writing.builtin.affinity import Affinity
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.hashtags import _pool, topics
from aicmo.writing.builtin.pictures import things
from aicmo.writing.documents import Bio, Email, SearchAd, SocialPost, VideoScript
from writing.test_written_honestly import texts, words

if TYPE_CHECKING:
    from writing.written_packages import Package


def masked_runs(package: Package) -> Counter[tuple[str, ...]]:
    """Count all runs of five words, the brief's own masked; every occurrence.

    The months of the brief's dates are its own words, though it writes them in figures.
    """
    given = package.brief.model_dump_json()
    dates = (date.fromisoformat(day) for day in re.findall(r"\b\d{4}-\d\d-\d\d\b", given))
    known = set(words(given)) | {f"{day:%B}".lower() for day in dates}
    found: Counter[tuple[str, ...]] = Counter()
    for _, draft in package.drafts:
        for text in texts(draft.content.model_dump()):
            said = ["_" if word in known else word for word in words(text)]
            found.update(tuple(said[at : at + 5]) for at in range(len(said) - 4))
    return found


def shared_runs(one: Counter[tuple[str, ...]], two: Counter[tuple[str, ...]]) -> float:
    """Return the share of a package's runs that another has too and that hold two words of ours, from 0 to 1.

    One word among four of the brief's is chance: two briefs may both say "look".
    """
    ours = (run for run in one if sum(word != "_" for word in run) >= 2)
    return sum(one[run] for run in ours if run in two) / one.total()


def test_a_package_hardly_says_what_another_says_in_our_words(examples: list[Package]) -> None:
    runs = {package.name: masked_runs(package) for package in examples}
    for one, two in permutations(runs, 2):
        assert shared_runs(runs[one], runs[two]) < 0.02, f"{one} and {two}"


def test_nothing_announces_what_is_about_to_be_said(example: Package) -> None:
    struck = [text.casefold() for text in read_toml("aicmo.writing", "struck.toml")["connectives"]]
    for slot, draft in example.drafts:
        said = "\n".join(texts(draft.content.model_dump())).casefold()
        assert not [text for text in struck if text in said], slot.id


def test_no_post_ends_on_a_colon_or_tells_a_place_as_a_sentence(example: Package) -> None:
    brand = example.brief.brief.brand.name
    for slot, draft in example.drafts:
        if isinstance(draft.content, SocialPost | Bio):
            assert not draft.content.text.endswith(":"), slot.id
            assert f"{brand} for " not in draft.content.text, slot.id


FACTS = tuple(
    Fact(id=name, kind=kind, text=text)
    for name, kind, text in (
        ("grind", "question", "Which grind do I need?"),
        ("pot", "benefit", "We grind a bag for your own pot while you wait"),
        ("dog", "question", "Can I bring the dog?"),
        ("flat", "price", "Flat white: 3.80 EUR"),
        ("oat", "benefit", "Oat milk costs the same as cow's milk"),
        ("growers", "proof", "Bought from one growers' cooperative in Huila since 2019"),
        ("harvest", "moment", "First bags of the new Huila harvest"),
    )
)


@pytest.mark.parametrize(("one", "near", "far"), [
    ("grind", "pot", "flat"), ("oat", "flat", "growers"), ("harvest", "growers", "flat"), ("pot", "grind", "dog"),
])  # fmt: skip
def test_facts_that_share_a_topic_are_nearer(one: str, near: str, far: str) -> None:
    affinity = Affinity(FACTS)
    assert affinity.of(one, near) > affinity.of(one, far)
    assert affinity.of(one, near) == affinity.of(near, one)


def test_facts_that_say_the_same_do_not_share_a_draft() -> None:
    same = Fact(id="same", kind="benefit", text="While you wait we grind a bag for your pot")
    affinity = Affinity((*FACTS, same))
    assert affinity.of("pot", "same") < affinity.of("pot", "grind")


def test_every_call_to_action_asks_for_something() -> None:
    for row in closings().values():
        assert len(row.say) > 2, row.action
        assert not [text for text in row.all if not hits("action", text, "en-US") and "?" not in text], row.action


@pytest.mark.parametrize(
    ("what", "named"),
    [
        ("Coffee roasted in a shed behind our shop in Galway, sold by the cup", ["Coffee"]),
        ("A charity in Sheffield that fetches older people", ["charity"]),
        ("Stock counting and reordering software for food wholesalers", ["Stock counting", "reordering software"]),
    ],
)
def test_only_the_head_of_an_offer_names_it(what: str, named: list[str]) -> None:
    assert topics(what) == named


@pytest.mark.parametrize("title", ["Social posts for the new year", "Spring campaign", "Marketing brief", "RE: ads"])
def test_a_title_that_names_our_work_is_no_tag(example: Package, title: str) -> None:
    brief = example.brief.model_copy(update={"brief": example.brief.brief.model_copy(update={"title": title})})
    desk = Desk(brief, brief.brief.market.locales[0])
    assert title not in _pool(desk, "")
    assert example.brief.brief.title in _pool(Desk(example.brief, brief.brief.market.locales[0]), "")


def test_tags_are_no_splinters_of_a_clause(example: Package) -> None:
    for slot, draft in example.drafts:
        if isinstance(draft.content, SocialPost | VideoScript | Bio):
            bad = [tag for tag in draft.content.hashtags if re.search(r"Behind|Roasted[A-Z]|^#The[A-Z]", tag)]
            assert not bad, slot.id


def test_a_picture_shows_things_and_no_times() -> None:
    assert things("The roast date is written on every bag by hand") == ["the roast date", "the bag"]
    assert things("Bring a clean jar, we fill it") == ["a clean jar"]
    assert things("Roasted every second Tuesday, sent the same day") == []


def test_keywords_are_searches(example: Package) -> None:
    places = {place.split(",")[0].casefold() for place in example.brief.brief.market.places}
    for _, draft in example.drafts:
        if isinstance(draft.content, SearchAd):
            for keyword in draft.content.keywords:
                found = keyword.text.split()
                assert keyword.text not in places
                assert len(found) == len(set(found)), keyword.text
                assert len(found) > 1 or keyword.text == example.brief.brief.brand.name.casefold()


def test_a_preheader_is_whole(example: Package) -> None:
    for slot, draft in example.drafts:
        if isinstance(draft.content, Email):
            assert not re.search(r"(?<=[.?!] )(Yes|No|Price until)\b", draft.content.preheader[-25:]), slot.id
