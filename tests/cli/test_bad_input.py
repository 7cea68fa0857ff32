"""Bad input ends in a sentence and the right exit code, and leaves no row and no file, not even a database."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.terminal import EXAMPLE, Terminal

UNREADABLE = {
    "broken.yaml": b"brief: [1\npack: {",
    "big.yaml": b"x" * 10_000_000,
    "nul.yaml": b"brief: 1\0\n",
    "utf16.yaml": "brief: 1\ntitle: wide\n".encode("utf-16"),
    "empty.yaml": b"",
    "list.yaml": b"- one\n- two\n",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_exit_2(empty_folder: Terminal, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(UNREADABLE[name])
    ended = empty_folder.aicmo("run", tmp_path / name, "--json")
    assert (ended.code, ended.json["run_id"], ended.json["success"]) == (2, None, False)
    assert name in ended.json["error"]
    assert empty_folder.left() == []


@pytest.mark.parametrize("path", ["missing.yaml", "."])
def test_a_path_that_is_no_file_is_exit_2(empty_folder: Terminal, path: str) -> None:
    assert empty_folder.aicmo("run", path).code == 2
    assert empty_folder.left() == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("pack: campaign_standard", "pack: everything"), ("starts: in 21 days", "starts: 2020-01-01")],
)
def test_a_brief_that_is_refused_or_open_is_exit_3(
    empty_folder: Terminal, tmp_path: Path, was: str, becomes: str
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert was in text
    (tmp_path / "odd.yaml").write_text(text.replace(was, becomes), encoding="utf-8")
    ended = empty_folder.aicmo("run", tmp_path / "odd.yaml", "--json")
    assert ended.code == 3
    assert ended.json["outcome"] in {"rejected", "needs_clarification"}
    assert ended.json["errors"] or ended.json["questions"]
    assert empty_folder.left() == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", EXAMPLE, "--fail-at", "nowhere"),
        ("run", EXAMPLE, "--out", "/dev/null/x"),
        ("nonsense",),
        ("list", "--status", "HAPPY"),
        ("show", "not-an-id"),
        ("show", "0123"),
        ("retry", "0123"),
        ("cancel", "0123"),
        ("worker", "--concurrency", "0"),
        ("packs", "nothing"),
        ("brief", "new", "--pack", "nothing"),
    ],
    ids=lambda arguments: " ".join(map(str, arguments[:1] + arguments[-1:])),
)
def test_wrong_usage_is_exit_2_and_one_json_document(empty_folder: Terminal, arguments: tuple[object, ...]) -> None:
    ended = empty_folder.aicmo(*arguments, "--json")
    assert ended.code == 2
    assert ended.json["error"]
    assert empty_folder.left() == []


@pytest.mark.parametrize(
    "environment",
    [
        {"AICMO_DATABASE_URL": "not a url"},
        {"AICMO_DATABASE_URL": "mysql://host/name"},
        {"AICMO_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        {"AICMO_DATABASE_URL": "sqlite:////proc/nowhere/aicmo.db"},
        {"AICMO_PERSISTENCE_MODE": "cloud"},
    ],
    ids=lambda environment: next(iter(environment.values())),
)
def test_a_broken_environment_is_exit_5(empty_folder: Terminal, environment: dict[str, str]) -> None:
    ended = empty_folder.aicmo("run", EXAMPLE, "--json", **environment)
    assert ended.code == 5
    assert ended.json["error"] in ended.err
    assert empty_folder.left() == []


@pytest.mark.parametrize("command", ["list", "doctor", "packs"])
def test_looking_makes_nothing(empty_folder: Terminal, command: str) -> None:
    assert empty_folder.aicmo(command, "--json").code == 0
    assert empty_folder.left() == []
