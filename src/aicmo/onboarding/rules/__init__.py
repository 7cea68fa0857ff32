"""The rules of intake: each a small function over one case, run from one explicit list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.catalog import packs
from aicmo.onboarding.documents import Ask, Problem
from aicmo.onboarding.partial import is_unread
from aicmo.onboarding.rules import binding, dates, doubles, files, language, markets, money, references, vague
from aicmo.onboarding.rules.judgement import Case, Judgement, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from aicmo.onboarding.documents import Brief

RULES: tuple[Rule, ...] = (
    markets.known_pack,
    markets.known_channels,
    markets.channels_the_pack_has,
    markets.known_country,
    markets.known_time_zone,
    markets.writable_locale,
    language.written_in_its_language,
    markets.known_industry,
    markets.known_regulated,
    markets.of_legal_age,
    markets.legal_lines_when_regulated,
    markets.approver_when_regulated,
    dates.starts_in_the_future,
    dates.delivered_before_the_start,
    dates.as_long_as_the_pack,
    dates.prices_still_valid,
    dates.starts_soon,
    dates.moments_within_the_campaign,
    dates.launched_within_the_campaign,
    dates.days_that_are_to_come,
    money.known_currency,
    money.one_currency,
    money.enough_for_paid_channels,
    money.one_price_an_item,
    money.target_is_better,
    money.measures_have_a_target,
    money.measures_have_a_start,
    binding.service_we_sell,
    binding.lawful,
    binding.honest,
    binding.nobody_guarantees,
    binding.no_ads_means_none,
    binding.channel_wanted_or_forbidden,
    binding.mandatory_without_forbidden,
    binding.mandatory_is_proven,
    binding.core_is_proven,
    binding.offer_without_forbidden,
    binding.confidential_stays_so,
    binding.speaks_to_people,
    binding.no_formulas,
    references.lines_have_a_place,
    references.legal_lines_have_a_locale,
    references.wishes_on_allowed_channels,
    doubles.lists_without_doubles,
    doubles.entries_without_doubles,
    files.there,
    vague.somebody_in_particular,
    vague.enough_said,
    vague.enough_facts,
    vague.enough_words,
)


def judge(brief: Brief, *, today: date, folder: Path | None) -> Judgement:
    """Run every rule over a brief; of a partial one, every rule that needs nothing that could not be read."""
    case = Case(brief, today, folder, packs().get(getattr(brief, "pack", "")))
    found = [verdict for rule in RULES for verdict in _verdicts(rule, case)]
    asks = {ask.field: ask for ask in found if isinstance(ask, Ask)}
    return Judgement(tuple(asks.values()), tuple(problem for problem in found if isinstance(problem, Problem)))


def _verdicts(rule: Rule, case: Case) -> Iterator[Ask | Problem]:
    try:
        yield from rule(case)
    except AttributeError as error:
        if not is_unread(error):
            raise
