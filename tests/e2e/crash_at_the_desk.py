"""Kill an edit of a held run, and the check that follows, at one boundary after another; print how many there were.

A process of its own: what renders cards starts threads, and they do not survive the forks of the crash points.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from aicmo.app import App
from aicmo.db import Database
from aicmo.saga import Order, Status, Storage, audit, get, newest, steps, submit
from aicmo.saga.testing import drain
from aicmo.saga.testing.crashing import crash_everywhere
from aicmo.settings import Settings
from aicmo.workflows import desk
from aicmo.workflows.trail import trail
from aicmo.writing import Writer
from aicmo.writing.builtin import BuiltinWriter
from e2e.agency import accepted

if TYPE_CHECKING:
    from aicmo.saga import WorkflowRun

STRIDE = 13
"""Boundaries from one crash to the next: a whole flow takes a second."""


class IdleWriter(BuiltinWriter):
    """Writes two posts and goes home: quality control fails, and little is to be done again."""

    def write(self, assignments: Any, editor: Any = None) -> Any:
        written = super().write(assignments, editor)
        few = ("ig-01", "ig-02")
        return [one if each.slot.id in few else None for each, one in zip(assignments, written, strict=True)]


def signed(content: Any) -> Any:
    return content.model_copy(update={"text": content.text.removesuffix(" Ines") + " Ines"})


class Flow:
    """One edit of one held run for each crash."""

    def __init__(self, url: str, storage: Path) -> None:
        self.app = App(Settings(), Database(url), Storage(storage))

    def ready(self, at: int) -> None:
        given = accepted("coffee").model_dump(mode="json", by_alias=True)
        submit(self.app.database, self.app.saga, Order(str(at), given, meta={"on_qc_fail": "hold"}))
        self.drain()

    def drain(self) -> None:
        app = self.app
        drain(app.database, [app.saga], app.storage, {**app.tools, Writer: IdleWriter()}, expect=[Status.WAITING])

    def run_of(self, at: int) -> WorkflowRun:
        return next(run for run in newest(self.app.database, limit=1000) if run.subject == str(at))

    def work(self, at: int) -> None:
        run_id = self.run_of(at).id
        (first, _) = desk.drafts(self.app.database, run_id).values()
        desk.edit(self.app.database, run_id, {first.code: signed(first.content)}, by="Ines")
        self.drain()

    def check(self, at: int) -> None:
        database, run_id = self.app.database, self.run_of(at).id
        self.drain()
        run, (first, second) = get(database, run_id), desk.drafts(database, run_id).values()
        was_sent = bool(trail(database, run_id))
        assert (run.state, run.attempt) == (Status.WAITING, 1 + was_sent)
        assert (first.origin, second.origin) == ("human" if was_sent else "builtin", "builtin")
        assert (first.content == signed(first.content)) is was_sent
        assert [step.step for step in steps(database, run_id) if step.undone_at is None] == list(run.steps[:3])
        assert audit(database, [self.app.saga], self.app.storage) == []
        self.ready(at + STRIDE)


def main(url: str, storage: str) -> None:
    flow = Flow(url, Path(storage))
    pid = os.fork()
    if pid == 0:
        flow.ready(1)
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
    boundaries = crash_everywhere(flow.app.database, flow.work, flow.check, every=STRIDE)
    sys.stdout.write(f"{boundaries}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
