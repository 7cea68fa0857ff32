"""The cover letter: page 1 says what to approve, by when, and what we need; then what is not included and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aicmo.catalog.locales import full_day
from aicmo.delivery import appendix, markdown, shortfalls
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.colors import palette
from aicmo.delivery.deadlines import deadlines
from aicmo.delivery.dossier import Dossier, kind_name
from aicmo.delivery.outline import Block, Bullets, Column, Heading, Note, Outline, Table, prose
from aicmo.delivery.typesetting import typeset


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return the letter as PDF and as Markdown."""
    outline = letter(dossier)
    pdf = typeset(
        outline, "letter", palette(dossier.brief.brand.colors), dossier.made_at, dossier.brief.market.countries[0]
    )
    return [
        Artifact("00_cover_letter.pdf", pdf, "cover letter", locale=dossier.locale),
        Artifact("00_cover_letter.md", markdown.write(outline), "cover letter", locale=dossier.locale),
    ]


def letter(dossier: Dossier) -> Outline:
    """Return the letter."""
    return Outline(
        title=dossier.brief.title,
        subtitle="For your approval",
        brand=dossier.brief.brand.name,
        logo=dossier.logo,
        language=dossier.locale,
        particulars=(
            ("For", dossier.approver or dossier.brief.brand.name),
            ("Date", dossier.day(dossier.made_on)),
            ("Package", f"{dossier.pack.title}, version {dossier.version}"),
        ),
        blocks=tuple(_blocks(dossier)),
    )


def _blocks(dossier: Dossier) -> Iterator[Block]:
    yield from _approve(dossier)
    yield from shortfalls.blocks(dossier)
    yield from _needs(dossier)
    yield from _next(dossier)
    yield from _contents(dossier)
    yield from _not_included(dossier)
    yield from appendix.assumptions(dossier, level=1)


def _approve(dossier: Dossier) -> Iterator[Block]:
    due = deadlines(dossier)
    schedule = dossier.brief.schedule
    yield prose(
        f"This is the package for {dossier.brief.brand.name}: {dossier.size} and the "
        f"strategy behind them, for {dossier.day(schedule.starts)} to {dossier.day(schedule.ends)}. "
        "Nothing is published until you approve it in writing.",
        lead=True,
    )
    yield Heading(text="What to approve, and by when")
    rows = tuple((step.what, step.where, full_day(step.by, dossier.locale)) for step in due.steps)
    columns = (Column(title="What", width=4), Column(title="Where", width=4), Column(title="By", width=4))
    yield Table(caption="", columns=columns, rows=rows)
    if due.is_tight:
        yield Note(title="The time is short.", text="Each day of delay moves the first publication by a day.")


def _needs(dossier: Dossier) -> Iterator[Block]:
    needs = list(_need_lines(dossier))
    if needs:
        yield Heading(text="What we need from you")
        yield Bullets(items=tuple(prose(line) for line in needs))


def _need_lines(dossier: Dossier) -> Iterator[str]:
    if not dossier.approver:
        yield "The name of the one person who approves."
    for claim in dossier.held_back:
        if not any(claim.text in line for line in dossier.strategy.missing):
            yield f"Evidence for “{claim.text}”, if you want it said."
    yield from _shot_lines(dossier)
    yield from (line for line in dossier.strategy.missing if line not in dossier.strategy.shortfalls)


def _shot_lines(dossier: Dossier) -> Iterator[str]:
    carded = {picture.draft.id for picture in dossier.pictures if picture.spec.kind == "card"}
    shot = {picture.draft.id for picture in dossier.pictures if picture.spec.kind == "shot_brief"}
    if needed := len(shot - carded):
        yield f"{needed} {'picture or clip' if needed == 1 else 'pictures or clips'}, as described in 07_assets."
    if better := len(shot & carded):
        yield (
            f"If you can: photographs of your own for {better} {'draft' if better == 1 else 'drafts'}, as described in "
            "07_assets. Until then their cards stand."
        )


def _contents(dossier: Dossier) -> Iterator[Block]:
    yield Heading(text="What the package holds")
    for locale in sorted({draft.locale for draft in dossier.drafts}):
        counted = Counter(kind_name(draft.kind) for draft in dossier.drafts if draft.locale == locale)
        kinds = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in sorted(counted.items())]
        yield prose(f"{counted.total()} drafts in {locale}: {', '.join(kinds)}.")
    yield prose(
        "index.html shows everything in a browser; 00_readme.md lists the folders and says how to import each file."
    )


def _not_included(dossier: Dossier) -> Iterator[Block]:
    outside = [request for request in dossier.normalized.requests if request.status == "not_included"]
    if outside:
        yield Heading(text="What is not included")
        yield Bullets(items=tuple(prose(request.text) for request in outside))
        yield prose("You asked for these; they are outside this package and can be quoted separately.")


def _next(dossier: Dossier) -> Iterator[Block]:
    approval = dossier.brief.approval
    yield Heading(text="What happens next")
    rounds = approval.rounds if approval else None
    if rounds:
        noun = "round of changes is" if rounds == 1 else "rounds of changes are"
        yield prose(
            f"{rounds} {noun} included. A round is one list, from one person, on this version. "
            "What you approve keeps its content; what changes comes back as a new version with its own check."
        )
    else:
        yield prose("Send changes as one list, from one person, on this version.")
