"""The client's own brief with each gap marked where it stands, to be filled in and sent again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.freetext.rewriting import structured
from aicmo.onboarding.reading import is_free_text, parse, receive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aicmo.onboarding.documents import Ask, Intake, Reading, Received
    from aicmo.onboarding.loading import Parsed


def prefilled(received: Received, intake: Intake, reading: Reading | None = None) -> str:
    """Return the brief as it came, with a comment at each gap and an empty field for what is missing.

    Nothing the client wrote is changed. Where a field cannot be put in its place (JSON, inline mappings) the comment
    at the head names it. Free text becomes a structured brief of what was understood, each field with its line.
    """
    if is_free_text(received):
        received = structured(received, reading)
    head = [f"# ! {_flat(problem.message)}" for problem in intake.errors]
    parsed = parse(received)
    asks = (*intake.questions, *intake.later)
    placed = _placed(received.text.splitlines(), parsed, asks)
    text = "\n".join([*head, *placed]) + "\n"
    return text if _is_same(text, parsed) else _headed(received, head, asks)


def _placed(lines: Sequence[str], parsed: Parsed, asks: Iterable[Ask]) -> list[str]:
    above: dict[int, list[str]] = defaultdict(list)
    below: dict[int, list[str]] = defaultdict(list)
    ends: dict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        parent, _, key = ask.field.rpartition(".")
        if ask.field in parsed.places:
            line, column = parsed.places[ask.field]
            above[line].append(" " * (column - 1 if not lines[line - 1][: column - 1].strip() else 0) + _note(ask))
        elif parent in parsed.places:
            below[parsed.places[parent][0]] += _under(lines, parsed, parent, key, ask)
        else:
            ends[parent].append(ask)
    body = [text for number, line in enumerate(lines, 1) for text in (*above[number], line, *below[number])]
    return body + [text for parent, group in ends.items() for text in _at_the_end(parent, group)]


def _under(lines: Sequence[str], parsed: Parsed, parent: str, key: str, ask: Ask) -> list[str]:
    """Return the missing key as the first one of its parent, indented like its neighbours."""
    line, column = parsed.places[parent]
    inside = [place for path, place in parsed.places.items() if path.rpartition(".")[0] == parent and place[0] > line]
    indent = " " * (inside[0][1] - 1 if inside else column + 1)
    is_block = lines[line - 1].split(" #")[0].rstrip().endswith(":")
    return [f"{indent}{_note(ask)}", f"{indent}{key}:"] if is_block else [f"# {ask.field}: {_note(ask)[2:]}"]


def _at_the_end(parent: str, group: Iterable[Ask]) -> list[str]:
    indent = "  " if parent else ""
    fields = [text for ask in group for text in (indent + _note(ask), f"{indent}{ask.field.rpartition('.')[2]}:")]
    return ["", f"{parent}:", *fields] if parent else fields


def _headed(received: Received, head: Sequence[str], asks: Iterable[Ask]) -> str:
    notes = [f"# {ask.field}: {_note(ask)[2:]}" for ask in asks]
    return "\n".join([*head, *notes, received.text.lstrip("\ufeff")])


def _note(ask: Ask) -> str:
    assumed = f" Assumed if you say so: {ask.default}." if ask.default is not None else ""
    return f"# ? {_flat(ask.reason)} For example: {_flat(ask.example).rstrip('.')}.{assumed}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _is_same(text: str, parsed: Parsed) -> bool:
    """Say whether a marked brief still says what the client's did."""
    try:
        marked = parse(receive("brief", text.encode())).data
    except BriefError:
        return False
    return _given(marked) == _given(parsed.data)


def _given(value: object) -> object:
    if isinstance(value, dict):
        found = {key: _given(inner) for key, inner in value.items()}
        return {key: inner for key, inner in found.items() if inner not in (None, {})}
    return [_given(item) for item in value] if isinstance(value, list) else value
