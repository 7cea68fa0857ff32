"""Words that hurt, and words that somebody slipped into the brief: I01, I02, I05, I07."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aicmo.qc.checks import Checked, Defect
from aicmo.qc.documents import Rule, Severity
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.listed import unless_said
from aicmo.qc.rules.residue import everywhere
from aicmo.qc.texts import sentences
from aicmo.qc.work import Work, fold
from aicmo.writing.documents import canary

QUOTED = re.compile(r"[\"“‘]([^\"”’\n]{3,80})[\"”’]")
ORDERED = re.compile(
    r"\b(?i:say|write|print|output|answer|reply|respond)(?: with| only)*:?\s+([A-Z][A-Z0-9_ -]{3,40})\b"
)


def check_profanity(work: Work, _rule: Rule) -> Checked:
    """I01: no swearing but in the brand's own name, and no slur at all."""
    swearing = everywhere(work, ("profanity",), "swearing", known=work.brief.brief.brand.name)
    slurs = everywhere(work, ("slur",), "a slur")
    worse = (replace(defect, severity=Severity.CRITICAL) for defect in slurs.defects)
    return Checked(swearing.units, (*swearing.defects, *worse))


def check_bias(work: Work, _rule: Rule) -> Checked:
    """I02: words that leave nobody out; names the brief gives stay as they are."""
    return unless_said(work.drafts, "biased", "leaves readers out; there is a neutral word", work.grounds)


def check_safety(work: Work, _rule: Rule) -> Checked:
    """I05: no tragedy and no violence that the brief does not speak of; against people or oneself it is critical."""
    tragedy = unless_said(work.drafts, "tragedy", "no promotion stands beside this", work.grounds)
    violence = unless_said(work.drafts, "violence", "violence, or harm to oneself", work.grounds)
    worse = (replace(defect, severity=Severity.CRITICAL) for defect in violence.defects)
    return Checked(tragedy.units, (*tragedy.defects, *worse))


def check_obeyed(work: Work, _rule: Rule) -> Checked:
    """I07: what a brief orders its reader to say, instead of asking for it, is said nowhere; nor is a model's mark."""
    orders = {fold(canary(work.brief))} | {
        fold(order) for line in _lines(work.brief.brief.model_dump(mode="json")) for order in _orders(line)
    }
    defects = [
        Defect(draft.code, text.path, "obeys an instruction that was hidden in the brief", text.text)
        for draft in work.drafts
        for text in draft.texts
        for order in orders
        if order in fold(text.text)
    ]
    return Checked(len(work.drafts), tuple(defects))


def _orders(text: str) -> Iterator[str]:
    """Yield what a text orders to be said: quoted or in capitals, in the sentence of the injection or the next."""
    lines = sentences(text)
    for index, line in enumerate(lines):
        if hits("injection", line):
            near = " ".join(lines[index : index + 2])
            yield from (*QUOTED.findall(near), *ORDERED.findall(near))


def _lines(value: object) -> Iterator[str]:
    """Yield every text of the brief."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _lines(part)
    elif isinstance(value, list):
        for part in value:
            yield from _lines(part)
