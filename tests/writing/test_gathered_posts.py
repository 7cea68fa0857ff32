"""Posts that gather facts of one kind: few, in order, each fact once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from aicmo.catalog.locales import long_day
from aicmo.strategy.documents import Slot
from aicmo.writing.builtin.acts import closings
from aicmo.writing.documents import SocialPost, Written
from writing.written_packages import Package, package

COFFEE = Path(__file__).parents[2] / "examples" / "coffee.yaml"
BULLET = "• "


def gathered(example: Package) -> list[tuple[Slot, Written, list[str]]]:
    """Return the posts that gather, with their bullets."""
    found = []
    for slot, draft in example.drafts:
        if isinstance(draft.content, SocialPost):
            bullets = [line for line in draft.content.text.split("\n") if line.startswith(BULLET)]
            found += [(slot, draft, bullets)] if bullets else []
    return found


def test_every_example_gathers_and_tells_each_fact_so_once(example: Package) -> None:
    lists = gathered(example)
    assert lists
    told = Counter(fact for _, draft, _ in lists for fact in draft.facts)
    assert set(told.values()) == {1}
    kinds = {fact.id: fact.kind for fact in example.brief.facts}
    assert all(len({kinds[fact] for fact in draft.facts}) == 1 for _, draft, _ in lists)


def test_a_channel_is_no_list_of_lists(example: Package) -> None:
    posts = Counter(slot.channel for slot, draft in example.drafts if isinstance(draft.content, SocialPost))
    lists = Counter(slot.channel for slot, _, _ in gathered(example))
    assert all(4 * times <= posts[channel] for channel, times in lists.items())


def test_prices_stand_in_the_briefs_order_each_with_its_last_day() -> None:
    coffee = package(COFFEE)
    prices = [fact.id for fact in coffee.brief.facts if fact.kind == "price"]
    slot, draft, bullets = next(row for row in gathered(coffee) if set(row[1].facts) == set(prices))
    assert list(draft.facts) == prices
    ends = [price.until for price in coffee.brief.brief.offer.prices]
    assert [bool(end) for end in ends] == ["until" in line for line in bullets] == [False, False, True]
    assert ends[2] is not None
    assert long_day(ends[2], slot.locale) in bullets[2]


def test_a_day_that_all_prices_share_is_said_once(examples: list[Package]) -> None:
    b2b = next(each for each in examples if each.name == "b2b-software")
    _, draft, bullets = next(row for row in gathered(b2b) if row[1].facts[0].startswith("price"))
    assert not any("until" in line for line in bullets)
    assert isinstance(draft.content, SocialPost)
    assert draft.content.text.count("until") == 1


def test_every_substitute_for_a_call_to_action_leads_somewhere() -> None:
    for row in closings().values():
        for kind in ("price", "question", "proof", "moment", "benefit", "what"):
            seen, action = set(), row
            while (kind in action.instead or (action.fits and kind not in action.fits)) and action.action not in seen:
                seen.add(action.action)
                action = closings()[action.instead.get(kind, action.otherwise)]
            assert action.action not in seen, (row.action, kind)
