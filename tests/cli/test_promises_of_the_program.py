"""What the program promises about itself: light help, documented commands, JSON shapes of the smaller commands."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from typer.main import get_command

from aicmo.cli.program import program
from cli.terminal import EXAMPLE, ROOT, Terminal

GROUPS = {"brief", "db", "draft"}


def commands() -> list[str]:
    """Return every command with its group, such as ``db check``, but for those that only the program itself calls."""
    found = []
    for name, command in get_command(program).commands.items():  # type: ignore[attr-defined]
        if command.hidden:
            continue
        inner = getattr(command, "commands", None)
        found += [f"{name} {each}" for each in inner] if inner else [name]
    return found


def test_help_brings_neither_database_nor_renderers_with_it() -> None:
    code = (
        "import sys; from aicmo.cli.boundary import outcome; assert outcome(['--help']) == 0;"
        "heavy = {'sqlalchemy', 'docx', 'typst', 'pydantic', 'alembic', 'rich.markdown'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("command", commands())
def test_every_command_and_option_is_documented(command: str) -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    section = re.search(rf"^### `aicmo {command}\b.*?(?=^### |^## |\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert section, f"docs/cli.md has no section for aicmo {command}"
    found = get_command(program)
    for word in command.split():
        found = found.commands[word]  # type: ignore[attr-defined]
    options = {option for parameter in found.params for option in parameter.opts if option.startswith("--")}
    assert {option for option in options - {"--help", "--json"} if option not in section.group()} == set()
    assert "--json" in options


@pytest.mark.parametrize("command", commands())
def test_every_help_has_an_example_and_its_exit_codes(command: str) -> None:
    found = get_command(program)
    for word in command.split():
        found = found.commands[word]  # type: ignore[attr-defined]
    assert f"Example: aicmo {command}" in (found.epilog or "")
    assert "Exit code" in (found.epilog or "")


def test_the_database_commands_go_up_and_down(empty_folder: Terminal) -> None:
    assert empty_folder.aicmo("db", "current").code == 5
    assert empty_folder.aicmo("db", "upgrade", "--json").json["is_current"] is True
    assert empty_folder.aicmo("db", "check", "--json").json == {"ok": True, "current": True, "differences": []}
    assert empty_folder.aicmo("db", "reset").code == 2, "nobody is there to confirm"
    assert set(empty_folder.aicmo("db", "reset", "--yes", "--json").json["deleted"].values()) == {0}
    assert empty_folder.aicmo("db", "downgrade", "nowhere").code == 2
    assert empty_folder.aicmo("db", "downgrade", "base", "--json").json["current"] == []
    assert empty_folder.aicmo("db", "check").code == 5


def test_a_new_brief_can_be_checked_and_marked(empty_folder: Terminal) -> None:
    assert empty_folder.aicmo("brief", "new", "--pack", "social_starter", "--out", "new.yaml").code == 0
    assert empty_folder.aicmo("brief", "new", "--out", "new.yaml").code == 2, "never over a file that is there"
    checked = empty_folder.aicmo("brief", "check", "new.yaml", "--write", "marked.yaml", "--json")
    assert (checked.code, checked.json["outcome"]) == (3, "needs_clarification")
    assert set(checked.json["questions"][0]) == {"field", "reason", "example", "default"}
    assert empty_folder.left() == ["marked.yaml", "new.yaml"]


def test_a_good_brief_is_accepted_and_its_schema_is_json(empty_folder: Terminal) -> None:
    assert empty_folder.aicmo("brief", "check", EXAMPLE, "--json").json["outcome"] == "accepted"
    assert empty_folder.aicmo("brief", "schema").json["additionalProperties"] is False
    assert empty_folder.left() == []


def test_the_audit_finds_a_planted_folder_and_sweeps_it(terminal: Terminal) -> None:
    planted = terminal.folder / "aicmo-storage" / "01a20692-ea3f-7733-8179-e4b63e4f03f8" / "1" / "generate_draft"
    planted.mkdir(parents=True)
    found = terminal.aicmo("audit", "--json")
    assert (found.code, [orphan["kind"] for orphan in found.json["orphans"]]) == (1, ["folder"])
    assert terminal.aicmo("audit", "--sweep").code == 0
    assert not planted.exists()
