"""The files of runs, in a folder: ``<root>/<run>/<fence>/<step>/<name>``.

Every file is written and synced before the commit that names it, and nothing is renamed after that commit, so a stale
holder of a run can touch only its own folder. The folder of a fence is the fence of the disk: a holder makes it before
he asks whether his claim still stands, and writes only into one that is there. Whoever comes after him takes it away,
and from then on he can leave nothing, even if he dies before he knows.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import ENOENT, ENOTEMPTY
from hashlib import sha256
from pathlib import Path, PurePosixPath
from unicodedata import normalize
from uuid import UUID

from aicmo.errors import EnvironmentProblem
from aicmo.saga.errors import DefinitionError
from aicmo.saga.facts import File

MAX_NAME = 200
TRIES = 5
WRITERS = 8


@dataclass(frozen=True, slots=True)
class Stored:
    """What the ledger keeps of a file."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A step folder on the disk, or that of a fence without any; ``path`` is relative to the root."""

    run_id: UUID
    fence: int
    path: str


class Storage:
    """A folder of runs' files, shared by all workers."""

    def __init__(self, root: Path) -> None:
        """Use ``root``, which is made when the first file is written."""
        self.root = root

    def admit(self, run_id: UUID, fence: int) -> None:
        """Make the folder of a fence. Only then ask whether the claim stands: who finds that it does may write."""
        with self._writing():
            _make(self.root / str(run_id) / str(fence))

    def write(self, run_id: UUID, fence: int, step: str, files: Sequence[File]) -> tuple[str, list[Stored]]:
        """Write a step's files durably; return their folder (relative to the root) and what was stored.

        Raises EnvironmentProblem when the disk refuses, and when the fence's folder is not there (any more).
        """
        folder = f"{run_id}/{fence}/{step}"
        _remove(self.root / folder)  # not its parents: other items of the step may be about to write there
        with self._writing():
            (self.root / folder).mkdir()
            stored = _write_all(self.root / folder, files)
            _sync_folders(self.root / folder)
        return folder, stored

    def read(self, folder: str, name: str) -> bytes:
        """Return the content of one committed file."""
        return self.path(folder, name).read_bytes()

    def path(self, folder: str, name: str) -> Path:
        """Return where a committed file is."""
        return self.root / folder / _safe(name)

    def folders(self, run_id: UUID | None = None) -> Iterator[Folder]:
        """Yield the step folders found on the disk, of one run or of all."""
        runs = [self.root / str(run_id)] if run_id else sorted(self.root.glob("*-*-*-*-*"))
        for run in runs:
            for fence in sorted(run.glob("*")):
                if fence.is_dir() and fence.name.isdecimal() and (owner := _uuid(run.name)):
                    for path in sorted(step for step in fence.glob("*") if step.is_dir()) or (fence,):
                        yield Folder(owner, int(fence.name), path.relative_to(self.root).as_posix())

    def discard(self, run_id: UUID, *, up_to: int, keep: Collection[str] = ()) -> int:
        """Remove a run's folders made under fences up to ``up_to``, but for those to ``keep``; return how many.

        Folders of higher fences belong to a later holder and are never touched.
        """
        gone = [found for found in self.folders(run_id) if found.fence <= up_to and found.path not in keep]
        for found in gone:
            self.remove(found.path)
        return len(gone)

    def remove(self, folder: str) -> None:
        """Remove one folder, and its parents if they are empty then; nothing there is fine."""
        _remove(self.root / folder)
        for parent in list(PurePosixPath(folder).parents)[:-1]:
            with suppress(OSError):  # not empty, or gone already: either is right
                (self.root / parent).rmdir()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise EnvironmentProblem(f"Cannot write to the storage {self.root}: {error.strerror}.") from error


def _make(path: Path) -> None:
    for _ in range(TRIES):  # a stale holder who clears up after himself may take an empty parent away again
        with suppress(FileNotFoundError):
            path.mkdir(parents=True, exist_ok=True)
            return
    raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(path))


def _remove(path: Path) -> None:
    # A stale holder may write or delete here at the same moment: what it disturbs is looked at again.
    for _ in range(TRIES):
        try:
            shutil.rmtree(path)
        except OSError as error:
            if error.errno not in {ENOENT, ENOTEMPTY}:
                raise EnvironmentProblem(f"Cannot delete {path}: {error.strerror}.") from error
        if not path.exists():
            return
    raise EnvironmentProblem(f"Cannot delete {path}: somebody goes on writing there.")


def _write_all(folder: Path, files: Sequence[File]) -> list[Stored]:
    # Side by side: the disk then syncs many files at once, where one after another each waits for a sync of its own.
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="writer") as writers:
        return list(writers.map(lambda file: _write(folder, file), files))


def _write(folder: Path, file: File) -> Stored:
    name = _safe(file.name)
    path = folder / name
    for parent in list(name.parents)[-2::-1]:  # one by one: none of them brings back the folder of a fence
        (folder / parent).mkdir(exist_ok=True)
    with path.open("xb") as out:
        out.write(file.content)
        out.flush()
        os.fsync(out.fileno())
    return Stored(file.name, len(file.content), sha256(file.content).hexdigest())


def _sync_folders(top: Path) -> None:
    for folder in (top, *(path for path in top.rglob("*") if path.is_dir()), *list(top.parents)[:4]):
        if not folder.is_dir():
            continue
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def check_names(names: Sequence[str]) -> None:
    """Raise DefinitionError unless every disk takes these names together, also one to which case does not matter."""
    paths = [PurePosixPath(_plain(_safe(name).as_posix())) for name in names]
    folders = {parent for path in paths for parent in path.parents}
    if len(set(paths)) != len(paths):
        raise DefinitionError("A step returned two files of one name.")
    for path in paths:
        if path in folders:
            raise DefinitionError(f"{str(path)!r} is the file name of one file and the folder of another.")


def _plain(name: str) -> str:
    return normalize("NFC", name).casefold()


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    escapes = path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name
    length = len(name.encode(errors="replace"))
    if escapes or not path.parts or length > MAX_NAME or not _is_text(name):
        raise DefinitionError(
            f"{name!r} is no file name a step may return: use a relative path of at most {MAX_NAME} bytes."
        )
    return path


def _is_text(name: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
