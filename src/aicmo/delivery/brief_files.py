"""01_brief: the brief as it came, as it was understood, and the gaps that were filled."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.delivery import appendix, markdown
from aicmo.delivery.artifact import Artifact, media_types
from aicmo.delivery.canonical import canonical
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.outline import Block, Bullets, Column, Heading, Outline, Table, prose

FOLDER = "01_brief"


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return what was received, what was understood, and assumptions and questions."""
    suffix = dossier.received.name.rpartition(".")[2].lower()
    suffix = suffix if suffix in media_types().brief_suffixes else "txt"
    received = Artifact(f"{FOLDER}/brief_as_received.{suffix}", dossier.received.text.encode(), "brief as received")
    understood = canonical(dossier.normalized.model_dump(mode="json", by_alias=True))
    return [
        received,
        Artifact(f"{FOLDER}/brief_normalised.json", understood, "brief as understood"),
        Artifact(f"{FOLDER}/assumptions_and_questions.md", _questions(dossier), "assumptions and questions"),
    ]


def _questions(dossier: Dossier) -> bytes:
    return markdown.write(
        Outline(
            title="Assumptions and questions",
            subtitle=f"{dossier.brief.title}, received {dossier.day(dossier.normalized.received_on)}",
            brand=dossier.brief.brand.name,
            language=dossier.locale,
            blocks=tuple(_blocks(dossier)),
        )
    )


def _blocks(dossier: Dossier) -> Iterator[Block]:
    yield from appendix.assumptions(dossier, level=1) or [prose("The brief left nothing to assume.")]
    yield from _asked(dossier)
    yield from appendix.held_back(dossier, level=1)
    yield from _requests(dossier)
    if dossier.strategy.missing:
        yield Heading(text="Still missing")
        yield Bullets(items=tuple(prose(line) for line in dossier.strategy.missing))


def _asked(dossier: Dossier) -> Iterator[Block]:
    if dossier.intake.questions:
        yield Heading(text="Questions")
        rows = tuple(
            (appendix.field_name(ask.field), ask.reason, ask.example, ask.default or "–")
            for ask in dossier.intake.questions
        )
        titles = ("About", "Why we ask", "An answer could be", "Assumed until then")
        yield Table(caption="", columns=tuple(Column(title=title) for title in titles), rows=rows)


def _requests(dossier: Dossier) -> Iterator[Block]:
    if dossier.normalized.requests:
        yield Heading(text="What you asked for")
        rows = tuple((request.text, request.status.replace("_", " ")) for request in dossier.normalized.requests)
        yield Table(caption="", columns=(Column(title="Request"), Column(title="In this package")), rows=rows)
