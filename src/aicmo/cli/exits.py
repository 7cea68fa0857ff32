"""How a command ends: the exit codes, and the one exception with which a command ends early."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

from aicmo.errors import AicmoError


class Code(IntEnum):
    """The exit codes, part of the contract with scripts."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    BRIEF = 3
    PERSON = 4
    ENVIRONMENT = 5


INTERRUPTED: Final = 130
"""As shells say it: ended by Ctrl-C."""
PIPE_CLOSED: Final = 141
"""As shells say it: the reader of our output went away."""

BY_STATUS: Final = {
    "COMPLETED": Code.DONE,
    "FAILED": Code.FAILED,
    "COMPENSATED": Code.FAILED,
    "WAITING": Code.PERSON,
    "QUARANTINED": Code.PERSON,
}


def code_of(status: str) -> Code:
    """Return the exit code of a command that saw its run stop in ``status``."""
    return BY_STATUS.get(status, Code.ENVIRONMENT)


class Refusal(AicmoError):
    """The command ends here: a message for people, and what the JSON document says beside it."""

    def __init__(self, message: str, code: Code = Code.USAGE, **document: Any) -> None:
        """``document`` adds to the JSON document of the error."""
        super().__init__(message)
        self.code = code
        self.document = document
