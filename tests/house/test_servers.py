"""The ladder to a PostgreSQL holds, says so when it does not, and leaves no server behind."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from servers import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="aicmo-server-", dir="/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name) / "server"


@pytest.mark.postgres
def test_a_server_ends_with_the_process_it_was_started_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ended that process: a killed test session stops nothing itself."""
    monkeypatch.delenv(postgres.URL_VARIABLE, raising=False)
    with subprocess.Popen(["sleep", "60"]) as owner:
        server = postgres.start(folder, owner=owner.pid)
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        owner.kill()
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url)


@pytest.mark.postgres
def test_a_stopped_server_leaves_no_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.URL_VARIABLE, raising=False)
    server = postgres.start(folder, owner=os.getpid(), durable=True)
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
    server.stop()
    assert not folder.exists()


def test_a_server_that_is_given_is_taken_and_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.URL_VARIABLE, "postgresql://somebody@elsewhere/postgres")
    server = postgres.start(folder, owner=os.getpid())
    server.stop()
    assert server == postgres.Server("postgresql://somebody@elsewhere/postgres")
    assert not folder.exists()


def test_without_any_postgres_one_sentence_says_what_to_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.URL_VARIABLE, raising=False)
    monkeypatch.setattr(postgres, "_embedded", lambda: None)
    monkeypatch.setattr(postgres, "_system", lambda: None)
    with pytest.raises(postgres.NoPostgres, match=postgres.URL_VARIABLE) as refused:
        postgres.start(folder, owner=os.getpid())
    assert len(str(refused.value).splitlines()) == 1
