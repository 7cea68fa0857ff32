"""What the documents promise exists: linked files, named files, commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from house.tree import ROOT, short, tracked

DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
FILE = re.compile(r"(?<![\w./-])(?:tests|scripts|examples|docs|benchmarks|src)/[\w./-]*\w")
COMMAND = re.compile(r"(?<![\w./-])aicmo ((?:db |brief )?[a-z]+)")
TOOL = re.compile(r"uv run (?:--[\w-]+ )*([a-z][\w-]*)")
PROGRAMS = Path(sys.executable).parent


def code_of(path: Path) -> str:
    """Return what a document shows as code: fenced blocks and words between backticks."""
    text = path.read_text(encoding="utf-8")
    fenced = re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL)
    return "\n".join([*fenced, *re.findall(r"`([^`\n]+)`", text)])


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_named_files_and_programs_exist(name: str) -> None:
    code = code_of(ROOT / name)
    files = {file for file in FILE.findall(code) if "<" not in file}
    assert {file for file in files if not (ROOT / file).exists()} == set()
    assert {tool for tool in TOOL.findall(code) if not (PROGRAMS / tool).exists()} == set()


def test_every_command_of_the_readme_is_one_of_the_program() -> None:
    unknown = []
    for command in sorted(set(COMMAND.findall(code_of(ROOT / "README.md")))):
        asked = [PROGRAMS / "aicmo", *command.split(), "--help"]
        if subprocess.run(asked, check=False, capture_output=True).returncode != 0:
            unknown.append(command)
    assert unknown == []
