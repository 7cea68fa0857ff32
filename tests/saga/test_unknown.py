"""When nobody knows whether a commit happened, the database is asked; nothing is guessed, nothing is inserted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from aicmo.errors import EnvironmentProblem
from aicmo.saga import Status, audit, unknown
from saga.shop import EVERYTHING, NOTHING

if TYPE_CHECKING:
    from saga.shop import World


def _commits(statement: str) -> bool:
    """Say whether the statement ends a transaction that writes: on PostgreSQL a step's commit is one, and an undo's."""
    in_one = "INSERT INTO workflow_steps" in statement or "DELETE FROM" in statement
    return statement == "COMMIT" or (statement.startswith("WITH") and in_one)


class Line:
    """Breaks the connection at the n-th COMMIT, before it arrives or before its acknowledgement does."""

    def __init__(self, world: World, *, at: int, applied: bool, times: int = 1) -> None:
        self.at = at
        self.seen = 0
        self.left = times
        self.cuts = 0
        name = "after_cursor_execute" if applied else "before_cursor_execute"
        event.listen(world.database.engine, name, self._see)

    def _see(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not _commits(statement):
            return
        self.seen += 1
        if self.seen >= self.at and self.left:
            self.left -= 1
            self.cuts += 1
            connection.invalidate()
            raise OperationalError(statement, None, ConnectionError("the line is cut"))


@pytest.mark.parametrize("applied", [False, True], ids=["request lost", "reply lost"])
@pytest.mark.parametrize("carrier", ["ok", "rejected"])
def test_a_connection_cut_at_any_commit_changes_nothing_about_the_result(
    world: World, carrier: str, *, applied: bool
) -> None:
    for at in range(1, 7):
        line = Line(world, at=at, applied=applied)
        run = world.run(carrier=carrier)

        wanted = Status.COMPLETED if carrier == "ok" else Status.COMPENSATED
        assert run.state is wanted
        assert world.count(run.id) == (EVERYTHING if carrier == "ok" else NOTHING)
        assert [step.seq for step in world.steps(run.id)] == ([0, 1, 2] if carrier == "ok" else [0, 1])
        line.left = 0
        if at <= 3:
            assert line.cuts == 1
    assert audit(world.database, [world.saga], world.storage) == []


@pytest.mark.postgres
def test_a_backend_terminated_before_commit_costs_nothing_but_a_second_try(world: World) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite has no backend to terminate")
    ended: list[int] = []

    def terminate(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if _commits(statement) and not ended:
            ended.append(cursor.connection.info.backend_pid)
            with world.database.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": ended[0]})

    event.listen(world.database.engine, "before_cursor_execute", terminate)
    run = world.run()

    assert len(ended) == 1
    assert run.state is Status.COMPLETED
    assert world.count(run.id) == EVERYTHING


def test_a_database_that_stays_away_is_said_so_and_the_run_is_finished_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unknown, "PAUSES", (0.0, 0.0))
    line = Line(world, at=2, applied=False, times=3)
    with pytest.raises(EnvironmentProblem, match="The database does not answer: the line is cut"):
        world.run()
    assert line.cuts == 3

    with world.worker() as worker:
        worker.work(until_idle=True)

    assert world.count() == EVERYTHING
