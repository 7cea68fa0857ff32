"""A worker that is killed in the middle of its calls to a model: the next one pays for the others only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from threading import Event
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from aicmo.app import App
from aicmo.saga import Status, Storage
from aicmo.saga.testing import Clock, drain
from aicmo.settings import Settings
from e2e.agency import EXAMPLES
from servers.models import Models, Stall

if TYPE_CHECKING:
    from pathlib import Path

    from aicmo.db import Database

ANSWERED, PARALLEL, LEASE = 4, 2, 301


def test_killed_in_the_middle_of_its_calls_a_run_goes_on_without_repeating_the_finished_ones(
    database: Database, tmp_path: Path
) -> None:
    full = Event()

    def manner(number: int, _drafts: list[dict[str, Any]]) -> Stall | None:
        if number == ANSWERED + PARALLEL:
            full.set()
        return Stall() if ANSWERED < number <= ANSWERED + PARALLEL else None

    with Models(manner) as models:
        asked: dict[str, Any] = {
            "writer": "openai:gpt-5-mini",
            "writer_url": f"{models.url}/v1",
            "writer_key": "k",
            "writer_parallel": 2,
        }
        url = database.url.render_as_string(hide_password=False)
        env = {f"AICMO_{name.upper()}": str(value) for name, value in asked.items()}
        env |= {"AICMO_DATABASE_URL": url, "AICMO_STORAGE": str(tmp_path / "storage")}
        command = [sys.executable, "-m", "aicmo", "run", str(EXAMPLES / "coffee.yaml")]
        with subprocess.Popen(command, env={**os.environ, **env}, stderr=subprocess.DEVNULL) as process:
            assert full.wait(60)
            process.kill()

        with Clock(database) as clock:
            clock.advance(LEASE)
            app = App(Settings(**asked), database, Storage(tmp_path / "storage"))
            (run,) = drain(app.database, [app.saga], app.storage, app.tools, expect=[Status.COMPLETED])
        prompts = Counter(models.prompts)

    assert run.fence > 1
    with database.connect() as connection:
        answered = connection.scalar(text("SELECT count(*) FROM production_calls WHERE outcome = 'answered'"))
    assert answered == len(prompts)
    assert len(models.requests) == len(prompts) + PARALLEL, "only what was under way was asked again"
    assert sorted(prompts.values())[-PARALLEL - 1 :] == [1, 2, 2]
