"""A scheduler that decides, statement by statement, which of several actors goes on: interleavings without a sleep.

Every actor stops before each of its statements until it is let go. One that then waits for a lock of another's is seen
waiting in the database itself (``pg_stat_activity``); on SQLite, which has one writer, who would wait is not chosen.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import event, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aicmo.db import Database

LOOK_SECONDS: Final = 0.002
PATIENCE_SECONDS: Final = 60.0
MOST_TURNS: Final = 5_000
WAITS: Final = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = :pid"


@dataclass(eq=False)
class Actor:
    """Somebody who works on a database of his own, in a thread; his heart is left alone."""

    database: Database
    work: Callable[[], Any]
    statement: str | None = None
    pid: int = 0
    is_open: bool = False
    is_over: bool = False
    error: BaseException | None = None
    turn: threading.Event = field(default_factory=threading.Event)


class Schedule:
    """Lets actors take turns as the dice of ``seed`` fall, until all are through. ``trail`` is who took which turn."""

    def __init__(self, watcher: Database, actors: Sequence[Actor], seed: int) -> None:
        """``watcher`` is a database object that no actor uses."""
        self.trail: list[int] = []
        self.waits = 0
        self._watcher = watcher
        self._actors = actors
        self._seed = seed
        self._dice = random.Random(seed)  # noqa: S311 (a test's dice, repeatable)
        self._changed = threading.Condition()

    def play(self) -> None:
        """Begin and end all actors; raises what an actor raised."""
        threads = [threading.Thread(target=self._act, args=(actor,), daemon=True) for actor in self._actors]
        ears = [ear for actor in self._actors for ear in self._ears(actor)]
        for ear in ears:
            event.listen(*ear)
        for thread in threads:
            thread.start()
        while not all(actor.is_over for actor in self._actors):
            self._settle()
            self._let_go()
            if len(self.trail) > MOST_TURNS:
                raise AssertionError(f"seed {self._seed} comes to no end: {self.trail[-40:]}")
        for thread in threads:
            thread.join()
        for ear in ears:
            event.remove(*ear)
        for actor in self._actors:
            if actor.error is not None:
                raise actor.error

    def _ears(self, actor: Actor) -> list[tuple[Any, str, Callable[..., None]]]:
        def before(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if threading.current_thread().name.startswith("heart"):
                return
            info = getattr(cursor.connection, "info", None)
            with self._changed:
                actor.statement, actor.pid = statement, info.backend_pid if info else 0
                self._changed.notify()
            actor.turn.wait()
            actor.turn.clear()
            if statement.startswith("BEGIN"):
                actor.is_open = True

        def after(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith(("COMMIT", "ROLLBACK")) and not statement.startswith("ROLLBACK TO"):
                actor.is_open = False

        engine = actor.database.engine
        return [(engine, "before_cursor_execute", before), (engine, "after_cursor_execute", after)]

    def _act(self, actor: Actor) -> None:
        try:
            actor.work()
        except BaseException as error:  # noqa: BLE001 (raised again in the test's own thread)
            actor.error = error
        with self._changed:
            actor.is_over = True
            self._changed.notify()

    def _settle(self) -> None:
        """Wait until every actor stands before a statement, is through, or is seen to wait for another's lock."""
        until = monotonic() + PATIENCE_SECONDS
        while True:
            with self._changed:
                moving = [actor for actor in self._actors if actor.statement is None and not actor.is_over]
                if not moving:
                    return
                self._changed.wait(LOOK_SECONDS)
            stand = len(moving) < sum(not actor.is_over for actor in self._actors)
            if stand and all(self._waits(actor) for actor in moving):
                self.waits += 1
                return
            if monotonic() > until:
                raise AssertionError(f"seed {self._seed}: nobody moves after {self.trail}")

    def _waits(self, actor: Actor) -> bool:
        if self._watcher.is_sqlite or not actor.pid:
            return False
        with self._watcher.connect() as connection:
            return bool(connection.scalar(text(WAITS), {"pid": actor.pid})) and actor.statement is None

    def _let_go(self) -> None:
        with self._changed:
            ready = [actor for actor in self._actors if actor.statement is not None and self._may(actor)]
            if not ready:
                standing = [actor.statement for actor in self._actors if not actor.is_over]
                assert not standing, f"seed {self._seed}: nobody may go on: {standing}"
                return
            chosen = self._dice.choice(ready)
            chosen.statement = None
        self.trail.append(self._actors.index(chosen))
        chosen.turn.set()

    def _may(self, actor: Actor) -> bool:
        writes = not str(actor.statement).lstrip().startswith(("SELECT", "PRAGMA", "COMMIT", "ROLLBACK"))
        others = [other for other in self._actors if other is not actor and other.is_open]
        return not (self._watcher.is_sqlite and writes and others)
