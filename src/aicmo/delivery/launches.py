"""The files of a launch: timeline and checklist as CSV, the press release to edit and the one-pager to print."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.catalog.documents import DraftKind
from aicmo.delivery import docx_writer
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.colors import Palette, palette
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.draft_pages import path
from aicmo.delivery.outline import Block, Bullets, Heading, Outline, Sentence, Slogan, prose
from aicmo.delivery.outline import Prose as Paragraph
from aicmo.delivery.sheets import sheet
from aicmo.delivery.typesetting import typeset
from aicmo.writing.documents import OnePager, PressRelease

FOLDER = "04_calendar"


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return timeline, checklist, press releases as DOCX and one-pagers as PDF; nothing for other packs."""
    colors = palette(dossier.brief.brand.colors)
    made = []
    for draft in dossier.of_kind(DraftKind.PRESS_RELEASE, DraftKind.ONE_PAGER):
        match draft.content:
            case PressRelease() as content:
                file = docx_writer.write(_release(dossier, content), colors, dossier.made_at)
                made.append(Artifact(path(draft, "docx"), file, "press release", locale=draft.locale, draft=draft.code))
            case OnePager() as content:
                file = _printed(dossier, content, colors)
                made.append(Artifact(path(draft, "pdf"), file, "one-pager", locale=draft.locale, draft=draft.code))
            case _:
                continue
    return [*_tables(dossier), *made]


def _tables(dossier: Dossier) -> list[Artifact]:
    plan = dossier.strategy
    if not plan.launch.phases:
        return []
    timeline = [
        (each.id, each.name, each.starts, each.ends, each.purpose, each.gate, each.decided_on, each.owner)
        for each in plan.launch.phases
    ]
    tasks = [(each.id, each.phase, each.due, each.task, each.done_when, each.owner) for each in plan.launch.tasks]
    header = ("id", "phase", "starts", "ends", "purpose", "gate", "decided_on", "owner")
    return [
        sheet(f"{FOLDER}/phases.csv", "phase timeline", header, timeline),
        sheet(f"{FOLDER}/checklist.csv", "launch checklist", ("id", "phase", "due", "task", "done", "owner"), tasks),
    ]


def _release(dossier: Dossier, release: PressRelease) -> Outline:
    return Outline(
        title=release.headline,
        subtitle=release.embargo,
        brand=dossier.brief.brand.name,
        logo=dossier.logo,
        language=dossier.locale,
        blocks=tuple(_release_blocks(dossier, release)),
    )


def _release_blocks(dossier: Dossier, release: PressRelease) -> Iterator[Block]:
    opening = (Sentence(text=f"{release.dateline}."), Sentence(text=release.lead))
    yield Paragraph(sentences=opening, lead=True)
    yield from (prose(text) for text in release.paragraphs)
    if release.glance:
        yield Heading(text="At a glance", level=2)
        yield Bullets(items=tuple(prose(text) for text in release.glance))
    for quote in release.quotes:
        yield Slogan(label=quote.by, text=f"“{quote.text}”")
    yield Heading(text=f"About {dossier.brief.brand.name}", level=2)
    yield prose(release.about)
    yield Heading(text="Contact", level=2)
    yield Bullets(items=tuple(prose(text) for text in release.contact))
    yield from (prose(text) for text in (release.link, *release.legal) if text)


def _printed(dossier: Dossier, content: OnePager, colors: Palette) -> bytes:
    outline = Outline(
        title=content.promise,
        subtitle=dossier.brief.brand.name,
        brand=dossier.brief.brand.name,
        logo=dossier.logo,
        language=dossier.locale,
        blocks=tuple(_one_page(content)),
    )
    return typeset(outline, "letter", colors, dossier.made_at, dossier.brief.market.countries[0])


def _one_page(content: OnePager) -> Iterator[Block]:
    yield prose(content.subline, lead=True)
    for section in content.sections:
        yield Heading(text=section.heading)
        yield from (prose(text) for text in section.paragraphs)
        if section.bullets:
            yield Bullets(items=tuple(prose(text) for text in section.bullets))
    yield Slogan(label=" · ".join(content.contact), text=content.action)
    yield from (prose(text) for text in content.legal)
