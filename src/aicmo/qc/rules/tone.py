"""How the client wants to sound, and to whom: B05, B07, B11. Word lists, so heuristics: a person decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from aicmo.catalog.counting import emoji_in
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.language import READ
from aicmo.qc.rules.listed import unless_said
from aicmo.qc.rules.typography import without_links
from aicmo.qc.work import Draft, Work, fold, holds

ADULT = 18
"""Years; an audience that starts here has no minors in it."""

SIGNS: Final[dict[str, tuple[str, Callable[[Draft], str]]]] = {
    "ban_emoji": ("emoji", lambda draft: "".join(emoji_in(draft.copy))),
    "ban_dash": ("dashes", lambda draft: _first(r"\S*\s?[—–](?!\d)\s?\S*", draft)),
    "ban_exclamation": ("exclamation marks", lambda draft: _first(r"\S*!", draft)),
    "ban_question": ("questions", lambda draft: _first(r"\S*\?(?=\s|$)", draft)),
    "ban_hashtag": ("hashtags", lambda draft: " ".join(text.text for text in draft.said("tag"))),
}


def check_tone(work: Work, rule: Rule) -> Checked:
    """B05: a quiet brand does not shout, a formal one uses no slang, an informal one no officialese."""
    brand = work.brief.brief.brand
    quiet = any(hits("quiet_tone", word, "en") for word in brand.tone)
    wrong = {"formal": "slang", "informal": "stiff"}.get(brand.formality)
    known = fold(work.grounds)

    def find(draft: Draft) -> Iterator[Defect]:
        loud = without_links(draft.copy).count("!") + len(emoji_in(draft.copy))
        if quiet and loud > rule.whole("max_loud"):
            yield Defect(draft.code, "text", f"{loud} exclamation marks and emoji, for a {', '.join(brand.tone)} brand")
        for hit in hits(wrong, draft.copy, draft.locale) if wrong else ():
            if not holds(known, hit):
                yield Defect(draft.code, "text", f"is not how a {brand.formality} brand speaks", hit)

    return over(work.of(*READ), find)


def check_audience(work: Work, _rule: Rule) -> Checked:
    """B07: nobody else is addressed: no household for a company, no company for a household, nobody left out."""
    audience = work.brief.brief.audience
    other = "to_households" if work.brief.business == "b2b" else "to_businesses"
    found = [unless_said(work.drafts, other, f"addresses others than this {work.brief.business} brief", work.grounds)]
    if audience.min_age is not None and audience.min_age >= ADULT:
        found.append(unless_said(work.drafts, "minors", f"the audience starts at {audience.min_age}", work.grounds))
    excluded = [
        Defect(draft.code, "text", f"the brief leaves {group!r} out", group)
        for draft in work.drafts
        for group in audience.exclude
        if holds(fold(draft.copy), group)
    ]
    return Checked(len(work.drafts), (*(defect for part in found for defect in part.defects), *excluded))


def check_signs(work: Work, _rule: Rule) -> Checked:
    """B11: a sign that the brief forbids by name (emoji, dash, hashtag, ! or ?) is not used."""
    rules = work.brief.brief.rules
    lines = (*rules.avoid, *rules.visuals)
    banned = [row for name, row in SIGNS.items() if any(hits(name, line, "en") for line in lines)]

    def find(draft: Draft) -> Iterator[Defect]:
        for name, seen in banned:
            if excerpt := seen(draft):
                yield Defect(draft.code, "text", f"the client forbids {name}", excerpt)

    return over(work.drafts, find)


def _first(pattern: str, draft: Draft) -> str:
    match = re.search(pattern, without_links(draft.copy))
    return match.group() if match else ""
