"""What docs/api.md says is carried out: its session, its table of problems, its addresses."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from fastapi.routing import iter_route_contexts

from aicmo.web.api.kinds import KINDS
from api.program import Program
from cli.terminal import ROOT, Terminal

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("curl") is None, reason="the session is one of curl's")
def test_the_session_works_as_it_stands_there(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (session,) = re.findall(r"```\n(aicmo key.*?)```", TEXT, flags=re.DOTALL)
    served = terminal.start("serve", "--port", "0", "--json")
    assert served.stdout is not None
    try:
        url = _document(served.stdout)["url"]
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        ended = subprocess.run(
            ["bash", "-e", "-c", session.replace("http://127.0.0.1:8000", str(url))],
            check=False,
            cwd=tmp_path,
            env=terminal.environment | {"PATH": programs},
            capture_output=True,
            text=True,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert "event: ended" in ended.stdout
        assert json.loads((tmp_path / "understood.json").read_text())["outcome"] == "accepted"
        assert json.loads((tmp_path / "run.json").read_text())["status"] == "COMPLETED"
        assert ZipFile(tmp_path / "package.zip").testzip() is None
    finally:
        served.terminate()
        served.communicate(timeout=30)


def test_every_kind_of_problem_and_every_address_is_documented(program: Program) -> None:
    table = dict(re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", TEXT, flags=re.MULTILINE))
    assert table == {slug: str(kind.status) for slug, kind in KINDS.items()}
    last = {
        str(route.path).rstrip("}").rpartition("/")[2] for route in iter_route_contexts(program.site.state.api.routes)
    }
    words = {re.sub(r"^\{|:path$", "", word) for word in last}
    assert {
        word for word in words if word.lower() not in TEXT.lower() and word not in {"run_id", "link_id", "slug"}
    } == set()


def _document(stream: object) -> dict[str, object]:
    """Return the first JSON document of a stream that stays open."""
    lines = ""
    for line in stream:  # type: ignore[attr-defined]
        lines += line
        if line.startswith("}"):
            break
    found: dict[str, object] = json.loads(lines)
    return found
