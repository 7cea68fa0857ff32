"""An auditor who keeps his own list of what was made, and a checksum of what is others'; the engine is never asked.

What a run made he knows from the triggers' history, what there is from the tables and the disk.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, text

from crash import recorder
from crash.invariants import violations
from crash.recorder import history

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Table

    from aicmo.db import Database
    from crash.recorder import Seen


RUN: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Whole:
    """What a run that has completed has: rows by table, and so many files."""

    rows: Mapping[str, int]
    files: int


@dataclass
class Auditor:
    """Remembers, from when he was made, the rows of others; ``tables`` are those that runs write to."""

    database: Database
    tables: Sequence[Table]
    root: Path
    foreign: dict[str, str] = field(init=False)
    _others: dict[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Look at what is there already: none of it is the coming runs'."""
        there = self._there()
        self._others = {name: {*rows} for name, rows in there.items()}
        self.foreign = {name: _sum(rows.values()) for name, rows in there.items()}

    def verdict(self, whole: Mapping[str, Whole], entries: Sequence[Seen] | None = None) -> list[str]:
        """Return every disagreement between what the runs say of themselves and what there is.

        ``whole`` says by workflow what a completed run has; ``entries`` is the history since he was made.
        """
        entries = history(self.database) if entries is None else entries
        made = {
            (entry.detail["table"], _plain(entry.detail["id"])): entry.run for entry in entries if entry.kind == "row"
        }
        there, said = self._there(), self._said({entry.run for entry in entries if entry.kind == "run"})
        rows: dict[str, Counter[str]] = {run: Counter() for run in said}
        found = self._collateral(there)
        for name, present in there.items():
            for key in present.keys() - self._others[name]:
                owner = made.get((name, key))
                if owner is None or owner not in said:
                    found.append(f"{name} {key}: a row that no run made")
                else:
                    rows[owner][name] += 1
        files = Counter(_owner(path) for path in self.root.rglob("*") if path.is_file())
        found += [f"files of {run}: nobody knows this run" for run in files.keys() - said.keys()]
        for run, (workflow, status) in said.items():
            found += _judged(run, status, rows[run], files[run], whole[workflow])
        return found

    def _collateral(self, there: Mapping[str, Mapping[str, str]]) -> list[str]:
        kept = {
            name: _sum(text for key, text in rows.items() if key in self._others[name]) for name, rows in there.items()
        }
        return [f"{name}: rows of others are not what they were" for name in kept if kept[name] != self.foreign[name]]

    def _there(self) -> dict[str, dict[str, str]]:
        with self.database.connect() as connection:
            return {
                table.name: {
                    row.id.hex: repr(tuple(row)) for row in connection.execute(select(table).order_by(table.c.id))
                }
                for table in self.tables
            }

    def _said(self, runs: set[str]) -> dict[str, tuple[str, str]]:
        status = "CASE WHEN erased_at IS NULL THEN status ELSE 'ERASED' END"
        query = text(f"SELECT id, workflow, {status} FROM workflow_runs")  # noqa: S608
        with self.database.connect() as connection:
            rows = connection.execute(query).all()
        return {_plain(key): (workflow, status) for key, workflow, status in rows if _plain(key) in runs}


@contextmanager
def audited(database: Database, tables: Sequence[Table], root: Path, whole: Mapping[str, Whole]) -> Iterator[None]:
    """Keep a history of this block, and afterwards see that it breaks no invariant and that nothing is left of it."""
    recorder.install(database, tables)
    auditor = Auditor(database, tables, root)
    yield
    entries = history(database)
    assert entries, "nothing was recorded"
    assert violations(entries) + auditor.verdict(whole, entries) == []


def _judged(run: str, status: str, rows: Counter[str], files: int, whole: Whole) -> list[str]:
    match status:
        case "COMPLETED":
            is_right = (
                dict(+rows) == {name: count for name, count in whole.rows.items() if count} and files == whole.files
            )
        case "COMPENSATED" | "FAILED" | "ERASED":
            is_right = not +rows and not files
        case "QUARANTINED":
            is_right = bool(+rows) or bool(files)
        case _:
            return [f"run {run}: left {status}"]
    return [] if is_right else [f"run {run}: {status} with {dict(rows)} and {files} files"]


def _owner(path: Path) -> str:
    """Return the run a file belongs to: its folder's name says so."""
    return next((_plain(part) for part in path.parts if RUN.fullmatch(part)), path.name)


def _plain(key: Any) -> str:
    return str(key).replace("-", "")


def _sum(rows: Any) -> str:
    return sha256("\n".join(rows).encode(errors="surrogatepass")).hexdigest()
