"""The boundary: every exception ends here, as a sentence for people, a JSON document for programs, and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from aicmo.cli import screen
from aicmo.cli.causes import cause
from aicmo.cli.exits import INTERRUPTED, PIPE_CLOSED

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    # A command ends before its garbage could matter, and collecting it costs a tenth of its time. Workers turn it on.
    gc.disable()
    code = outcome(list(sys.argv[1:] if arguments is None else arguments))
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _unheard()
    sys.exit(code)


def outcome(arguments: Sequence[str]) -> int:
    """Carry out one command and return its exit code; nothing is raised, unless ``AICMO_DEBUG`` asks for it."""
    from aicmo.cli.program import program

    try:
        return program(args=list(arguments), prog_name="aicmo", standalone_mode=False) or 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _unheard()
    except Exception as error:
        if os.environ.get("AICMO_DEBUG"):
            raise
        return _explain(error, in_json="--json" in arguments)


def _explain(error: Exception, *, in_json: bool) -> int:
    message, code, document = cause(error)
    if message:
        screen.say(message, style="red")
    if in_json:
        screen.print_json({"success": False, "error": message, "exit_code": int(code)} | document)
    return code


def _unheard() -> int:
    # Python flushes stdout once more at its end and would complain about the closed pipe.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED
