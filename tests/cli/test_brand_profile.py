"""A client's brand profile: kept, merged into its briefs with its source shown, and contradicted by none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.terminal import EXAMPLE
from web.browsing import picture

if TYPE_CHECKING:
    from pathlib import Path

    from cli.terminal import Terminal

PROFILE = """
avoid: [cheap beans]
terms:
  - {use: guests, instead_of: [punters]}
"""


def test_a_profile_goes_into_every_brief_of_its_client(terminal: Terminal, tmp_path: Path) -> None:
    key = next(
        line.split()[1] for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line.startswith("client:")
    )
    file = tmp_path / "profile.yaml"
    file.write_text(PROFILE, encoding="utf-8")
    assert terminal.aicmo("brand", "set", key, str(file), "--json").code == 0
    ended = terminal.aicmo("brief", "check", str(EXAMPLE), "--json")
    understood = ended.json["brief"]
    assert {"cheap beans", "punters"} <= set(understood["brief"]["rules"]["avoid"])
    told = [each for each in understood["assumptions"] if "brand profile" in each["why"]]
    assert [(each["field"], each["value"]) for each in told] == [("rules.avoid", "cheap beans, punters")]

    file.write_text("colors: ['#123456']\n", encoding="utf-8")
    assert terminal.aicmo("brand", "set", key, str(file)).code == 0
    ended = terminal.aicmo("brief", "check", str(EXAMPLE), "--json")
    assert ended.code == 3
    assert "contradicts_brand_profile" in {each["code"] for each in ended.json["errors"]}
    logo = tmp_path / "logo.png"
    logo.write_text("<svg/>", encoding="utf-8")
    refused = terminal.aicmo("brand", "logo", key, str(logo))
    assert (refused.code, "is an SVG" in refused.err) == (2, True)
    logo.write_bytes(picture())
    assert terminal.aicmo("brand", "logo", key, str(logo), "--json").json["logo"]["width"] == 400
    assert "400 × 160 pixels" in terminal.aicmo("brand", "show", key).out
    assert terminal.aicmo("brand", "logo", key, "--remove", "--json").json["removed"]
    assert terminal.aicmo("brand", "remove", key).code == 0
    assert terminal.aicmo("brief", "check", str(EXAMPLE)).code == 0
    assert terminal.aicmo("brand", "show", key).code == 2
