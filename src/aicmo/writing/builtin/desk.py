"""The desk: one brief's facts, rules and phrases, and what has been used so far in its package."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from rapidfuzz import fuzz

from aicmo.catalog import channels
from aicmo.catalog.documents import Channel, DraftKind, Objective
from aicmo.catalog.locales import long_day
from aicmo.onboarding.documents import Fact, Inclusion, NormalizedBrief
from aicmo.strategy.documents import Slot
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.affinity import Affinity
from aicmo.writing.builtin.phrasebook import Phrasebook, rank
from aicmo.writing.builtin.tellings import Telling, tell
from aicmo.writing.builtin.words import words
from aicmo.writing.documents import Assignment

DOORS = 2
WORDINGS = 2


class Desk:
    """What the writer of one brief has in front of it. Used once per package: it remembers what was said."""

    def __init__(self, brief: NormalizedBrief, locale: str, slots: Sequence[Slot] = ()) -> None:
        """Read the brief for one locale; what ``slots`` plan to tell is kept for them."""
        self.brief = brief
        self.locale = locale
        self.book = Phrasebook(brief, locale)
        self.names = _names(brief)
        self.affinity = Affinity(brief.facts)
        self.paired: Counter[frozenset[str]] = Counter()
        self.openings: Counter[str] = Counter()
        self.triples: set[tuple[str, str, str, str]] = set()
        self.planned = {_triple(fact_id, slot) for slot in slots for fact_id in slot.facts}
        self.announcing = _announcing(brief, slots)
        self.told: Counter[tuple[str, str]] = Counter()
        self.texts: dict[tuple[str, str], list[str]] = {}
        self.shapes: Counter[tuple[str, ...]] = Counter()
        self.gathered: set[str] = set()
        self.gatherings: Counter[str] = Counter()
        self.cards: Counter[str] = Counter()
        self.mailed: Counter[str] = Counter()
        self.headed: Counter[str] = Counter()
        self.hooks: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()
        self.kept: dict[str, str] = {}
        self.premises = _has_premises(brief)
        self._barred = _barred(brief)

    @property
    def brand(self) -> str:
        """The brand's name, as the brief spells it."""
        return self.brief.brief.brand.name

    @property
    def places(self) -> list[str]:
        """Return where the offer is to be had; a place where only its readers live is none."""
        brief = self.brief.brief
        found = [place.split(",")[0].removeprefix("the ") for place in brief.market.places]
        return [place for place in found if place in brief.offer.what or place not in brief.audience.primary]

    def telling(self, fact: Fact) -> Telling:
        """Return how a fact can be told; a price with the day it ends."""
        told = tell(fact, self.brief, self.locale, self.names)
        return replace(told, ending=self._ending("price.until", told.ends)) if told.ends else told

    def endings(self, told: Sequence[Telling]) -> list[str]:
        """Return what to say after each fact about the day it ends: once, after the last, where prices end together."""
        shared = {fact.ends for fact in told if fact.ends}
        last = max((place for place, fact in enumerate(told) if fact.ends), default=None)
        if len(shared) != 1 or sum(fact.ends is not None for fact in told) == 1:
            return [fact.ending for fact in told]
        both = self._ending("price.untils", shared.pop())
        return [both if place == last else "" for place, _ in enumerate(told)]

    def _ending(self, key: str, ends: date) -> str:
        return self.once(key, day=long_day(ends, self.locale))

    def sayable(self, fact: Fact, day: date) -> bool:
        """Say whether a fact may be published on a day: nothing held back, expired, confidential or forbidden."""
        said = f"{fact.text} {fact.detail or ''}"
        if fact.until is not None and fact.until < day:
            return False
        return not self.barred(said) and not any(
            secret.text.casefold() in said.casefold() and (secret.until is None or day < secret.until)
            for secret in self.brief.brief.rules.confidential
        )

    def barred(self, text: str) -> bool:
        """Say whether a text holds what the client forbids or keeps secret, a rival's name or a claim held back."""
        return self._barred is not None and self._barred.search(text) is not None

    def stock(self, assignment: Assignment) -> list[Fact]:
        """Return all facts a draft may use: the slot's own first, then its pillar's, then the others."""
        slot = assignment.slot
        own = [*slot.facts, *assignment.pillar.facts, *(fact.id for fact in self.brief.facts)]
        known = {fact.id: fact for fact in self.brief.facts}
        first_day = slot.publish_at.date() if slot.publish_at else self.brief.brief.schedule.ends
        wanted = list(dict.fromkeys(fact_id for fact_id in own if fact_id in known))
        return [known[fact_id] for fact_id in wanted if self.sayable(known[fact_id], first_day)]

    def free(self, assignment: Assignment) -> list[Telling]:
        """Return the facts a short draft may tell, the slot's own first; no (fact, angle, format) comes twice.

        What other slots plan to tell from the same angle on the channel is left to them.
        """
        slot = assignment.slot
        fresh = [fact for fact in self.stock(assignment) if _triple(fact.id, slot) not in self.triples]
        own = [fact for fact in fresh if fact.id in slot.facts]
        spare = [fact for fact in fresh if fact not in own and _triple(fact.id, slot) not in self.planned]
        spare = [fact for fact in spare if fact.kind not in {"audience", "place", "moment"}]
        return [self.telling(fact) for fact in [*own, *spare]]

    def used(self, slot: Slot, facts: tuple[str, ...], opening: str) -> None:
        """Remember what a draft used."""
        self.triples.update(_triple(fact_id, slot) for fact_id in facts)
        self.told.update((slot.channel, fact_id) for fact_id in facts)
        self.paired.update(frozenset(two) for two in combinations(facts, 2))
        self.openings[first_words(opening)] += 1

    def asked(self, telling: Telling) -> bool:
        """Say whether a post of any channel has told this."""
        return any(fact_id == telling.id for _, fact_id in self.told)

    def heard(self, telling: Telling) -> int:
        """Return how many drafts have opened like this fact."""
        return self.openings[first_words(telling.hook)]

    def echo(self, slot: Slot, text: str) -> float:
        """Return how much a text repeats the closest one written for this channel and kind, from 0 to 1."""
        others = self.texts.get((slot.channel, slot.kind.value), [])
        return max((similarity(text, other) for other in others), default=0.0)

    def keep(self, slot: Slot, text: str) -> None:
        """Remember a text, so that no later one repeats it."""
        self.texts.setdefault((slot.channel, slot.kind.value), []).append(text)

    def due(self, slot: Slot, every: int) -> bool:
        """Say whether a channel may have another post that gathers facts: at most one in ``every``."""
        posts = len(self.texts.get((slot.channel, slot.kind.value), ())) + 1
        return posts >= every * (self.gatherings[slot.channel] + 1)

    def gather(self, slot: Slot, facts: Sequence[str]) -> None:
        """Remember that a post of this channel gathered these facts."""
        self.gatherings[slot.channel] += 1
        self.gathered.update(facts)

    def say(self, key: str, salt: str, **slots: str) -> str:
        """Return a phrase of our own that holds nothing the client forbids ("" when none does)."""
        for attempt in range(6):
            text = self.book.say(key, f"{salt}/{attempt}", brand=self.brand, **slots)
            if not self.barred(text.replace(self.brand, "")):
                return text
        return ""

    def once(self, key: str, **slots: str) -> str:
        """Return the one variant of a phrase that this brief keeps to."""
        if key not in self.kept:
            variants = self.book.own(key, frozenset(slots))
            self.kept[key] = next((text for text in variants if not self.barred(text)), "")
        return self.kept[key].format(brand=self.brand, **slots)

    def sort(self, telling: Telling) -> str:
        """Return the kind of a fact as our phrases know it: what a donor gives is no price."""
        gift = telling.kind == "price" and self.brief.brief.goal.objective is Objective.DONATE
        return "gift" if gift else telling.kind

    def demanded(self, slot: Slot) -> tuple[str, ...]:
        """Return the texts and legal lines this draft must carry, word for word (hashtags have their own place)."""
        rules = self.brief.brief.rules
        here = {slot.kind.value, slot.channel}
        texts = [item.text for item in rules.include if _belongs(item, slot)]
        texts += [
            line.text
            for line in rules.legal
            if {*here, "all"} & set(line.applies_to) and line.locale in {None, slot.locale}
        ]
        return tuple(dict.fromkeys(text for text in texts if not text.startswith("#")))

    def voiced(self, options: list[str], action: str, salt: str) -> str:
        """Return one of the options that begin as this brief's calls to action like to begin, in turn by ``salt``."""
        ours = sorted(options, key=lambda text: (rank(self.book.seed, "verb", text.split()[0]), rank(action, text)))
        return min(ours[:WORDINGS], key=lambda text: rank(salt, text))

    def choose(self, options: list[str], *salt: str) -> str:
        """Return one option, always the same for the same brief and salt."""
        return min(options, key=lambda text: rank(self.book.seed, *salt, text))


def channel_of(slot: Slot) -> Channel:
    """Return the catalog's entry of the slot's channel."""
    return channels()[slot.channel]


def first_words(text: str) -> str:
    """Return a text's first three words in lower case: what makes two openings sound alike."""
    return " ".join(re.findall(r"[\w’'$£€]+", text.lower())[:3])


def similarity(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1: shared triples of words, or letters in order, whichever is more."""
    left, right = _runs(one), _runs(other)
    shared = len(left & right) / len(left | right) if left | right else 0.0
    return max(shared, fuzz.ratio(one.casefold(), other.casefold()) / 100)


def _runs(text: str) -> set[tuple[str, ...]]:
    found = re.findall(r"[\w’'-]+", text.casefold())
    return {tuple(found[at : at + 3]) for at in range(len(found) - 2)}


def _belongs(item: Inclusion, slot: Slot) -> bool:
    """Say whether a demanded text has its place in a draft; without a named place, wherever there is room for prose."""
    if item.places:
        return bool({slot.kind.value, slot.channel, "all"} & set(item.places))
    return slot.kind not in {DraftKind.BIO, DraftKind.SEARCH_AD}


def _triple(fact_id: str, slot: Slot) -> tuple[str, str, str, str]:
    return fact_id, slot.angle, slot.kind.value, slot.channel


def _has_premises(brief: NormalizedBrief) -> bool:
    """Say whether the brief speaks of a place that people can enter."""
    said = " ".join(f"{fact.text} {fact.detail or ''}" for fact in brief.facts).lower()
    return len(words("premises") & set(re.findall(r"[\w’'-]+", said))) >= DOORS


def _names(brief: NormalizedBrief) -> frozenset[str]:
    """Collect the brief's proper names: words with a capital that no sentence start explains.

    A word of the brand that the brief also writes small (``coffee``) is no name by itself.
    """
    told = [text for fact in brief.facts for text in (fact.text, fact.detail or "")]
    small = set(re.findall(r"\b[a-z]\w+", " ".join([brief.brief.audience.primary, *told])))
    named = [brief.brief.brand.name, *brief.brief.market.places]
    found = {word for text in named for word in re.findall(r"\w+", text) if word[:1].isupper()}
    found = {word for word in found if word.lower() not in small} | set(words("calendar"))
    for text in told:
        found.update(re.findall(r"(?<=[a-z,] )[A-Z]\w+", text))
    return frozenset(found)


def _announcing(brief: NormalizedBrief, slots: Sequence[Slot]) -> frozenset[str]:
    """Return the posts that name what is launched: all before the day, and the first of a channel from it on."""
    launch = brief.brief.launch
    dated = [slot for slot in slots if slot.kind is DraftKind.SOCIAL_POST and slot.publish_at]
    if launch is None:
        return frozenset()
    first: dict[str, str] = {}
    early: set[str] = set()
    for slot in sorted(dated, key=lambda each: str(each.publish_at)):
        if slot.publish_at and slot.publish_at.date() < launch.on:
            early.add(slot.id)
        else:
            first.setdefault(slot.channel, slot.id)
    return frozenset(early | set(first.values()))


def _barred(brief: NormalizedBrief) -> re.Pattern[str] | None:
    rules = brief.brief.rules
    held = [claim.text for claim in brief.claims if claim.status == "held_back"]
    names = [rival.name for rival in brief.brief.context.competitors]
    last = brief.brief.schedule.ends
    secrets = [
        lines.lowered(each.text).removeprefix("a ").removeprefix("the ")
        for each in rules.confidential
        if each.until is None or each.until > last
    ]
    texts = [lines.bare(text) for text in (*rules.avoid, *names, *held, *secrets)]
    if not texts:
        return None
    return re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in texts if text), re.IGNORECASE)
