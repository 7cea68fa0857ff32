"""The package as a whole: rows, roots, manifests, ZIP, and what is refused."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pypdf
import pytest

from aicmo.delivery.artifact import is_well_named
from aicmo.delivery.documents import Manifest
from aicmo.delivery.models import DeliveryArtifact, DeliveryPackage
from aicmo.saga import File, Rejected
from delivery.alder import World
from delivery.alder_brief import brief
from delivery.alder_drafts import contents, post

ZIP = "alder-and-rain_campaign_20261123_v1.0.zip"


def test_one_package_row_and_one_artifact_row_per_file() -> None:
    made = World().deliver()
    packages = [each for each in made if isinstance(each, DeliveryPackage)]
    artifacts = [each for each in made if isinstance(each, DeliveryArtifact)]
    files = {each.name: each.content for each in made if isinstance(each, File)}
    assert len(packages) == 1
    assert packages[0].zip_file == ZIP
    assert packages[0].zip_sha256 == hashlib.sha256(files[ZIP]).hexdigest()
    assert {f"{each.root}/{each.path}" for each in artifacts} == set(files) - {ZIP}
    for each in artifacts:
        content = files[f"{each.root}/{each.path}"]
        assert (each.sha256, each.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
        assert each.package_id == packages[0].id


def test_the_same_facts_give_the_same_bytes_under_new_row_ids(package: dict[str, bytes]) -> None:
    again = World().files()
    assert {name: content for name, content in again.items() if package.get(name) != content} == {}
    assert list(again) == list(package)


def test_the_order_of_rows_does_not_matter(package: dict[str, bytes]) -> None:
    turned = World(contents=dict(reversed(contents().items())))
    assert turned.files() == package


def test_the_zip_holds_the_client_root_and_nothing_else(package: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(package[ZIP])) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        held = {f"client/{name}": archive.read(name) for name in names}
    assert held == {name: content for name, content in package.items() if name.startswith("client/")}


@pytest.mark.parametrize("root", ["client", "internal"])
def test_manifest_and_checksums_list_every_file_truly(package: dict[str, bytes], root: str) -> None:
    files = {name.removeprefix(f"{root}/"): data for name, data in package.items() if name.startswith(f"{root}/")}
    raw = files["manifest.json"]
    manifest = Manifest.model_validate_json(raw)
    assert {entry.path for entry in manifest.files} == set(files) - {"manifest.json", "manifest.sha256"}
    assert all(entry.sha256 == hashlib.sha256(files[entry.path]).hexdigest() for entry in manifest.files)
    assert raw == json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    sums = {line[66:]: line[:64] for line in files["manifest.sha256"].decode().splitlines()}
    assert sums == {path: hashlib.sha256(data).hexdigest() for path, data in files.items() if path != "manifest.sha256"}


def test_every_name_keeps_the_convention(package: dict[str, bytes]) -> None:
    assert [name for name in package if not is_well_named(name)] == []


def test_the_client_root_does_not_name_the_product_or_its_findings(package: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(package[ZIP])) as archive:
        texts = b"\n".join(archive.read(name) for name in archive.namelist())
    assert not re.search(rb"aicmo", texts, re.IGNORECASE)
    assert b"A sentence of 24 words" not in texts
    assert b"A sentence of 24 words" in package["internal/qc/qc_report.html"]


def test_a_draft_that_names_the_product_is_refused() -> None:
    leaking = contents() | {"fb-01": ("facebook", post("fb-01", "Written with AICMO for you."), None)}
    with pytest.raises(Rejected, match="not for the client") as refused:
        World(contents=leaking).files()
    assert any("fb-01_v1.md" in problem for problem in refused.value.report["problems"])


def test_a_client_may_use_our_words_in_the_brief() -> None:
    files = World().with_brief(title="Meet aicmo").files()
    assert b"Meet aicmo" in files["client/00_readme.md"]


def test_a_package_is_not_dated_before_its_brief() -> None:
    late = World().normalized.model_copy(update={"received_on": date(2026, 11, 24)})
    assert "alder-and-rain_campaign_20261124_v1.0.zip" in World(normalized=late).files()


def test_failed_quality_control_delivers_nothing() -> None:
    with pytest.raises(Rejected, match="Quality control"):
        World(state="FAIL").deliver()


def test_a_planned_card_that_was_never_rendered_is_named() -> None:
    with pytest.raises(Rejected, match=r"cards/fb-01\.png"):
        World(cards=False).deliver()


def test_a_character_without_a_glyph_is_refused_and_shown() -> None:
    with pytest.raises(Rejected, match="could not be displayed") as refused:
        World().with_brief(title="Before the 雨").files()
    assert refused.value.report["rule"] == "missing_glyph"


def test_emoji_stay_in_the_drafts_and_leave_the_pages() -> None:
    files = World().with_brief(title="Before the rain 🌧️👨‍👩‍👧 © 5").files()
    letter = pypdf.PdfReader(io.BytesIO(files["client/00_cover_letter.pdf"])).pages[0].extract_text()
    assert "Before the rain © 5" in letter
    assert "🌧️" in files["client/00_cover_letter.md"].decode()


def test_another_pack_without_money_has_no_media_plan_and_no_ads() -> None:
    world = World().with_brief(pack="social_starter", budget=None)
    social = {code: parts for code, parts in contents().items() if code in {"ig-01", "fb-01", "vid-01", "bio-01"}}
    bare = world.strategy.model_copy(update={"budget": (), "flights": (), "total": None, "channels": ()})
    files = replace(world, contents=social, strategy=bare).files()
    assert not [name for name in files if "media_plan" in name or "/ads/" in name or "/email/" in name]
    assert any(name.startswith("alder-and-rain_social-starter_") for name in files)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"approval": None}, "The name of the one person who approves"),
        ({"market": {"countries": ["DE"], "time_zone": "Europe/Berlin", "locales": ["en-GB"]}}, "Maya Ortiz"),
        ({"brand": {"name": "Plain"}}, "package for Plain"),
    ],
)
def test_thin_briefs_make_whole_packages(changes: dict[str, Any], line: str) -> None:
    assert brief(**changes)
    assert line in World().with_brief(**changes).files()["client/00_cover_letter.md"].decode()
