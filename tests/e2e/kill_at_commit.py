"""Runs the real command line in this process and kills it with SIGKILL right after its n-th commit of a step.

``python -m e2e.kill_at_commit N ARGUMENTS…``; N counts checkpoints written, and past the last one it counts nothing.
``N`` = ``undo`` kills after the commit that marks checkpoints undone.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from aicmo.cli import main


class Killer:
    """Remembers that a statement of interest was written, and kills once it is committed."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.checkpoints = 0
        self.armed = False

    def __call__(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement == "COMMIT" and self.armed:
            os.kill(os.getpid(), signal.SIGKILL)
        if "INSERT INTO workflow_steps" in statement:
            self.checkpoints += 1
            self.armed = str(self.checkpoints) == self.at
            if self.armed and statement.startswith("WITH"):  # on PostgreSQL a step's commit is this one statement
                os.kill(os.getpid(), signal.SIGKILL)
        if self.at == "undo" and "UPDATE workflow_steps" in statement:
            self.armed = True
            if statement.startswith("WITH"):  # and so is an undo's
                os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    moment = sys.argv.pop(1)
    event.listen(Engine, "after_cursor_execute", Killer(moment))
    main()
