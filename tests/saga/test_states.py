"""The picture, the table, and what the database really did."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import event

from aicmo.saga import Status
from aicmo.saga.states import KEEPS_EFFECTS, MOVES, TERMINAL, sources

if TYPE_CHECKING:
    from saga.shop import World

PICTURE = Path(__file__).parents[2] / "docs" / "states.md"


def test_the_picture_shows_exactly_the_moves_there_are() -> None:
    arrows = re.findall(r"^    ([A-Z]+) --> ([A-Z]+)", PICTURE.read_text(), re.MULTILINE)

    assert {(Status(a), Status(b)) for a, b in arrows} == {(a, b) for a, targets in MOVES.items() for b in targets}


def test_every_status_is_explained_below_the_picture() -> None:
    explained = re.findall(r"^\| `([A-Z]+)` \|", PICTURE.read_text(), re.MULTILINE)

    assert [Status(word) for word in explained] == list(Status)


def test_an_ended_run_moves_nowhere_and_only_the_undone_keep_nothing() -> None:
    assert {Status.COMPLETED, Status.FAILED, Status.COMPENSATED} == TERMINAL
    assert set(Status) - KEEPS_EFFECTS == {Status.FAILED, Status.COMPENSATED}
    assert sources(Status.COMPENSATED) == (Status.COMPENSATING,)


def test_every_reason_the_engine_gives_is_in_the_docs(world: World) -> None:
    documented = set(re.findall(r"^\| `([a-z ]+)` \|", PICTURE.read_text(), re.MULTILINE))
    given: set[str] = set()

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if "UPDATE workflow_runs" in statement:
            given.update(reason for reason in documented if re.search(f"[\"']{reason}[\"']", repr(parameters)))

    event.listen(world.database.engine, "before_cursor_execute", note)
    world.run(carrier="rejected")
    world.run(carrier="down")
    world.run(carrier="bug")
    world.run(meta={"rehearse": "pack"})

    assert {"rejected", "out of attempts", "retrying", "bug", "rehearsed"} <= given
