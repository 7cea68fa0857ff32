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
    """Return the phases of spending, or nothing without paid media; whole weeks, but for the last of a launch.

    Ads run for three weeks at least to have phases, for there is else no time to test and to close. Before a launch
    there is nothing to buy, so they start on its day.
    """
    if money is None:
        return ()
    rules = thresholds().flight
    weeks = _running(material)
    if weeks < len(rules):
        return (_flight(material, "Main", 0, weeks, Decimal(100), money, money.working.amount),)
    lengths = _weeks([rule.weeks_share for rule in rules], weeks)
    amounts = split(money.working, [rule.share for rule in rules])
    starts = [sum(lengths[:index]) for index in range(len(rules))]
    return tuple(
        _flight(material, rule.name, start, length, rule.share, money, amount.amount)
        for rule, start, length, amount in zip(rules, starts, lengths, amounts, strict=True)
    )


def _running(material: Material) -> int:
    """Return the full weeks in which ads run."""
    launch, schedule = material.brief.launch, material.brief.schedule
    return (schedule.ends - launch.on + timedelta(days=1)).days // 7 if launch else schedule.weeks


def _weeks(parts: list[Decimal], weeks: int) -> list[int]:
    first, last = (max(1, int((part * weeks).to_integral_value(ROUND_HALF_UP))) for part in (parts[0], parts[-1]))
    return [first, weeks - first - last, last]


def _flight(
    material: Material, name: str, start: int, length: int, share: Decimal, money: Pot, amount: Decimal
) -> Flight:
    schedule, launch = material.brief.schedule, material.brief.launch
    first = (launch.on if launch else schedule.starts) + timedelta(weeks=start)
    is_last = start + length == _running(material)
    return Flight(
        name=name,
        starts=first,
        ends=schedule.ends if is_last else first + timedelta(weeks=length, days=-1),
        share=share,
        amount=money.working.model_copy(update={"amount": amount}),
        purpose=material.voice.say(f"flight.{name.casefold()}", brand=material.brief.brand.name),
    )
