"""Claims need evidence: C01 to C03."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from aicmo.onboarding.documents import Claim
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.amounts import numbers
from aicmo.qc.rules.grounding import ungrounded
from aicmo.qc.rules.language import content_words
from aicmo.qc.rules.listed import unless_said
from aicmo.qc.rules.typography import without_links
from aicmo.qc.texts import Text, sentences
from aicmo.qc.work import Draft, Work, fold, holds


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A claim held back: its words, those that nothing else in the brief says, and its own numbers."""

    claim: Claim
    words: frozenset[str]
    own_words: frozenset[str]
    own_numbers: frozenset[Decimal]

    def told_by(self, sentence: str, share: float) -> bool:
        """Say whether a sentence tells the claim: as it stands, its numbers with a word, or most of its words."""
        if fold(self.claim.text).strip(" .") in fold(sentence):
            return True
        told = self.words & content_words(sentence)
        if told and self.own_numbers & numbers(sentence):
            return True
        return bool(self.own_words & told) and len(self.words) > 1 and len(told) / len(self.words) >= share


def check_unproven(work: Work, rule: Rule) -> Checked:
    """C01: no claim that was held back, no quantity the brief does not give, no word of proof without evidence."""
    known, allowed = fold(work.grounds), numbers(work.grounds)
    without_source = ungrounded(work, "number", "percent", "quantity")
    held = _held_back(work, known, allowed)

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "alt"):
            for line in sentences(text.text) if held else ():
                for row in held:
                    if row.told_by(line, rule.share("min_share")):
                        message = f"tells {row.claim.id}, which was held back: {row.claim.text}"
                        yield Defect(draft.code, text.path, message, line)
            for hit in hits("claim", text.text, draft.locale):
                if not holds(known, hit):
                    yield Defect(draft.code, text.path, "a claim without evidence in the brief", hit)
            for figure in _figures(text, draft, allowed) if draft.code not in without_source else ():
                yield Defect(draft.code, text.path, f"{figure:f} is not a number of the brief", text.text)
        for trace in without_source.get(draft.code, ()):
            yield Defect(draft.code, trace.path, f"{trace.text!r} is not said so in the brief", trace.sentence)

    return over(work.drafts, find)


def _held_back(work: Work, known: str, allowed: set[Decimal]) -> list[HeldBack]:
    rows = []
    said = content_words(known)
    for claim in work.brief.claims:
        if claim.status == "held_back":
            words = frozenset(content_words(claim.text))
            rows.append(HeldBack(claim, words, words - said, frozenset(numbers(claim.text) - allowed)))
    return rows


def _figures(text: Text, draft: Draft, allowed: set[Decimal]) -> list[Decimal]:
    """Return the numbers that are not allowed; links and counts of its own parts ("3 signs") are no figures."""
    plain = without_links(text.text)
    for hit in hits("own_count", plain, draft.locale):
        plain = plain.replace(hit, "")
    return sorted(numbers(plain) - allowed)


def check_superlatives(work: Work, _rule: Rule) -> Checked:
    """C02: a superlative stands in the brief or in the claims register, or nowhere."""
    register = "\n".join(claim.text for claim in work.brief.claims if claim.status != "held_back")
    known = f"{work.grounds}\n{register}"
    return unless_said(work.drafts, "superlative", "a superlative that nothing in the brief supports", known)


def check_guarantees(work: Work, _rule: Rule) -> Checked:
    """C03: no absolute promise; a guarantee only where the brief gives one."""
    given = "guarantee guarantees guaranteed" if hits("guarantee", work.grounds, "en") else ""
    absolute = unless_said(work.drafts, "absolute", "promises what nobody can guarantee")
    own = unless_said(work.drafts, "guarantee", "the brief gives no guarantee", f"{work.grounds}\n{given}")
    return Checked(absolute.units, (*absolute.defects, *own.defects))
