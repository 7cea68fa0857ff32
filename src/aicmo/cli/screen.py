"""What reaches the terminal: results on stdout, everything else on stderr, nothing that could steer the terminal."""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aicmo.reception.plain import clean

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout; all else goes to stderr.")]

PIPE_WIDTH: Final = 200


@cache
def results() -> Console:
    """Return the console for what was asked for."""
    return _console(stderr=False)


@cache
def notes() -> Console:
    """Return the console for progress, warnings and errors."""
    return _console(stderr=True)


def show(*things: RenderableType) -> None:
    """Print results for people."""
    for thing in things:
        results().print(clean(thing) if isinstance(thing, str) else thing, soft_wrap=isinstance(thing, str))


def say(text: object, *, style: str | None = None) -> None:
    """Print one remark for people on stderr."""
    notes().print(clean(text), style=style, soft_wrap=True)


def print_json(document: object) -> None:
    """Print the one JSON document of a command, in UTF-8 whatever the terminal's encoding is."""
    text = json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"
    sys.stdout.buffer.write(text.encode("utf-8", errors="backslashreplace"))
    sys.stdout.buffer.flush()


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(stderr=stderr, width=width, markup=False, highlight=False, emoji=False)
