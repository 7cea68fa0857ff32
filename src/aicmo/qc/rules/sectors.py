"""What law forbids in some sectors, and to children: C04 to C07, C17. Word lists, so heuristics: a person decides."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.catalog.documents import DraftKind
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.listed import unless_said
from aicmo.qc.work import Draft, Work, fold

ROOMLESS = (DraftKind.BIO, DraftKind.SEARCH_AD)
MONEY = {"finance", "crypto", "credit", "insurance"}
CARE = {"healthcare", "dental"}
CHILDHOOD = 16
"""Years; below, an audience is addressed as children."""


def sectors(work: Work) -> set[str]:
    """Return the sectors the brief names for its brand."""
    brand = work.brief.brief.brand
    return {*brand.regulated, *([brand.industry] if brand.industry else [])}


def check_health(work: Work, _rule: Rule) -> Checked:
    """C04: no promise to heal, prevent or slim without approved evidence; a practice may name what it treats."""
    approved = f"{_proven(work)}\n{work.grounds}" if sectors(work) & CARE else _proven(work)
    return unless_said(work.drafts, "health", "a health claim that no evidence in the brief supports", approved)


def check_finance(work: Work, _rule: Rule) -> Checked:
    """C05: no promise of returns, no advice; where money is the trade, the client's risk line is never left out."""
    prices = "\n".join(f"{row.item} {row.terms or ''}" for row in work.brief.brief.offer.prices)
    known = f"{_proven(work)}\n{prices}"
    found = unless_said(work.drafts, "finance", "promises or advises what finance law forbids", known)
    return _with_line(work, MONEY, found, "no risk line")


def check_alcohol(work: Work, _rule: Rule) -> Checked:
    """C06: no health, strength, driving, success, excess or youth, and always the client's own line."""
    found = _in_sector(work, {"alcohol"}, "alcohol", "alcohol is never advertised with this")
    return _with_line(work, {"alcohol"}, found, "no line on age or responsibility")


def check_gambling(work: Work, _rule: Rule) -> Checked:
    """C07: no way out of worries, no pressure, no sure wins, no youth, and always the client's own line."""
    found = _in_sector(work, {"gambling"}, "gambling", "gambling is never advertised with this")
    return _with_line(work, {"gambling"}, found, "no line on age or responsibility")


def check_children(work: Work, _rule: Rule) -> Checked:
    """C17: nobody asks children to buy, or to make their parents buy; to those under 16 scarcity says nothing."""
    youngest = work.brief.brief.audience.min_age
    young = "children" in sectors(work) or (youngest is not None and youngest < CHILDHOOD)
    asked = unless_said(work.drafts, "exhortation", "presses children to buy, or to ask for it")
    pressed = unless_said(work.drafts if young else (), "scarcity", "presses children for time")
    return Checked(asked.units, (*asked.defects, *pressed.defects))


def _proven(work: Work) -> str:
    """Return the claims with evidence, one a line."""
    return "\n".join(claim.text for claim in work.brief.claims if claim.status == "supported")


def _in_sector(work: Work, sector: set[str], name: str, message: str) -> Checked:
    """Find the words of a list in a sector's copy; its own legal lines may use them."""
    lines = [line.text for line in work.brief.brief.rules.legal]

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "alt"):
            own = text.text
            for line in lines:
                own = own.replace(line, "")
            for hit in hits(name, own, draft.locale):
                yield Defect(draft.code, text.path, message, hit)

    return over(work.drafts if sectors(work) & sector else (), find)


def _with_line(work: Work, sector: set[str], found: Checked, message: str) -> Checked:
    """Add the drafts of a sector that have room for one of the client's legal lines and carry none."""
    lines = [fold(line.text) for line in work.brief.brief.rules.legal]
    bound = [draft for draft in work.drafts if draft.kind not in ROOMLESS] if sectors(work) & sector else []
    bare = [
        Defect(draft.code, "text", f"{message}: the brief's legal lines stand nowhere in it")
        for draft in bound
        if not any(line in fold(draft.copy) for line in lines)
    ]
    return Checked(found.units, (*found.defects, *bare))
