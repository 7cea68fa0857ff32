"""What a package lacks is told where the client looks first, and every count agrees."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf
import pytest

from aicmo.catalog.documents import DraftKind, Stage
from aicmo.qc.documents import Finding, Severity
from aicmo.strategy.documents import Slot
from delivery.alder import World
from delivery.alder_strategy import strategy


def finding(rule: str, message: str, severity: Severity = Severity.MINOR, code: str = "blog-01") -> Finding:
    return Finding(rule_id=rule, severity=severity, object_id=code, path="text", message=message, fix_hint="Split it")


def slot(code: str) -> Slot:
    return Slot(
        id=code,
        kind=DraftKind.SOCIAL_POST,
        channel="instagram",
        locale="en-US",
        stage=Stage.AWARENESS,
        pillar="photos",
        persona="P1",
        angle="question",
        facts=("benefit-1", "proof-1"),
        action="ask for a price",
    )


@pytest.fixture(scope="module")
def short() -> dict[str, str]:
    """The text files of a package with two planned posts unwritten, a short article and a major finding."""
    world = World(
        article_words=350,
        strategy=strategy().model_copy(update={"slots": (slot("ig-01"), slot("ig-77"), slot("ig-78"))}),
        findings=(
            finding("L14", "body has 186 words, at least 900 are wanted"),
            finding("A01", "the description is missing", Severity.MAJOR, "ig-01"),
            finding("Q05", "A sentence of 24 words"),
        ),
    )
    files = world.files()
    letter = pypdf.PdfReader(io.BytesIO(files["client/00_cover_letter.pdf"])).pages[0].extract_text()
    told = {name: content.decode() for name, content in files.items() if name.endswith(".md")}
    return {**told, "page 1": " ".join(letter.split())}


def test_page_one_says_what_is_short_why_and_what_we_suggest(short: dict[str, str]) -> None:
    for words in (
        "What is short",
        "of 18 posts; planned and not written: ig-77, ig-78",
        "blog-01: an article of about 350 words, where 900 are usual",
        "blog-01: body has 186 words",
        "ig-01: the description is missing",
        "publish it as a short page",
    ):
        assert words in short["page 1"]
    assert "sentence of 24 words" not in short["page 1"]


def test_letter_readme_and_strategy_give_one_count(short: dict[str, str]) -> None:
    for name in ("00_cover_letter", "00_readme"):
        assert " planned drafts" in short[f"client/{name}.md"]
    letter = short["client/00_cover_letter.md"]
    size = letter.partition("This is the package for Alder & Rain: ")[2].partition(" and ")[0]
    assert f"The package holds {size}." in short["client/00_readme.md"]
    assert f"This package holds {size}." in short["client/02_strategy/strategy.md"]


def test_nothing_short_is_called_complete(short: dict[str, str]) -> None:
    assert "complete version" not in short["client/09_approvals/changelog.md"]
    assert "ig-77" in short["client/09_approvals/changelog.md"]


def test_the_quality_statement_counts_what_is_open(short: dict[str, str]) -> None:
    assert "3 remarks are open." in short["client/08_qc/quality_statement.md"]


def test_many_alike_findings_are_told_once() -> None:
    alike = tuple(finding("R04", f"closes like {n} of 13 posts", code=f"fb-{n:02}") for n in range(1, 14))
    letter = replace(World(), findings=alike).files()["client/00_cover_letter.md"].decode()
    assert letter.count("13 posts open or close alike") == 1


def test_an_article_that_the_plan_left_out_wants_facts_and_no_channel() -> None:
    world = World()
    del world.contents["blog-01"]
    world.strategy = world.strategy.model_copy(update={"channels": ()})
    letter = world.files()["client/00_cover_letter.md"].decode()
    row = next(line for line in letter.splitlines() if "of 1 article" in line)
    assert "The facts in your brief do not carry more" in row
