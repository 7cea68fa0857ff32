"""Rules against saying one thing twice: two entries of one name make every later count wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from aicmo.onboarding.documents import Ask
from aicmo.onboarding.rules.judgement import Case


def lists_without_doubles(case: Case) -> Iterator[Ask]:
    """A plain list names each thing once."""
    brief = case.brief
    yield from _in_list("channels.use", brief.channels.use)
    yield from _in_list("channels.avoid", brief.channels.avoid)
    yield from _in_list("offer.benefits", brief.offer.benefits)
    yield from _in_list("audience.secondary", brief.audience.secondary)
    yield from _in_list("market.countries", brief.market.countries)
    yield from _in_list("market.places", brief.market.places)
    yield from _in_list("market.locales", brief.market.locales)


def entries_without_doubles(case: Case) -> Iterator[Ask]:
    """So do offers, questions, events, competitors and measures."""
    offer, context, goal = case.brief.offer, case.brief.context, case.brief.goal
    priced = [f"{each.item} {each.price.amount} {each.price.currency}" for each in offer.prices]
    yield from _in_entries("offer.prices", "item", priced)
    yield from _in_entries("offer.questions", "ask", [each.ask for each in offer.questions])
    yield from _in_entries("context.events", "name", [f"{each.name} {each.on}" for each in context.events])
    yield from _in_entries("context.competitors", "name", [each.name for each in context.competitors])
    yield from _in_entries("goal.secondary", "metric", [each.metric for each in goal.secondary])
    if goal.kpi and _same(goal.kpi.metric) in {_same(each.metric) for each in goal.secondary}:
        yield _ask("goal.secondary", goal.kpi.metric, None)


def _in_list(field: str, values: Sequence[str]) -> Iterator[Ask]:
    once = [value for n, value in enumerate(values) if _same(value) not in map(_same, values[:n])]
    if len(once) < len(values):
        twice = next(value for n, value in enumerate(values) if _same(value) in map(_same, values[:n]))
        yield _ask(field, twice, json.dumps(once, ensure_ascii=False))


def _in_entries(field: str, key: str, names: Sequence[str]) -> Iterator[Ask]:
    seen: set[str] = set()
    for n, name in enumerate(names):
        if _same(name) in seen:
            yield _ask(f"{field}.{n}.{key}", name, None)
        seen.add(_same(name))


def _ask(field: str, twice: str, once: str | None) -> Ask:
    reason = f"“{twice}” is named twice. Take one out, or say how they differ."
    return Ask(field=field, reason=reason, example=once or "take the second one out", default=once)


def _same(text: str) -> str:
    return " ".join(text.casefold().strip(" .!?").split())
