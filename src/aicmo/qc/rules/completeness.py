"""What the pack promises is there: P03 to P07, P09 to P11."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aicmo.catalog import channels
from aicmo.catalog.counting import count
from aicmo.catalog.documents import DraftKind, Promise
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule, Severity
from aicmo.qc.lexicon import hits
from aicmo.qc.work import Draft, Work
from aicmo.writing.documents import Block, BlogPost, LandingPage, OnePager

NUMBER = re.compile(r"\d")
MARKS = re.compile(r"\*\*|__|`|\]\(|^#{1,6}\s", re.MULTILINE)


def check_sections(work: Work, _rule: Rule) -> Checked:
    """P03: every section of the pack is in the strategy and says something."""
    said = {part.id: [row.text for row in part.statements if row.text.strip()] for part in work.strategy.sections}
    return over(
        work.pack.sections,
        lambda section: (
            [] if said.get(section.id) else [Defect(f"strategy.{section.id}", section.id, "is missing or empty")]
        ),
    )


def check_section_length(work: Work, _rule: Rule) -> Checked:
    """P04: every section has the words the pack promises."""
    words = {part.id: sum(count(row.text, "words") for row in part.statements) for part in work.strategy.sections}
    least = {section.id: section.min_words for section in work.pack.sections}
    return over(
        [part for part in words if part in least],
        lambda part: (
            [Defect(f"strategy.{part}", part, f"{words[part]} words, {least[part]} are promised")]
            if words[part] < least[part]
            else []
        ),
    )


def check_deliverables(work: Work, _rule: Rule) -> Checked:
    """P05: as many drafts of each kind as the pack promises, per locale; fewer only where the client was told why.

    Major, not critical, where the client's own list of channels leaves none that carries the kind, and for an article:
    one that the facts do not fill is left unwritten, and the letter names it.
    """
    due = [promise for promise in work.pack.promises if _homes(work, promise)]
    locales = sorted({draft.locale for draft in work.drafts}) or [work.brief.brief.market.locales[0]]

    def find(promise: Promise) -> Iterator[Defect]:
        for locale in locales:
            have = sum(draft.locale == locale for draft in work.of(promise.kind))
            if have < promise.min:
                message = f"{have} of {promise.min} {promise.kind.value} drafts ({locale})"
                severity = _shortfall(work, promise, have)
                yield Defect(f"package.{promise.kind.value}", promise.kind.value, message, severity=severity)

    return over(due, find)


def _shortfall(work: Work, promise: Promise, have: int) -> Severity:
    wanted = set(work.brief.brief.channels.use)
    if have and work.strategy.missing:
        return Severity.MINOR
    if promise.kind is DraftKind.BLOG_POST or (wanted and not wanted & set(_homes(work, promise))):
        return Severity.MAJOR
    return Severity.CRITICAL


def _homes(work: Work, promise: Promise) -> list[str]:
    """Return the channels on which a promise holds: those that neither the client nor the budget rules out."""
    if promise.business not in {"any", work.brief.business}:
        return []
    planned = {plan.channel for plan in work.strategy.channels}
    able = [name for name in work.pack.channels if promise.kind in channels()[name].formats]
    allowed = [name for name in able if name not in work.brief.brief.channels.avoid]
    return [name for name in allowed if channels()[name].kind != "paid" or name in planned]


def check_action(work: Work, _rule: Rule) -> Checked:
    """P06: every draft asks its reader for one thing."""
    return over([draft for draft in work.drafts if draft.kind not in {DraftKind.BIO, DraftKind.PRESS_RELEASE}], _action)


def _action(draft: Draft) -> Iterator[Defect]:
    asked = getattr(draft.content, "action", getattr(draft.content, "button", None))
    if asked is None:
        if not hits("action", draft.copy, draft.locale) and "?" not in draft.copy:
            yield Defect(draft.code, "text", "asks the reader for nothing")
    elif not asked.strip():
        yield Defect(draft.code, "action", "asks the reader for nothing")
    elif len({hit.casefold() for hit in hits("rival_action", asked, draft.locale)}) > 1:
        yield Defect(draft.code, "action", "asks for two things at once", asked)


def check_place(work: Work, rule: Rule) -> Checked:
    """P07: every draft has a channel that carries it, pillar, persona, locale and at least two facts of the brief."""
    pillars = {pillar.id for pillar in work.strategy.pillars}
    personas = {persona.id for persona in work.strategy.personas}
    facts = {fact.id for fact in work.brief.facts}

    def find(draft: Draft) -> Iterator[Defect]:
        channel = draft.channel
        least = 1 if draft.kind is DraftKind.BIO else rule.whole("min_facts")
        wrong = {
            "code": not draft.code.strip(),
            "channel": channel is None or draft.kind not in channel.formats,
            "locale": draft.locale not in work.brief.brief.market.locales,
            "slot.pillar": draft.slot.pillar not in pillars,
            "slot.persona": draft.slot.persona not in personas,
            "facts": len(set(draft.facts) & facts) < least or bool(set(draft.facts) - facts),
        }
        for path, bad in wrong.items():
            if bad:
                yield Defect(draft.code, path, f"{path} is missing or unknown to brief, strategy or catalog")

    return over(work.drafts, find)


def check_names(work: Work, _rule: Rule) -> Checked:
    """P09: pillars, personas and ideas have names of their own."""
    named = [(f"pillar.{row.id}", row.name) for row in work.strategy.pillars]
    named += [(f"persona.{row.id}", row.name) for row in work.strategy.personas]
    named += [(f"idea.{index}", row.line) for index, row in enumerate(work.strategy.ideas, 1)]

    def find(row: tuple[str, str]) -> Iterator[Defect]:
        if not row[1].strip() or hits("generic_name", row[1]):
            yield Defect(row[0], "name", "is a number, not a name", row[1])

    return over(named, find)


def check_tags(work: Work, _rule: Rule) -> Checked:
    """P10: a statement with a number says what it rests on, and that exists."""
    known = {source.id for source in work.strategy.sources} | {
        row.id for row in (*work.strategy.assumptions, *work.brief.assumptions)
    }
    rows = [
        (part.id, index, row)
        for part in work.strategy.sections
        for index, row in enumerate(part.statements)
        if NUMBER.search(row.text)
    ]
    defects = []
    for part, index, row in rows:
        lost = [ref for ref in row.refs if re.fullmatch(r"[SA]\d+", ref) and ref not in known]
        if lost or (not row.refs and row.origin != "calculated"):
            message = (
                f"refers to {', '.join(lost)}, which does not exist"
                if lost
                else f"tagged {row.origin} without a reference"
            )
            defects.append(Defect(f"strategy.{part}[{index}]", f"{part}[{index}]", message, row.text))
    return Checked(len(rows), tuple(defects))


def check_hollow(work: Work, _rule: Rule) -> Checked:
    """P11: no heading without text, no empty list item, no broken Markdown."""
    return over(work.drafts, lambda draft: [*_hollow_blocks(draft), *_markdown(draft)])


def _hollow_blocks(draft: Draft) -> Iterator[Defect]:
    for path, block in _blocks(draft):
        listed = path.startswith("benefits")
        if not block.heading.strip() or not (
            listed or any(text.strip() for text in (*block.paragraphs, *block.bullets))
        ):
            yield Defect(draft.code, path, "a heading with nothing under it, or text without a heading", block.heading)


def _blocks(draft: Draft) -> list[tuple[str, Block]]:
    match draft.content:
        case BlogPost(sections=sections) | OnePager(sections=sections):
            return [(f"sections[{index}]", block) for index, block in enumerate(sections)]
        case LandingPage() as page:
            named = [("problem", page.problem), ("proof", page.proof), ("offer", page.offer)]
            benefits = [(f"benefits[{index}]", block) for index, block in enumerate(page.benefits)]
            return [(path, block) for path, block in named if block] + benefits
        case _:
            return []


def _markdown(draft: Draft) -> Iterator[Defect]:
    for text in draft.said("copy", "alt"):
        if MARKS.search(text.text):
            yield Defect(draft.code, text.path, "Markdown marks in plain text", text.text)
