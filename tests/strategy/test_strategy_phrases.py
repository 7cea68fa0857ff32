"""The phrase material is complete: every place that speaks finds words, in no dialect of its own."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from aicmo.catalog import channels
from aicmo.catalog.documents import Objective, Stage
from aicmo.strategy.actions import actions
from aicmo.strategy.angles import angles, recipes
from aicmo.strategy.goals import goals
from aicmo.strategy.pillars import themes
from aicmo.strategy.places import places
from aicmo.strategy.risks import register
from aicmo.strategy.thresholds import thresholds
from aicmo.strategy.voice import phrases

SPELLED_TWO_WAYS = re.compile(
    r"\b(\w+(?:isation|ise[ds]?|ising)|favou?r\w*|colou?r\w*|neighbou?r\w*|cent(?:re|er))\b", re.IGNORECASE
)
ONE_SPELLING = {
    "advertising",
    "disguise",
    "noise",
    "otherwise",
    "praise",
    "promise",
    "promised",
    "promises",
    "raise",
    "rise",
    "surprise",
    "wise",
}


def families() -> list[str]:
    """Return the keys that are put together at run time."""
    keys = [f"role.{name}" for name in channels()]
    keys += [f"stop.{kind}" for kind in ("paid", "organic", "owned", "cost")]
    keys += [f"{group}.{theme.id}" for group in ("pillar", "pillar_single") for theme in themes()]
    keys += [f"{group}.{stage}" for group in ("funnel_message", "funnel_kpi", "funnel_next") for stage in Stage]
    keys += [f"flight.{rule.name.casefold()}" for rule in thresholds().flight]
    owned = [channel.id for channel in channels().values() if channel.kind == "owned"]
    keys += [f"decision.{name}" for name in ("goal", "organic", "paid", *owned)]
    keys += [f"fit.points_{points}" for points in (1, 2, 3)]
    keys += [f"money.{word}" for word in ("covered", "within", "beyond", "below", "inside", "above")]
    keys += [f"dropped.{why}" for why in ("forbidden", "pack", "audience", "consent", "money", "unfunded", "load")]
    keys += [f"test.{sort}{end}" for sort in ("search", "paid", "email", "organic") for end in ("", "_variant")]
    keys += [f"cadence.{rhythm}" for rhythm in ("channel", "few", "once")]
    keys += [f"persona.job_{goal}{end}" for goal in Objective for end in ("", "_bare")]
    keys += [f"situation.lesson_{kind}" for kind in ("none", "numbers", "other")]
    keys += [
        f"audience.{name}" for name in ("timing", "timing_guess", "timing_event", "timing_weather", "share", "all")
    ]
    keys += [f"fit.{name}" for name in owned] + [f"funnel.{stage}" for stage in Stage]
    return [*keys, "test.email_note", "test.organic_note", "missing.facts", "missing.channel"]


@pytest.mark.parametrize("key", families())
def test_a_key_put_together_at_run_time_has_variants(key: str) -> None:
    assert len(phrases()[key]) >= 2


def test_every_key_written_in_the_code_has_variants() -> None:
    texts = [path.read_text() for path in resources.files("aicmo.strategy").iterdir() if path.name.endswith(".py")]
    written = {key for text in texts for key in re.findall(r'(?:say|_say)\(\s*(?:plan,\s*)?"([a-z_]+\.[a-z_]+)"', text)}
    assert len(written) > 40
    assert written <= set(phrases())


def test_variants_of_a_key_differ_and_take_slots_only() -> None:
    for key, variants in phrases().items():
        assert len(set(variants)) == len(variants), key
        for variant in variants:
            assert not re.search(r"\{[^a-z_]|\{\}|  ", variant), (key, variant)


def test_phrases_avoid_words_that_two_dialects_spell_differently() -> None:
    found = {
        word.casefold()
        for variants in phrases().values()
        for text in variants
        for word in SPELLED_TWO_WAYS.findall(text)
    }
    assert found <= ONE_SPELLING


def test_every_objective_channel_and_recipe_has_its_rows() -> None:
    assert {row.objective for row in goals().goal} == set(Objective)
    assert {row.objective for row in actions().objective} == set(Objective)
    assert set(places()) == set(channels())
    known = {angle.id for angle in angles().angle}
    assert all(step.angle in known for recipe in recipes() for step in recipe.steps)
    assert register().least <= sum(row.when == "always" for row in register().risk) + 1
