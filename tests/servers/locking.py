"""Two at once, on purpose: threads that have begun their transactions and wait for the same lock."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from aicmo.db import Database

PATIENCE = 20
"""Seconds."""


def started(database: Database, work: Callable[[], Any]) -> threading.Thread:
    """Start the work in a thread; return when it has begun its transaction."""
    begun = threading.Event()

    def see(*given: Any) -> None:
        if threading.current_thread() is thread and given[2].startswith("BEGIN"):
            begun.set()

    event.listen(database.engine, "before_cursor_execute", see)
    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(PATIENCE)
    event.remove(database.engine, "before_cursor_execute", see)
    return thread


def until_locked_out(database: Database, number: int) -> None:
    """Return when so many connections wait for a lock."""
    if database.is_sqlite:
        return  # there BEGIN IMMEDIATE itself waits, and each has said it
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with database.connect() as connection:
        for _ in range(50 * PATIENCE):
            if connection.scalar(query) == number:
                return
            threading.Event().wait(0.02)
    raise AssertionError(f"{number} never waited at once.")
