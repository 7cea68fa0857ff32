"""A new brief to fill in: every field of the model in order, with what to write and an example."""

from __future__ import annotations

from functools import cache
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pydantic import Field
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from aicmo.catalog import packs, read_toml
from aicmo.catalog.documents import Doc
from aicmo.onboarding.gaps import required_by
from aicmo.onboarding.marking import prefilled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Line", "lines", "lines_for", "new_brief", "prefilled"]

WIDTH: Final = 1_000
"""Characters: an example stays on its line."""
HEAD = """\
# {title}: {summary}
# Fill in what has no value yet. A line that starts with # is optional: take the # away and write your own.
# Dates are 2027-03-01 or in 21 days. Put text that holds a colon followed by a space, or starts with a sign, in quotes.
# `aicmo brief check` says what is missing.
brief: 1
"""


class Line(Doc):
    """One field of a new brief: its dotted path, what to write, and an example in YAML (another one for some packs).

    ``packs`` are those that it is for; none: all.
    """

    field: str
    note: str
    example: str
    example_by_pack: dict[str, str] = Field(default_factory=dict)
    packs: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """The top-level key it stands under."""
        return self.field.partition(".")[0]


def lines_for(pack: str) -> tuple[Line, ...]:
    """Return the fields of a brief for one pack, each with its example there."""
    return tuple(
        line.model_copy(update={"example": line.example_by_pack.get(pack, line.example)})
        for line in lines()
        if not line.packs or pack in line.packs
    )


@cache
def lines() -> tuple[Line, ...]:
    """Return the fields of a brief in the order in which a person fills them in."""
    return tuple(Line.model_validate(row) for row in read_toml("aicmo.onboarding", "template.toml")["line"])


def new_brief(pack: str) -> str:
    """Return a brief to fill in for a pack, as YAML with comments; KeyError for an unknown pack.

    Fields that the pack cannot do without stand empty, so that intake asks for each one that was left out.
    """
    sold = packs()[pack]
    asked = required_by(sold)
    head = HEAD.format(title=sold.title, summary=sold.summary)
    sections = groupby(lines_for(pack), key=lambda line: line.section)
    return head + "\n".join(text for _, group in sections for text in _section(list(group), asked, pack)) + "\n"


def _section(group: Sequence[Line], asked: frozenset[str], pack: str) -> Iterator[str]:
    if len(group) == 1 and "." not in group[0].field:
        yield _line(group[0], "", asked, pack)
        return
    is_asked = _is_asked(group, asked)
    yield ""
    yield f"{group[0].section}:" if is_asked else f"# {group[0].section}:"
    for line in group:
        yield _line(line, "  ", asked, pack) if is_asked else "\n".join(f"#   {text}" for text in _optional(line))


def _line(line: Line, indent: str, asked: frozenset[str], pack: str) -> str:
    """Return a field that the pack cannot do without as an empty one, any other as a comment to be opened."""
    key = line.field.rpartition(".")[2]
    if line.field == "pack":
        return f"{key}: {pack}   # {line.note}"
    if line.field in asked:
        return f"{indent}{key}:   # {line.note}, for example: {line.example}"
    return "\n".join(f"{indent}# {text}" for text in _optional(line))


def _optional(line: Line) -> list[str]:
    """Return the lines of an example: lists and mappings one entry a line, as a person fills them in."""
    key = line.field.rpartition(".")[2]
    yaml = YAML(typ="rt")
    yaml.preserve_quotes, yaml.width = True, WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    found = yaml.load(f"{key}: {line.example}")
    if not isinstance(found[key], (CommentedSeq, CommentedMap)) or not found[key]:
        return [f"{key}: {line.example}   # {line.note}"]
    _open(found)
    out = StringIO()
    yaml.dump(found, out)
    return [f"{key}:   # {line.note}", *out.getvalue().splitlines()[1:]]


def _open(node: object) -> None:
    """Write a list or mapping, and what is in it, one entry a line."""
    if isinstance(node, (CommentedSeq, CommentedMap)):
        node.fa.set_block_style()
        for inner in node.values() if isinstance(node, CommentedMap) else node:
            _open(inner)


def _is_asked(group: Iterable[Line], asked: frozenset[str]) -> bool:
    return any(line.field in asked for line in group)
