"""Through a pooler in transaction mode everything still holds, with ``?pooler=transaction`` in the URL.

Needs pgbouncer (Debian has it) on the path, or named by ``AICMO_TEST_PGBOUNCER``; skipped without it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from aicmo.db import Database
from aicmo.saga import Order, Status, Storage, audit, submit
from saga.shop import EVERYTHING, NOTHING, World
from servers.postgres import _as_system_user, _give_to_system_user

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = os.environ.get("AICMO_TEST_PGBOUNCER") or shutil.which("pgbouncer")
PORT = 6432
"""Names the socket, in a folder of its own."""
SETTINGS = """
[databases]
* = host={host} user={user}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
listen_port = {port}
auth_type = any
pool_mode = transaction
default_pool_size = 4
ignore_startup_parameters = extra_float_digits
"""


@pytest.fixture
def pooled(world: World, tmp_path: Path) -> Iterator[World]:
    """Return the world as it is seen through four shared connections."""
    if world.database.is_sqlite:
        pytest.skip("SQLite needs no pooler")
    if not PROGRAM:
        pytest.skip("there is no pgbouncer: install Debian's, or name one in AICMO_TEST_PGBOUNCER")
    url = world.database.url
    folder = Path(tempfile.mkdtemp(prefix="aicmo-pool-", dir="/tmp"))
    values = {"host": url.query.get("host") or url.host, "user": url.username, "folder": folder, "port": PORT}
    (folder / "pgbouncer.ini").write_text(SETTINGS.format(**values))
    folder.chmod(0o755)
    _give_to_system_user(folder)
    process = subprocess.Popen([PROGRAM, folder / "pgbouncer.ini"], **_as_system_user())
    try:
        _until_it_answers(folder / f".s.PGSQL.{PORT}", process)
        through = make_url(f"postgresql://{url.username}@/{url.database}").set(
            query={"host": str(folder), "port": str(PORT), "pooler": "transaction"}
        )
        yield World(Database(through), Storage(tmp_path / "pooled"), world.saga, world.carrier)
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def test_runs_end_as_they_should_through_a_pooler_in_transaction_mode(pooled: World) -> None:
    ends = dict.fromkeys(("ok", "rejected", "down"), 20)
    queued = {
        submit(pooled.database, pooled.saga, Order("o", {"customer": "Ada", "carrier": says}))[0]: says
        for says, count in ends.items()
        for _ in range(count)
    }
    url = pooled.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "saga.workers", url, str(pooled.storage.root), "6"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    workers = [subprocess.Popen(command, env=environment) for _ in range(2)]

    assert [worker.wait(120) for worker in workers] == [0, 0]
    for run_id, says in queued.items():
        assert pooled.get(run_id).state is (Status.COMPLETED if says == "ok" else Status.COMPENSATED)
        assert pooled.count(run_id) == (EVERYTHING if says == "ok" else NOTHING)
    assert audit(pooled.database, [pooled.saga], pooled.storage) == []
    pooled.database.close()


def test_nothing_is_prepared_and_nobody_listens(pooled: World) -> None:
    assert not pooled.database.can_listen
    with pooled.database.connect() as connection:
        for _ in range(20):
            connection.exec_driver_sql("SELECT 1")
        assert connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar() == 0
    pooled.database.close()


def _until_it_answers(path: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "pgbouncer does not start"
        with socket.socket(socket.AF_UNIX) as line:
            if line.connect_ex(str(path)) == 0:
                return
        Event().wait(0.1)
    raise AssertionError("pgbouncer does not answer")
