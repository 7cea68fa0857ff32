"""Search ads: headlines of several angles, each true by itself and in any order, with keywords and assets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any

from rapidfuzz import fuzz

from aicmo.catalog import read_toml
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import asked, goal_act, in_place
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import fits, most
from aicmo.writing.builtin.hashtags import topics
from aicmo.writing.builtin.keywords import keywords, negatives
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.builtin.words import words
from aicmo.writing.documents import Assignment, SearchAd, Sitelink, Written

CHANNEL = "google_search"
ALIKE = 85
FEWEST_HEADLINES = 5
MOST_ACTS = 2


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
    return desk.brief.brief.market.places[0].split(",")[0] if desk.brief.brief.market.places else ""


def _headlines(desk: Desk, tellings: Sequence[Telling]) -> tuple[tuple[str, ...], list[str]]:
    """Return up to fifteen headlines, taken in turn from each angle, and the facts they tell."""
    angles = [[("", desk.brand)], [("", text) for text in _subjects(desk)]]
    angles.append([("", text) for text in goal_act(desk.brief).short[:MOST_ACTS]])
    angles += [
        [(fact.id, text) for fact in tellings if fact.kind == kind for text in _short_forms(fact)]
        for kind in ("benefit", "price", "proof", "question", "moment", "what")
    ]
    kept: list[tuple[str, str]] = []
    for turn in zip_longest(*angles):
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


def headed(text: str) -> bool:
    """Say whether a text is short enough for a headline."""
    return fits(CHANNEL, "headline", headline(text))


def _short_forms(fact: Telling) -> list[str]:
    """Return what of a fact may stand alone in thirty characters: whole sentences, or a part cut at a mark."""
    said = [fact.hook, *fact.rest]
    if fact.kind == "question":
        return [fact.hook]
    forms = [*said, fact.short or "", fact.other or ""]
    for text in said:
        forms += [part for part in re.split(r"[,;:–—]\s", lines.bare(text)) if _stands(part)]
    return list(dict.fromkeys(form for form in forms if form))


def _stands(part: str) -> bool:
    """Say whether a part of a sentence can stand alone: two words or more, no loose end on either side."""
    found = part.lower().split()
    return len(found) > 1 and found[0] not in words("loose") | words("orphans") and found[-1] not in words("dangling")


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
    act = asked(desk, assignment.slot)
    act = goal_act(desk.brief).short[0].capitalize() if in_place(act) else act
    kept: list[tuple[str, str]] = []
    kept += [("", text) for text in desk.demanded(assignment.slot) if fits(CHANNEL, "description", text)]
    order = sorted(
        tellings,
        key=lambda fact: (
            ("benefit", "price", "question", "proof", "what", "moment").index(fact.kind)
            if fact.kind not in {"place", "audience"}
            else 9
        ),
    )
    for number, fact in enumerate(order):
        calls = [f"{fact.full} {act}.", fact.full] if number % 2 == 0 else [fact.full]
        text = next((call for call in calls if fits(CHANNEL, "description", call)), None)
        if text and fact.kind not in {"place", "audience"} and not desk.barred(text):
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
    """Return one sitelink for each part of the landing page that has facts, with two lines of the brief's words."""
    found: list[Sitelink] = []
    for row in search_data()["anchors"]:
        of_kind = [fact for fact in tellings if fact.kind == row["kind"]]
        if row["kind"] == "act":
            texts, source = list(goal_act(desk.brief).short), list(tellings)
        else:
            texts, source = row["text"], of_kind
        two = _lines(source)
        texts = [text for text in texts if text not in {link.text for link in found}]
        if texts and len(two) == 2:  # noqa: PLR2004 (a sitelink has two lines)
            text = desk.choose(texts, "sitelink", row["id"])
            found.append(Sitelink(text=text, line1=two[0], line2=two[1], url=f"{url}#{row['id']}"))
    return tuple(found)


def _lines(tellings: Sequence[Telling]) -> list[str]:
    forms = [lines.opened(lines.bare(form)) for fact in tellings for form in _short_forms(fact)]
    return list(dict.fromkeys(form for form in forms if fits(CHANNEL, "sitelink_line", form)))[:2]


def _callouts(desk: Desk, tellings: Iterable[Telling]) -> tuple[str, ...]:
    """Return callouts: short forms of benefits, proofs and terms, no questions; topics and the act fill up."""
    kinds = {"benefit", "proof", "what"}
    forms = [headline(form) for fact in tellings if fact.kind in kinds for form in _short_forms(fact)]
    forms += [headline(text) for text in (*topics(desk.brief.brief.offer.what), *goal_act(desk.brief).short)]
    unique = {
        form.casefold(): form
        for form in forms
        if "?" not in form and ":" not in form and fits(CHANNEL, "callout", form)
    }
    return tuple(list(unique.values())[:8])
