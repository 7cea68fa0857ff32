"""00_readme.md: what the package holds, and how each file is imported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc
from aicmo.delivery import markdown
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.outline import Block, Bullets, Column, Heading, Outline, Table, prose


class Import(Doc):
    """How one file is imported; ``match`` is a part of its path."""

    match: str
    how: str


class Guide(Doc):
    """What each folder is for, and how files are imported."""

    folder: dict[str, str]
    imports: tuple[Import, ...]


@cache
def guide() -> Guide:
    """Return the shipped guide."""
    return Guide.model_validate(read_toml("aicmo.delivery", "guide.toml"))


def artifact(dossier: Dossier, others: Sequence[Artifact]) -> Artifact:
    """Return the readme for a package of these files."""
    outline = Outline(
        title=f"{dossier.brief.brand.name}: {dossier.brief.title}",
        subtitle=f"{dossier.pack.title}, version 1.0 of {dossier.day(dossier.made_on)}, for approval",
        brand=dossier.brief.brand.name,
        language=dossier.locale,
        blocks=tuple(_blocks(dossier, others)),
    )
    return Artifact("00_readme.md", markdown.write(outline), "readme", locale=dossier.locale)


def _blocks(dossier: Dossier, others: Sequence[Artifact]) -> Iterator[Block]:
    yield prose(
        "Start with 00_cover_letter.pdf: its first page says what to approve, and by when. "
        f"index.html shows the whole package in a browser, without a connection. The package holds {dossier.size}."
    )
    yield Heading(text="Folders")
    folders = dict.fromkeys(each.path.partition("/")[0] for each in others if "/" in each.path)
    rows = tuple(
        (name, guide().folder[name], str(sum(each.path.startswith(f"{name}/") for each in others)))
        for name in sorted(folders)
    )
    columns = (Column(title="Folder"), Column(title="Holds", width=4), Column(title="Files", figures=True))
    yield Table(caption="", columns=columns, rows=rows)
    yield Heading(text="How to import")
    usable = [each for each in guide().imports if any(each.match in other.path for other in others)]
    yield Bullets(items=tuple(prose(f"{each.match}: {each.how}") for each in usable))
    yield prose(
        "In every CSV, a cell that a spreadsheet could take for a formula starts with an apostrophe; "
        "remove it where the text is published."
    )
    yield Heading(text="Changes and contact")
    yield prose("This is the first version: 09_approvals/changelog.md records every later one.")
    yield prose("Reply to the message this package came with; send changes as one list from one person.")
    yield prose("manifest.sha256 lists every file's checksum (sha256sum -c manifest.sha256).")
