"""Asking before what cannot be taken back: the name of it must be typed, by somebody who is there."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from aicmo.cli import screen
from aicmo.cli.exits import Refusal

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def confirm(what: str, word: str) -> None:
    """Let ``what`` go on if ``word`` is typed; raises Refusal otherwise, and when nobody is at the keyboard."""
    if not sys.stdin.isatty():
        raise Refusal(f"This would {what}. Nobody is here to confirm that: use --yes.")
    screen.say(f"This would {what}, for good. Type {word} to go on:")
    if sys.stdin.readline().strip() != word:
        raise Refusal("Nothing was deleted.")
