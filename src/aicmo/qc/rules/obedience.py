"""The client's own rules: B01 to B03, B09."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from aicmo.catalog.documents import DraftKind
from aicmo.onboarding.documents import Confidential
from aicmo.qc.checks import Checked, Defect
from aicmo.qc.documents import Rule
from aicmo.qc.rules.language import content_words
from aicmo.qc.texts import laid_out
from aicmo.qc.work import Draft, Work, fold

ROOMLESS = (DraftKind.BIO, DraftKind.SEARCH_AD)
LEET = str.maketrans("013457@$!", "oieastasi")
ENDINGS = r"(?:'?s|es|ed|er|est|ing|ly)?"
LETTERS = 4


def check_forbidden(work: Work, _rule: Rule) -> Checked:
    """B01: no forbidden word and no competitor's name, inflected, spaced out or disguised, in anything published."""
    brief = work.brief.brief
    wanted = (*brief.rules.avoid, *(rival.name for rival in brief.context.competitors))
    brand = brief.brand.name
    defects = (
        Defect(object_id, path, f"the client forbids {word!r}", hit)
        for object_id, path, text in _published(work)
        for word in wanted
        if (hit := _forbidden(word, text.replace(brand, "\u25a1")))
    )
    return Checked(len(work.drafts) + 1, tuple(defects))


def _published(work: Work) -> Iterator[tuple[str, str, str]]:
    """Yield object, path and text of all that readers may see: drafts, their assets, and the campaign's lines."""
    for draft in work.drafts:
        for text in draft.said("copy", "alt", "note", "tag"):
            yield draft.code, text.path, text.text
        for text in draft.said("term"):
            if text.field != "negative":
                yield draft.code, text.path, text.text
    plan = work.strategy
    yield "strategy", "promise", plan.promise
    for part in (*plan.pillars, *plan.ideas[:1], plan.positioning):
        for text in laid_out(part):
            if text.field in {"line", "message", "name", "benefit", "category"}:
                yield "strategy", text.path, text.text


def _forbidden(word: str, text: str) -> str:
    plain = fold(text)
    for pattern, where in ((_exact(word), plain), (_spaced(word), plain), (_exact(word), plain.translate(LEET))):
        if pattern and (match := pattern.search(where)):
            return match.group()
    return ""


@cache
def _exact(word: str) -> re.Pattern[str]:
    body = r"[\s-]+".join(re.escape(part) for part in fold(word).strip(" .").split())
    return re.compile(rf"(?<!\w){body}{ENDINGS if body[-1:].isalpha() else ''}(?!\w)")


@cache
def _spaced(word: str) -> re.Pattern[str] | None:
    """Find the word with one separator between all its letters; only for single words of some length."""
    letters = fold(word)
    if len(letters) < LETTERS or not letters.isalpha():
        return None
    return re.compile(
        r"(?<!\w)"
        + r"([\s._*-])".join([letters[0], letters[1]])
        + "".join(rf"\1{char}" for char in letters[2:])
        + r"(?!\w)"
    )


def applies(places: tuple[str, ...], draft: Draft) -> bool:
    """Say whether a rule of the brief with these places (kinds, channels, ``all``) speaks of a draft."""
    return bool({draft.kind.value, draft.channel_id, "all"} & set(places))


def check_inclusions(work: Work, _rule: Rule) -> Checked:
    """B02: what the client demands is there, word for word where he says so."""
    units, defects = 0, []
    for item in work.brief.brief.rules.include:
        places = item.places or tuple(kind.value for kind in DraftKind if kind not in ROOMLESS)
        for draft in work.drafts:
            if applies(places, draft):
                units += 1
                if not _holds(draft, item.text, exact=item.exact):
                    defects.append(Defect(draft.code, "text", f"the client demands {item.text!r} here"))
    return Checked(units, tuple(defects))


def _holds(draft: Draft, text: str, *, exact: bool) -> bool:
    whole = "\n".join([draft.copy, draft.published, *(row.text for row in draft.said("tag", "link"))])
    if exact:
        return " ".join(text.split()) in " ".join(whole.split())
    return fold(text).strip(" .") in fold(whole) or content_words(text) <= content_words(whole)


def check_legal_lines(work: Work, _rule: Rule) -> Checked:
    """B03: every legal line stands where it applies; one for all is excused where an ad or profile has no room."""
    units, defects = 0, []
    for line in work.brief.brief.rules.legal:
        for draft in work.drafts:
            excused = "all" in line.applies_to and draft.kind in ROOMLESS and not _room(draft, line.text)
            if applies(line.applies_to, draft) and line.locale in {None, draft.locale} and not excused:
                units += 1
                if fold(line.text) not in fold(draft.copy):
                    defects.append(Defect(draft.code, "text", f"the legal line is missing: {line.text!r}"))
    return Checked(units, tuple(defects))


def _room(draft: Draft, text: str) -> bool:
    field = "bio" if draft.kind is DraftKind.BIO else "description"
    limit = draft.channel.limit(field) if draft.channel else None
    room = limit.max if limit and limit.max else 0
    return len(text) + (len(draft.copy) if draft.kind is DraftKind.BIO else 0) < room


def check_confidential(work: Work, rule: Rule) -> Checked:
    """B09: nothing confidential is told before its day; drafts without a day count as published on the first."""
    defects = []
    for secret in work.brief.brief.rules.confidential:
        for draft in work.drafts:
            day = draft.slot.publish_at.date() if draft.slot.publish_at else work.brief.brief.schedule.starts
            if secret.until is None or day < secret.until:
                defects += [
                    Defect(
                        draft.code,
                        text.path,
                        "tells what is confidential until " + str(secret.until or "further notice"),
                        text.text,
                    )
                    for text in draft.said("copy", "alt", "note", "tag")
                    if discloses(secret, text.text, rule.share("min_share"))
                ]
    return Checked(len(work.drafts), tuple(defects))


def discloses(secret: Confidential, text: str, share: float) -> bool:
    """Say whether a text tells a secret: in its words, or with most of the words that carry its meaning."""
    if fold(secret.text).strip(" .") in fold(text):
        return True
    telling = content_words(secret.text)
    return len(telling) > 1 and len(telling & content_words(text)) / len(telling) >= share
