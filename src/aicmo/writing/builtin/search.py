"""Search ads: headlines of several angles, each true by itself and in any order, with keywords and assets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import islice, zip_longest
from typing import Any

from rapidfuzz import fuzz

from aicmo.catalog import read_toml
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import goal_act, linked
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import fits, most
from aicmo.writing.builtin.hashtags import topics
from aicmo.writing.builtin.keywords import keywords, negatives
from aicmo.writing.builtin.pairing import SILENT
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.builtin.words import words
from aicmo.writing.documents import Assignment, SearchAd, Sitelink, Written

CHANNEL = "google_search"
ALIKE = 85
FEWEST_HEADLINES = 5
MOST_ACTS = 2
MOST_QUESTIONS = 3


@cache
def search_data() -> dict[str, Any]:
    """Return the data of search ads."""
    return read_toml("aicmo.writing", "search.toml")


def write_search_ad(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one responsive search ad with its ad group; None without a page or with too few headlines."""
    tellings = [desk.telling(fact) for fact in desk.stock(assignment)]
    titles, facts = _headlines(desk, tellings)
    descriptions, more = _descriptions(desk, assignment, tellings)
    if assignment.link is None or len(titles) < FEWEST_HEADLINES:
        return None
    subject = _subject(desk)
    ad = SearchAd(
        ad_group=f"{lines.opened(subject)} {_place(desk)}".strip(),
        headlines=titles,
        descriptions=descriptions,
        path1=_path(subject),
        path2=_path(_place(desk)) or _path(goal_act(desk.brief).short[0]),
        final_url=assignment.link,
        keywords=keywords(desk, search_data()),
        negatives=negatives(desk, search_data()),
        sitelinks=_sitelinks(desk, tellings, assignment.link),
        callouts=_callouts(desk, tellings),
    )
    used = tuple(dict.fromkeys([*facts, *more]))
    desk.used(assignment.slot, used, titles[0])
    return Written(content=ad, facts=used)


def _subject(desk: Desk) -> str:
    return next(iter(topics(desk.brief.brief.offer.what)), desk.brand)


def _place(desk: Desk) -> str:
    return next(iter(desk.places), "")


def _headlines(desk: Desk, tellings: Sequence[Telling]) -> tuple[tuple[str, ...], list[str]]:
    """Return up to fifteen headlines, taken in turn from each angle, and the facts they tell."""
    angles = [[("", desk.brand)], [("", text) for text in _subjects(desk)]]
    angles.append([("", text) for text in goal_act(desk.brief).short[:MOST_ACTS]])
    angles += [
        [(fact.id, text) for fact in tellings if fact.kind == kind for text in _short_forms(fact)]
        for kind in ("benefit", "price", "proof", "what")
    ]
    questions = [(fact.id, fact.hook) for fact in tellings if fact.kind == "question" and headed(fact.hook)]
    angles.append(list(islice(questions, MOST_QUESTIONS)))
    kept: list[tuple[str, str]] = []
    for turn in [*zip_longest(*angles), [("", text) for text in _local(desk)]]:
        for candidate in turn:
            if candidate is None or len(kept) == most(CHANNEL, "headlines", 15):
                continue
            text = headline(candidate[1])
            alike = any(fuzz.ratio(text.lower(), other.lower()) > ALIKE for _, other in kept)
            if text and not alike and fits(CHANNEL, "headline", text) and not desk.barred(text):
                kept.append((candidate[0], text))
    return tuple(text for _, text in kept), [fact_id for fact_id, _ in kept if fact_id]


def _subjects(desk: Desk) -> list[str]:
    """Return one headline for each topic of the offer: the first with its place, the others with the brand or alone."""
    place = _place(desk)
    first, *others = topics(desk.brief.brief.offer.what) or [desk.brand]
    texts = [f"{first} in {place}" if place else first]
    return [*texts, *(text for topic in others for text in (f"{topic} by {desk.brand}", topic) if headed(text))][:3]


def _local(desk: Desk) -> list[str]:
    """Return what fills up where the facts are long: topics by place, the brand with its place."""
    places, found = desk.places, topics(desk.brief.brief.offer.what)
    return [*(f"{topic} in {place}" for topic in found for place in places), *(f"{desk.brand}, {at}" for at in places)]


def headed(text: str) -> bool:
    """Say whether a text is short enough for a headline."""
    return fits(CHANNEL, "headline", headline(text))


def _short_forms(fact: Telling) -> list[str]:
    """Return what of a fact may stand alone: whole sentences, the head of one, a price with what it buys.

    What follows a mark is taken only where it is a sentence of its own: terms and details alone say nothing.
    """
    if fact.kind == "question":
        return [fact.hook]
    if fact.kind == "price":
        item, cost = fact.tags.get("item"), fact.tags.get("price")
        return [
            *([fact.short] if fact.short else []),
            *([f"{item} {cost}", f"{item} at {cost}"] if item and cost else []),
        ]
    said = [text for text in (fact.hook, *fact.rest) if not lines.answers(text)]
    forms = [*said, fact.short or ""]
    for text in said:
        head, *tails = re.split(r"[,;:–—]\s", lines.bare(text))
        heads = [] if tails and _counts(head, tails[0]) else [head]
        forms += [part for part in (*heads, *(tail for tail in tails if lines.stands(tail))) if _stands(part)]
    return list(dict.fromkeys(form for form in forms if form))


def _counts(head: str, tail: str) -> bool:
    """Say whether a mark stands in a row of verbs (``are drained, cut out and taken away``)."""
    last, first = head.rsplit(maxsplit=1)[-1].lower(), tail.split(maxsplit=1)[0].lower()
    return " and " in tail and all(word in words("participles") or word.endswith("ed") for word in (last, first))


def _stands(part: str) -> bool:
    """Say whether a part of a sentence can stand alone: two words or more, no loose end on either side."""
    found = part.lower().split()
    loose = words("loose") | words("orphans") | words("conditions")
    return len(found) > 1 and found[0] not in loose and found[-1] not in words("dangling")


def headline(text: str) -> str:
    """Return a headline in title case, without full stop, exclamation or repeated marks; "" for what has none."""
    text = re.sub(r"[!“”\"]+", "", lines.bare(text)).replace("  ", " ")
    found = text.split()
    small = words("small") | words("units")
    return " ".join(word if place and word.lower() in small else _capital(word) for place, word in enumerate(found))


def _capital(word: str) -> str:
    """Capitalise a word and the second half of a compound: ``Single-Story``; a word with its own capitals stays."""
    if any(letter.isupper() for letter in word[1:]):
        return word
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def _descriptions(desk: Desk, assignment: Assignment, tellings: Sequence[Telling]) -> tuple[tuple[str, ...], list[str]]:
    """Return up to four descriptions: a fact told whole, with the call to action where it fits."""
    act = linked(desk, assignment.slot)
    kept: list[tuple[str, str]] = []
    kept += [("", text) for text in desk.demanded(assignment.slot) if fits(CHANNEL, "description", text)]
    order = sorted(
        tellings,
        key=lambda fact: (
            ("benefit", "price", "question", "proof", "what", "moment").index(fact.kind)
            if fact.kind not in SILENT
            else 9
        ),
    )
    for number, fact in enumerate(order):
        calls = [f"{fact.full} {act}.", fact.full] if number % 2 == 0 else [fact.full]
        text = next((call for call in calls if fits(CHANNEL, "description", call)), None)
        if text and fact.kind not in SILENT and not desk.barred(text):
            kept.append((fact.id, text.replace("!", ".")))
    kept = kept[: most(CHANNEL, "descriptions", 4)]
    return tuple(text for _, text in kept), [fact_id for fact_id, _ in kept if fact_id]


def _path(text: str) -> str:
    """Return a display path: whole words of a text, joined by hyphens, within fifteen characters."""
    kept = ""
    for word in re.findall(r"[^\W_]+", text.lower()):
        longer = f"{kept}-{word}" if kept else word
        if not fits(CHANNEL, "path", longer):
            break
        kept = longer
    return kept


def _sitelinks(desk: Desk, tellings: Sequence[Telling], url: str) -> tuple[Sitelink, ...]:
    """Return one sitelink for each part of the landing page, with two lines of the brief's words that no other has."""
    found: list[Sitelink] = []
    spare = [
        *_forms(tellings),
        *(line for line in map(lines.opened, _local(desk)) if fits(CHANNEL, "sitelink_line", line)),
    ]
    used: set[str] = set()
    for row in search_data()["anchors"]:
        texts = list(goal_act(desk.brief).short) if row["kind"] == "act" else row["text"]
        texts = [text for text in texts if text not in {link.text for link in found}]
        own = _forms(fact for fact in tellings if fact.kind == row["kind"])
        if not own and row["kind"] != "act":
            continue
        two = _two([*own, *spare], used)
        if texts and len(two) == 2:  # noqa: PLR2004 (a sitelink has two lines)
            used.update(two)
            text = desk.choose(texts, "sitelink", row["id"])
            found.append(Sitelink(text=text, line1=two[0], line2=two[1], url=f"{url}#{row['id']}"))
    return tuple(found)


def _two(forms: Sequence[str], used: AbstractSet[str]) -> list[str]:
    """Return the first two lines that no sitelink has said and of which neither repeats the other."""
    fresh = [form for form in dict.fromkeys(forms) if not any(_same(form, other) for other in used)]
    second = next((form for form in fresh[1:] if not _same(form, fresh[0])), None)
    return [fresh[0], second] if second else fresh[:1]


def _same(one: str, other: str) -> bool:
    low, high = sorted((one.casefold(), other.casefold()), key=len)
    return low in high or fuzz.ratio(low, high) > ALIKE


def _forms(tellings: Iterable[Telling]) -> list[str]:
    shown = [fact for fact in tellings if fact.kind not in SILENT]
    forms = [lines.opened(lines.bare(form)) for fact in shown for form in _short_forms(fact)]
    return list(dict.fromkeys(form for form in forms if fits(CHANNEL, "sitelink_line", form)))


def _callouts(desk: Desk, tellings: Iterable[Telling]) -> tuple[str, ...]:
    """Return callouts: short forms of benefits, proofs and terms, no questions; topics and the act fill up."""
    kinds = {"benefit", "proof", "what"}
    forms = [headline(form) for fact in tellings if fact.kind in kinds for form in _short_forms(fact)]
    forms += [headline(text) for text in (*_subjects(desk), *goal_act(desk.brief).short)]
    unique = {
        form.casefold(): form
        for form in forms
        if "?" not in form and ":" not in form and fits(CHANNEL, "callout", form)
    }
    return tuple(list(unique.values())[:8])
