"""What closes the strategy: assumptions, claims held back, what is missing, sources; and how to read the marks."""

from __future__ import annotations

from aicmo.delivery.dossier import Dossier
from aicmo.delivery.outline import Block, Bullets, Column, Heading, Table, prose
from aicmo.onboarding.documents import Assumption
from aicmo.strategy.documents import Source

MARKS = (
    ("B", "stated in your brief"),
    ("S1, S2 …", "a published source, listed under Sources"),
    ("A1, A2 …", "an assumption, listed under Assumptions: please correct it where you know better"),
    ("C", "our plan or calculation, from your brief and the sources"),
)


def blocks(dossier: Dossier) -> list[Block]:
    """Return the closing chapters; those with nothing to say are left out."""
    return [
        *assumptions(dossier, level=1),
        *held_back(dossier, level=1),
        *_missing(dossier),
        *_sources(dossier),
    ]


def legend(dossier: Dossier) -> list[Block]:
    """Return how to read the marks, as far as the document has them."""
    absent = {"S" * (not dossier.strategy.sources), "A" * (not _assumed(dossier))}
    rows = tuple(row for row in MARKS if row[0][0] not in absent)
    columns = (Column(title="Mark", width=0), Column(title="The statement is"))
    return [Table(caption="Every statement says where it comes from", columns=columns, rows=rows)]


def assumptions(dossier: Dossier, *, level: int) -> list[Block]:
    """Return the numbered assumptions of brief and plan."""
    known = _assumed(dossier)
    if not known:
        return []
    rows = tuple((each.id, _about(dossier, each), each.value, each.why) for each in known)
    columns = (Column(title="", width=0), Column(title="About", width=3), Column(title="We assume", width=5))
    table = Table(
        caption="Correct any of these and the plan follows", columns=(*columns, Column(title="Why", width=6)), rows=rows
    )
    return [_heading("Assumptions", level), table]


def held_back(dossier: Dossier, *, level: int) -> list[Block]:
    """Return the claims that appear in no copy until there is evidence."""
    if not dossier.held_back:
        return []
    rows = tuple((claim.id, claim.text, claim.reason) for claim in dossier.held_back)
    return [
        _heading("Claims held back", level),
        prose("These appear in none of the drafts. Send the evidence, and the next version may use them."),
        Table(
            caption="Claims without evidence",
            columns=(Column(title="", width=0), Column(title="Claim", width=6), Column(title="Why", width=6)),
            rows=rows,
        ),
    ]


def _about(dossier: Dossier, assumption: Assumption) -> str:
    """Return what an assumption is about: a persona by name, a field of the brief in words."""
    subject, _, rest = assumption.field.partition(".")
    name = next((persona.name for persona in dossier.strategy.personas if persona.id == subject), None)
    return f"{name}: {field_name(rest)}" if name else field_name(assumption.field)


def field_name(field: str) -> str:
    """Return a brief's field in words: ``goal.kpi.target`` is ``goal, kpi, target``."""
    return field.replace("_", " ").replace(".", ", ")


def source_line(dossier: Dossier, source: Source) -> str:
    """Return one source as a reference list has it."""
    read = "read in a secondary copy" if source.secondary else "read at the source"
    return (
        f"{source.id}: {source.publisher}, {source.title}, {source.year}. {source.region}; {source.sample}. "
        f"Checked {dossier.day(source.checked_on)}, {read}."
    )


def _missing(dossier: Dossier) -> list[Block]:
    if not dossier.strategy.missing:
        return []
    items = tuple(prose(line) for line in dossier.strategy.missing)
    return [Heading(text="What would make this plan stronger"), Bullets(items=items)]


def _sources(dossier: Dossier) -> list[Block]:
    if not dossier.strategy.sources:
        return []
    items = tuple(prose(source_line(dossier, source)) for source in dossier.strategy.sources)
    return [Heading(text="Sources"), Bullets(items=items)]


def _assumed(dossier: Dossier) -> tuple[Assumption, ...]:
    return dossier.strategy.assumptions or dossier.normalized.assumptions


def _heading(text: str, level: int) -> Heading:
    return Heading(text=text, level=1 if level == 1 else 2)
