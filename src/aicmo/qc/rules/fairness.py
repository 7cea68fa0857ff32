"""Fair to readers and rivals: C11, C12, C14 to C16, C18, C19, C21. Word lists, so heuristics: a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from aicmo.catalog.documents import DraftKind
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule, Severity
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.listed import unless_said
from aicmo.qc.rules.sectors import sectors
from aicmo.qc.work import Draft, Work, fold, holds

ADS = (DraftKind.META_AD, DraftKind.LINKEDIN_AD, DraftKind.SEARCH_AD)
SELECTIVE = {"housing", "employment", "credit", "insurance"}
MARKED = re.compile(r"\b([A-Z][\w-]*(?: [A-Z][\w-]*)*)\s?[®™]")


def check_disclosure(work: Work, _rule: Rule) -> Checked:
    """C11: what was paid for or given says so first, in a word nobody overlooks."""

    def find(draft: Draft) -> Iterator[Defect]:
        paid = hits("paid_relation", draft.copy, draft.locale)
        if paid and not hits("paid_label", draft.published, draft.locale):
            yield Defect(draft.code, "text", "a paid relation is not disclosed at the start", paid[0])

    return over(work.drafts, find)


def check_comparisons(work: Work, _rule: Rule) -> Checked:
    """C12: no comparison that the brief does not support, and nobody is run down."""
    compared = unless_said(work.drafts, "comparison", "compares with others without a basis in the brief", work.grounds)
    harsh = unless_said(work.drafts, "denigration", "runs others down")
    worse = (replace(defect, severity=Severity.CRITICAL) for defect in harsh.defects)
    return Checked(compared.units, (*compared.defects, *worse))


def check_testimonials(work: Work, _rule: Rule) -> Checked:
    """C14: praise is quoted only as the brief gives it."""
    return unless_said(work.drafts, "testimonial", "praise that the client did not supply", work.grounds)


def check_green_claims(work: Work, _rule: Rule) -> Checked:
    """C15: an environmental claim stands in the brief, or nowhere."""
    message = "an environmental claim without scope or evidence in the brief"
    return unless_said(work.drafts, "green", message, work.grounds)


def check_protected_classes(work: Work, _rule: Rule) -> Checked:
    """C16: no ad tells readers what they are; homes, jobs and credit shut nobody out."""
    ads = work.of(*ADS)
    told = unless_said(ads, "personal_attribute", "tells readers what they are")
    shut = unless_said(
        work.drafts if sectors(work) & SELECTIVE else (), "excluded_class", "shuts a protected class out"
    )
    return Checked(len(work.drafts), (*told.defects, *shut.defects))


def check_prizes(work: Work, _rule: Rule) -> Checked:
    """C18: a prize names its closing day and where its terms are."""

    def find(draft: Draft) -> Iterator[Defect]:
        prize = hits("prize", draft.copy, draft.locale)
        for name, missing in (("closing", "closing day"), ("prize_terms", "terms")) if prize else ():
            if not hits(name, draft.copy, draft.locale):
                yield Defect(draft.code, "text", f"a prize without its {missing}", prize[0])

    return over(work.drafts, find)


def check_imprint(work: Work, _rule: Rule) -> Checked:
    """C19: political content says who pays for it."""

    def find(draft: Draft) -> Iterator[Defect]:
        asked = hits("political", draft.copy, draft.locale)
        if asked and not hits("imprint", draft.copy, draft.locale):
            yield Defect(draft.code, "text", "political content without an imprint", asked[0])

    return over(work.drafts, find)


def check_protected_names(work: Work, _rule: Rule) -> Checked:
    """C21: other people's marks, events and characters appear only where the brief names them."""
    known = fold(work.grounds)

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "alt", "note", "tag"):
            for hit in (*hits("protected_name", text.text, draft.locale), *MARKED.findall(text.text)):
                if not holds(known, hit):
                    yield Defect(draft.code, text.path, "a protected name that the brief gives no right to", hit)

    return over(work.drafts, find)
