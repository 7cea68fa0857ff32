"""Names say what is inside, and nothing names the machine it was made on."""

from __future__ import annotations

import re

from house.tree import ROOT, modules, short, tracked

BUCKETS = {"utils", "util", "helpers", "helper", "common", "misc", "service", "services", "manager", "managers", "core"}
MACHINE = re.compile(r"(?<![\w.:/])/(?:work|root|Users|home/(?!page)\w+)/\w")


def test_no_module_is_a_bucket() -> None:
    """A module is named after the thing it holds; these names hold anything."""
    assert [short(path) for path in modules() if {path.stem, path.parent.name} & BUCKETS] == []


def test_no_tracked_file_names_a_path_of_somebodys_machine() -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{short(path)}: {match.group()}" for match in MACHINE.finditer(text)]
    assert found == []


def test_the_lock_file_stays_out_of_the_repository() -> None:
    """It names package hosts; `exclude-newer` in pyproject.toml makes resolution reproducible instead."""
    assert ROOT / "uv.lock" not in tracked()


def test_every_ignored_lint_has_its_reason_beside_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start, end = lines.index("[tool.ruff.lint]"), lines.index("[tool.ruff.lint.pydocstyle]")
    ignored = [line.strip() for line in lines[start:end] if re.match(r'\s+"[A-Z]+\d*"', line)]
    assert ignored
    assert [line for line in ignored if "#" not in line] == []
