"""Rules about what one part of a brief says of another: where a line stands, and what is wished for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aicmo.catalog import channels, read_toml
from aicmo.catalog.documents import Channel, DraftKind
from aicmo.onboarding.documents import Ask, Problem
from aicmo.onboarding.rules.judgement import Case
from aicmo.onboarding.rules.naming import unknown

EVERYWHERE = "all"


def lines_have_a_place(case: Case) -> Iterator[Ask | Problem]:
    """A line that must appear names drafts or channels that there are, and at least one that this campaign has."""
    known = {EVERYWHERE, *(kind.value for kind in DraftKind), *channels()}
    for field, text, places in _placed(case):
        wrong = [place for place in places if place not in known]
        for place in wrong:
            yield unknown("unknown_place", field, place, known, "")
        if places and not wrong and not any(_is_planned(place, case) for place in places):
            yield Ask(
                field=field,
                reason=f"“{text}” must appear in {', '.join(places)}, and this campaign has none of that.",
                example=f"[{EVERYWHERE}]",
            )


def legal_lines_have_a_locale(case: Case) -> Iterator[Ask | Problem]:
    """A legal line for a language that nothing is written in would appear nowhere."""
    known = read_toml("aicmo.onboarding", "countries.toml")["locales"]
    written = case.brief.market.locales
    for n, line in enumerate(case.brief.rules.legal):
        field = f"rules.legal.{n}.locale"
        if line.locale and line.locale not in known:
            yield unknown("unsupported_locale", field, line.locale, known, "The built-in writer writes English only.")
        elif line.locale and line.locale not in written:
            yield Ask(
                field=field,
                reason=f"It is for {line.locale}, but the copy is in {', '.join(written)}: it would appear nowhere.",
                example=written[0],
            )


def wishes_on_allowed_channels(case: Case) -> Iterator[Problem]:
    """A wish for a forbidden channel is a contradiction, never a choice of ours."""
    for name in case.brief.channels.avoid:
        pattern = _pattern(channels()[name]) if name in channels() else None
        for wish in case.brief.extras:
            if pattern and (found := re.search(pattern, wish, re.IGNORECASE)):
                yield Problem(
                    code="forbidden_channel_wanted",
                    message=f"extras: “{wish}” asks for {name}, which is under channels.avoid. Take it out of one.",
                    span=found.group(0),
                )


def _placed(case: Case) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for n, item in enumerate(case.brief.rules.include):
        yield f"rules.include.{n}.in", item.text, item.places
    for n, line in enumerate(case.brief.rules.legal):
        yield f"rules.legal.{n}.applies_to", line.text, line.applies_to


def _is_planned(place: str, case: Case) -> bool:
    """Say whether the pack has drafts of this kind or channel, and the brief does not forbid them."""
    if place == EVERYWHERE or case.pack is None:
        return True
    wanted, avoided = case.brief.channels.use, case.brief.channels.avoid
    owned = {name for name in case.pack.channels if channels()[name].kind == "owned"}
    allowed = set(case.pack.channels).intersection({*wanted, *owned} if wanted else case.pack.channels) - set(avoided)
    if place in allowed:
        return True
    if place not in set(DraftKind) or case.pack.promise(DraftKind(place)) is None:
        return False
    bearers = [name for name, channel in channels().items() if DraftKind(place) in channel.formats]
    return not bearers or not allowed.isdisjoint(bearers)


def _pattern(channel: Channel) -> str:
    """Return how wishes call a channel: its name, or a format that no other channel has. A single letter is no name."""
    words = read_toml("aicmo.onboarding", "deliverables.toml")["kind"]
    own = [kind for kind in channel.formats if sum(kind in each.formats for each in channels().values()) == 1]
    names = [rf"\b{re.escape(name)}\b" for name in (channel.name, channel.id.replace("_", " ")) if len(name) > 1]
    return "|".join([*names, *(pattern for kind in own for pattern in words.get(kind.value, ()))]) or r"(?!)"
