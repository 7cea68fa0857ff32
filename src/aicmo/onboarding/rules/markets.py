"""Rules about names the catalog knows: pack, channels, country, time zone, locale, industry."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import available_timezones

from aicmo.catalog import channels, industries, packs, read_toml
from aicmo.catalog.documents import Industry
from aicmo.onboarding.documents import Ask, Problem
from aicmo.onboarding.rules.judgement import Case
from aicmo.onboarding.rules.naming import unknown


def known_pack(case: Case) -> Iterator[Problem]:
    """The pack must be one we sell."""
    if case.pack is None:
        yield unknown("unknown_pack", "pack", case.brief.pack, packs(), "`aicmo packs` shows them.")


def known_channels(case: Case) -> Iterator[Problem]:
    """Channels go by their catalog ids."""
    for field, names in (("use", case.brief.channels.use), ("avoid", case.brief.channels.avoid)):
        for name in names:
            if name not in channels():
                yield unknown("unknown_channel", f"channels.{field}", name, channels(), "")


def channels_the_pack_has(case: Case) -> Iterator[Ask | Problem]:
    """A wanted channel the pack has no drafts for is said so, and a brief with no other is refused."""
    wanted = [name for name in case.brief.channels.use if name in channels()]
    if case.pack is None or not wanted:
        return
    missing = [name for name in wanted if name not in case.pack.channels]
    if len(missing) == len(wanted):
        yield Problem(
            code="no_supported_channel",
            message=f"channels.use: the pack {case.pack.id} has no drafts for {', '.join(missing)}. "
            f"It has {', '.join(case.pack.channels)}.",
            span=", ".join(missing),
        )
    elif missing:
        kept = ", ".join(name for name in wanted if name in case.pack.channels)
        yield Ask(
            field="channels.use",
            reason=f"The pack {case.pack.id} has no drafts for {', '.join(missing)}; they would be left out.",
            example=f"[{kept}]",
            default=f"[{kept}]",
        )


def known_country(case: Case) -> Iterator[Problem]:
    """Countries are ISO 3166 codes."""
    codes = read_toml("aicmo.onboarding", "countries.toml")["codes"]
    for code in case.brief.market.countries:
        if code not in codes:
            yield unknown("unknown_country", "market.countries", code, codes, "Use two letters, such as US.")


def known_time_zone(case: Case) -> Iterator[Problem]:
    """The time zone is an IANA name."""
    zone = case.brief.market.time_zone
    if zone not in available_timezones():
        yield unknown("unknown_time_zone", "market.time_zone", zone, available_timezones(), "")


def writable_locale(case: Case) -> Iterator[Problem]:
    """The built-in writer knows English."""
    known = read_toml("aicmo.onboarding", "countries.toml")["locales"]
    for locale in case.brief.market.locales:
        if locale not in known:
            yield unknown(
                "unsupported_locale", "market.locales", locale, known, "The built-in writer writes English only."
            )


def known_industry(case: Case) -> Iterator[Ask | Problem]:
    """The industry decides about law and benchmarks."""
    name = case.brief.brand.industry
    if name is None:
        reason = "The industry decides which laws and which benchmarks apply."
        yield Ask(field="brand.industry", reason=reason, example="home_services", default="other")
    elif name not in industries():
        meant = [row.id for row in industries().values() if name.casefold().replace("_", " ") in row.also]
        known = [each for each in industries() if not meant or each in meant]
        yield unknown("unknown_industry", "brand.industry", name, known, "Use `other` if none fits.")


def known_regulated(case: Case) -> Iterator[Problem]:
    """Special categories go by the ids of the industries."""
    for name in case.brief.brand.regulated:
        if name not in industries():
            known = [industry.id for industry in industries().values() if industry.regulated]
            yield unknown("unknown_category", "brand.regulated", name, known, "")


def of_legal_age(case: Case) -> Iterator[Ask | Problem]:
    """Products with a legal age are not for the younger, and say so."""
    industry = _oldest(case)
    age, least = case.brief.audience.min_age, _least_age(case)
    if industry and least and age is None:
        yield Ask(
            field="audience.min_age",
            reason=f"{industry.name} may be advertised to adults only: from which age is your market?",
            example="21",
            default=str(least),
        )
    elif industry and least and age is not None and age < least:
        yield Problem(
            code="under_age",
            message=f"audience.min_age is {age}, but {industry.name} may be advertised to people of {least} "
            f"and older only in {', '.join(case.brief.market.countries)}.",
            span=str(age),
        )


def legal_lines_when_regulated(case: Case) -> Iterator[Ask]:
    """A regulated sector needs its legal lines from the client: we never invent one."""
    if case.brief.brand.is_regulated and not case.brief.rules.legal:
        examples: dict[str, str] = read_toml("aicmo.onboarding", "regulated.toml")["example"]
        names = (*case.brief.brand.regulated, case.brief.brand.industry or "", "other")
        line = next(examples[name] for name in names if name in examples)
        yield Ask(
            field="rules.legal",
            reason="The sector is regulated: its legal lines must come from you, word by word.",
            example=f'[{{text: "{line}", applies_to: [all], locale: {case.brief.market.locales[0]}}}]',
        )


def approver_when_regulated(case: Case) -> Iterator[Ask]:
    """A regulated sector needs a person who answers for what is published."""
    if case.brief.brand.is_regulated and case.brief.approval is None:
        yield Ask(
            field="approval.by",
            reason="The sector is regulated: one named person approves every piece before it is published.",
            example="Maya Ortiz",
        )


def _least_age(case: Case) -> int:
    """Return the age the countries ask for, or else the trade; 0 where nobody asks for one."""
    table: dict[str, dict[str, int]] = read_toml("aicmo.onboarding", "regulated.toml")["age"]
    names = (case.brief.brand.industry or "", *case.brief.brand.regulated)
    known = [industries()[name].min_age or 0 for name in names if name in industries()]
    local = [table.get(name, {}).get(country, 0) for name in names for country in case.brief.market.countries]
    return max(known + local, default=0)


def _oldest(case: Case) -> Industry | None:
    """Return the sector of the brief with the highest age, if one has any."""
    names = (case.brief.brand.industry or "", *case.brief.brand.regulated)
    found = [industries()[name] for name in names if name in industries() and industries()[name].min_age]
    return max(found, key=lambda industry: industry.min_age or 0, default=None)
