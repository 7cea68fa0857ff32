"""The budget: total, minus fees, minus one reserve, to the channels; everything adds up to the minor unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from aicmo.onboarding.documents import Budget, Money
from aicmo.strategy.documents import BudgetLine
from aicmo.strategy.material import WEEKS_PER_MONTH
from aicmo.strategy.money import apportion, rounded, split
from aicmo.strategy.thresholds import thresholds

TENTH = Decimal("0.1")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Pot:
    """A campaign's money: ``total`` = ``fees`` + ``reserve`` + ``working`` (what the channels spend)."""

    total: Money
    fees: Money
    reserve: Money
    working: Money
    fees_assumed: bool

    def monthly(self, weeks: int) -> Decimal:
        """Return the media money a month, which decides how many channels it carries."""
        media = self.working.amount + self.reserve.amount
        return media * WEEKS_PER_MONTH / Decimal(weeks)


def pot(budget: Budget | None, weeks: int) -> Pot | None:
    """Return the campaign's money, or None when there is none to spend.

    A monthly budget is multiplied by the campaign's months (52/12 weeks each). Fees inside the budget come off first,
    at the default share when the brief does not state them; fees outside it are added to the total.
    """
    if budget is None or budget.media.amount == 0:
        return None
    currency = budget.media.currency
    months = Decimal(weeks) / WEEKS_PER_MONTH if budget.covers == "month" else Decimal(1)
    media = rounded(budget.media.amount * months, currency)
    stated = budget.fees if budget.fees and budget.fees.currency == currency else None
    assumed = budget.includes_fees and stated is None
    fees = rounded(media * thresholds().fees_share if assumed else (stated.amount if stated else Decimal(0)), currency)
    total = media if budget.includes_fees else media + fees
    fees = min(fees, total)
    reserve = rounded((total - fees) * thresholds().reserve_share, currency)
    working = total - fees - reserve
    whole, cost, kept, spent = (Money(amount=part, currency=currency) for part in (total, fees, reserve, working))
    return Pot(whole, cost, kept, spent, assumed)


def shares(scores: Sequence[int]) -> list[Decimal]:
    """Turn scores into percentages in steps of the house (5 %), the remainder on the best; they sum to 100.0.

    A paid channel never falls to nothing: where the step would round it away, plain tenths are used.
    """
    step = Decimal(thresholds().share_step)
    total = sum(scores)
    if not total:
        return apportion(HUNDRED, [Decimal(1)] * len(scores), TENTH)
    coarse = [(Decimal(score) / total * HUNDRED / step).to_integral_value() * step for score in scores]
    best = max(range(len(scores)), key=lambda index: (scores[index], -index))
    coarse[best] += HUNDRED - sum(coarse, Decimal(0))
    if min(coarse) <= 0:
        coarse = apportion(HUNDRED, [Decimal(score) for score in scores], TENTH)
    return [share.quantize(TENTH) for share in coarse]


def lines(money: Pot, channels: Sequence[tuple[str, str, Decimal]]) -> tuple[BudgetLine, ...]:
    """Return the budget table: channels as (id, name, share of the working money), the reserve, fees if any."""
    amounts = split(money.working, [share for _, _, share in channels])
    rows: list[tuple[str, str, str | None, Money]] = [
        (name, "channel", channel, amount) for (channel, name, _), amount in zip(channels, amounts, strict=True)
    ]
    rows.append(("Reserve", "reserve", None, money.reserve))
    if money.fees.amount:
        rows.append(("Fees", "fees", None, money.fees))
    percent = apportion(HUNDRED, [row[3].amount for row in rows], TENTH)
    return tuple(
        BudgetLine(label=label, kind=kind, channel=channel, amount=amount, share=share)
        for (label, kind, channel, amount), share in zip(rows, percent, strict=True)
    )
