"""Flights: a test at the start, the main part, and a close; media money only, to the minor unit."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from aicmo.strategy.budget import Pot
from aicmo.strategy.documents import Flight
from aicmo.strategy.material import Material
from aicmo.strategy.money import split
from aicmo.strategy.thresholds import thresholds


def flights(material: Material, money: Pot | None) -> tuple[Flight, ...]:
    """Return the phases of spending, whole weeks each, or nothing without paid media.

    In a campaign shorter than three weeks there is one phase, for there is no time to test and to close.
    """
    if money is None:
        return ()
    rules = thresholds().flight
    weeks = material.brief.schedule.weeks
    if weeks < len(rules):
        return (_flight(material, "Main", 0, weeks, Decimal(100), money, money.working.amount),)
    lengths = _weeks([rule.weeks_share for rule in rules], weeks)
    amounts = split(money.working, [rule.share for rule in rules])
    starts = [sum(lengths[:index]) for index in range(len(rules))]
    return tuple(
        _flight(material, rule.name, start, length, rule.share, money, amount.amount)
        for rule, start, length, amount in zip(rules, starts, lengths, amounts, strict=True)
    )


def _weeks(parts: list[Decimal], weeks: int) -> list[int]:
    first, last = (max(1, int((part * weeks).to_integral_value(ROUND_HALF_UP))) for part in (parts[0], parts[-1]))
    return [first, weeks - first - last, last]


def _flight(
    material: Material, name: str, start: int, length: int, share: Decimal, money: Pot, amount: Decimal
) -> Flight:
    first = material.brief.schedule.starts + timedelta(weeks=start)
    return Flight(
        name=name,
        starts=first,
        ends=first + timedelta(weeks=length, days=-1),
        share=share,
        amount=money.working.model_copy(update={"amount": amount}),
        purpose=material.voice.say(f"flight.{name.casefold()}", brand=material.brief.brand.name),
    )
