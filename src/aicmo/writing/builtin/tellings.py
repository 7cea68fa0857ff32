"""How a fact can be told: a hook that opens, the rest that follows, a short form for cards and headlines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile

from aicmo.catalog.locales import long_day
from aicmo.onboarding.documents import Fact, NormalizedBrief, Price
from aicmo.writing.builtin import amounts, lines
from aicmo.writing.builtin.words import words


@dataclass(frozen=True, slots=True)
class Telling:
    """One fact, ready to be said. ``hook`` and ``rest`` are whole sentences, ``short`` has no final full stop.

    ``other`` is another way to open with the same fact, where its grammar allows one; ``tags`` are its parts by name
    (``item``, ``price``, ``terms``, ``place``, ``who``), for patterns that need them. ``ends`` is a price's last day,
    ``ending`` the sentence that says so.
    """

    id: str
    kind: str
    hook: str
    rest: tuple[str, ...] = ()
    other: str | None = None
    short: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    ends: date | None = None
    ending: str = ""

    @property
    def full(self) -> str:
        """Everything the client said of it, with the day a price ends."""
        return lines.paragraph((self.hook, *self.rest, self.ending))

    @property
    def plain(self) -> str:
        """The same without the day a price ends: for drafts that say it once for several prices."""
        return lines.paragraph((self.hook, *self.rest))

    @property
    def remainder(self) -> str:
        """What follows the hook."""
        return lines.paragraph(self.rest)

    @property
    def later(self) -> str:
        """What follows the other opening, which for a question is the first sentence of its answer."""
        return lines.paragraph(self.rest[1:] if self.kind == "question" else self.rest)


SHORT = 12


def tell(fact: Fact, brief: NormalizedBrief, locale: str, names: Iterable[str]) -> Telling:
    """Return the telling of one fact, in the client's words."""
    makers = {"price": _price, "question": _question, "moment": _moment, "place": _place, "audience": _audience}
    if fact.kind in makers:
        return makers[fact.kind](fact, brief, locale, names)
    return _line(fact, names)


def _line(fact: Fact, names: Iterable[str]) -> Telling:
    said = [lines.finished(sentence) for sentence in lines.sentences(fact.text)]
    rest = tuple(said[1:])
    return Telling(
        id=fact.id,
        kind=fact.kind,
        hook=said[0],
        rest=rest,
        other=None if rest else lines.flipped(fact.text, names),
        short=_short(fact.text),
    )


def _short(text: str) -> str | None:
    return lines.head_of(lines.opened(lines.tidy(text)), SHORT)


def _question(fact: Fact, _brief: NormalizedBrief, _locale: str, _names: Iterable[str]) -> Telling:
    ask = lines.finished(fact.text)
    answer = tuple(lines.finished(sentence) for sentence in lines.sentences(fact.detail or ""))
    first = answer[0] if answer and lines.count_words(answer[0]) > 3 else None  # noqa: PLR2004 ("No." opens nothing)
    return Telling(id=fact.id, kind=fact.kind, hook=ask, rest=answer, other=first, short=_asked(ask))


def _asked(ask: str) -> str | None:
    """Return a question whole, or its last sentence, as a card can hold it."""
    options = (lines.bare(text) for text in (ask, lines.sentences(ask)[-1]))
    return next((text for text in options if lines.count_words(text) <= SHORT), None)


def _price(fact: Fact, brief: NormalizedBrief, _locale: str, names: Iterable[str]) -> Telling:
    offer = _priced(fact, brief)
    if offer is None:
        return _line(fact, names)
    cost = amounts.price(offer.price, brief.brief.market.countries)
    item = lines.bare(lines.tidy(offer.item))
    terms = lines.bare(lines.tidy(offer.terms or ""))
    per, joined, rest = _terms(terms)
    thing = _article(lines.lowered(item, names))
    return Telling(
        id=fact.id,
        kind=fact.kind,
        hook=f"{lines.opened(item)}: {cost}{per}{joined}.",
        rest=tuple(rest),
        other=f"{cost}{per} for {thing}{joined}." if thing else None,
        short=_short(f"{item}: {cost}{per}"),
        ends=offer.until,
        tags={"item": item, "price": cost, "terms": terms},
    )


def _terms(terms: str) -> tuple[str, str, list[str]]:
    """Split terms into the period (`` per month``), what joins the price after a comma, and sentences that follow."""
    period, _, others = terms.partition(", ")
    per = f" {lines.lowered(period)}" if period.lower().startswith("per ") else ""
    rest = others if per else terms
    if not rest:
        return per, "", []
    if lines.is_clause(rest) or ". " in rest:
        return per, "", [lines.finished(rest)]
    return per, f", {lines.lowered(rest)}", []


def _article(item: str) -> str | None:
    """Return an item after ``for``: with ``a`` where it is one thing, None where a proper name makes that unsure."""
    first = item.split(" ", 1)[0]
    if not first[:1].islower():
        return None
    noun = _noun(item)
    if _several(noun) or first in words("determiners") or noun.rsplit(maxsplit=1)[-1] in words("uncounted"):
        return item
    return f"an {item}" if first[0] in "aeio" else f"a {item}"


def _noun(item: str) -> str:
    """Return an item up to its own noun: ``contract`` of ``contract for ten pumps``."""
    return re.split(rf" (?:{'|'.join(sorted(words('prepositions')))}|of) ", item)[0]


def _several(noun: str) -> bool:
    """Say whether a noun is a plural: ``leg shields``, but no ``class``."""
    return noun.endswith("s") and not noun.endswith("ss")


def _priced(fact: Fact, brief: NormalizedBrief) -> Price | None:
    number = fact.id.rpartition("-")[2]
    prices = brief.brief.offer.prices
    if number.isdigit() and 0 < int(number) <= len(prices):
        return prices[int(number) - 1]
    return None


def _moment(fact: Fact, brief: NormalizedBrief, locale: str, names: Iterable[str]) -> Telling:
    when = next((event.on for event in brief.brief.context.events if event.name == fact.text), None)
    name = lines.bare(lines.tidy(fact.text))
    if when is None:
        return _line(fact, names)
    if _weather(name):
        return Telling(id=fact.id, kind=fact.kind, hook=f"Ready for {_definite(name, names)}?", short=_short(name))
    day = long_day(when, locale)
    return Telling(
        id=fact.id,
        kind=fact.kind,
        hook=f"{lines.opened(name)}, {day}.",
        other=f"{day}: {_inside(name, names)}.",
        short=_short(name),
    )


def _inside(name: str, names: Iterable[str]) -> str:
    """Return an event's name as it stands after a colon: ``open evening``, but ``Leaf Day``."""
    return name if re.match(r"\w+ [A-Z]", name) else lines.lowered(name, names)


def _weather(name: str) -> bool:
    """Say whether an event is only weather: ``first frost on the marsh``, not ``frost fair``."""
    found = set(re.findall(r"\w+", name.lower()))
    return bool(found & words("weather")) and not found & words("appointments")


def _definite(name: str, names: Iterable[str]) -> str:
    """Return an event's name as a noun with its article: ``the first frost``."""
    named = lines.lowered(name, names)
    return named if named.split(" ", 1)[0] in words("determiners") | {"our", "your"} else f"the {named}"


def _place(fact: Fact, brief: NormalizedBrief, _locale: str, _names: Iterable[str]) -> Telling:
    place = lines.bare(fact.text)
    return Telling(id=fact.id, kind=fact.kind, hook=f"{brief.brief.brand.name} for {place}.", tags={"place": place})


def _audience(fact: Fact, _brief: NormalizedBrief, _locale: str, _names: Iterable[str]) -> Telling:
    who = readers(fact.text)
    return Telling(id=fact.id, kind=fact.kind, hook=f"For {who}.", tags={"who": who})


def readers(text: str) -> str:
    """Return who is addressed, as copy may say it: no ages, nothing the briefing says behind their back."""
    head = lines.bare(lines.sentences(text)[0].split(",", 1)[0])
    for word in (" who ", " that ", " with ", " aged ", " ("):
        if lines.count_words(head.split(word, 1)[0]) >= 1:
            head = head.split(word, 1)[0]
    head = re.sub(r"\b(?:from|aged|ages|between)?\s*\d+\s*(?:to|and|-|–)\s*\d+\b", "", head)
    kept = list(takewhile(lambda part: not any(character.isdigit() for character in part), head.split()))
    while len(kept) > 1 and (kept[-1].lower() in words("conditions") | words("dangling") | words("participles")):
        kept.pop()
    return lines.lowered(" ".join(kept))
