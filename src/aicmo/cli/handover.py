"""Handing a package over to a folder of the user's: all of it or nothing, and never over something else."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aicmo.cli.exits import Code, Refusal
from aicmo.cli.writable import hindrance

if TYPE_CHECKING:
    from aicmo.reception.record import Package


def check_target(out: Path) -> None:
    """Refuse a target that can hold no package, before any work is done; makes nothing."""
    if why := hindrance(out):
        raise Refusal(f"--out {out}: {why}. Choose another folder.")


def check_free(out: Path, name: str) -> None:
    """Refuse a target where something of the name that a new package will have lies already."""
    for path in (out / name, out / f"{name}.zip"):
        if path.exists() or path.is_symlink():
            raise Refusal(f"{path} is there already, and this run would make another package. Choose another --out.")


def hand_over(package: Package, out: Path) -> dict[str, Any]:
    """Put the package's folder and ZIP into ``out`` and say where they are, as JSON data.

    What is there already is left alone when it is this very package; anything else there is a Refusal (2).
    """
    folder, zipped = out / Path(package.zip).stem, out / package.zip
    where = package.as_json(folder.absolute(), zipped.absolute())
    if _is_there(package, folder, zipped):
        return where
    for path in (folder, zipped):
        if path.exists() or path.is_symlink():
            raise Refusal(f"{path} is there already and is not this package; it was left alone. Choose another --out.")
    out.mkdir(parents=True, exist_ok=True)
    staging = out / f".{folder.name}.{uuid4().hex[:8]}"
    try:
        _copy(package, staging)
        (staging / package.zip).rename(zipped)
        staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return where


def _copy(package: Package, staging: Path) -> None:
    for name, _, digest in package.files:
        content = (package.path / name).read_bytes()
        if sha256(content).hexdigest() != digest:
            raise Refusal(f"{package.path / name} is damaged: it is not what the run wrote.", Code.ENVIRONMENT)
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).write_bytes(content)


def _is_there(package: Package, folder: Path, zipped: Path) -> bool:
    """Say whether exactly this package lies there: same files, same content."""
    wanted = {zipped if name == package.zip else folder / name: digest for name, _, digest in package.files}
    found = {path for path in folder.rglob("*") if not path.is_dir()}
    return found == wanted.keys() - {zipped} and all(_digest(path) == digest for path, digest in wanted.items())


def _digest(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None
