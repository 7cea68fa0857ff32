"""The README is carried out, not only read."""

from __future__ import annotations

import re
import shlex
import shutil

from cli.terminal import ROOT, Terminal


def test_every_command_of_the_readme_works(empty_folder: Terminal) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"```\n(.*?)```", text, flags=re.DOTALL))
    lines = re.findall(r"^(?:.*--no-dev )?aicmo ([^#\n]+)", blocks, flags=re.MULTILINE)
    assert len(lines) > 5
    shutil.copytree(ROOT / "examples", empty_folder.folder / "examples")
    for line in lines:
        ended = empty_folder.aicmo(*shlex.split(line))
        expected = 3 if line.startswith("brief check") else 0  # a new brief has open questions
        assert (line, ended.code) == (line, expected), ended.err
