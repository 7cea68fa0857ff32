"""Whatever a draft tells comes from the brief, the claims register or the strategy, or is found with its place."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import process_time
from typing import get_args

import pytest

from aicmo.qc.documents import Severity
from aicmo.qc.evaluation import evaluate
from aicmo.qc.rules.grounding import Kind, Trace, traces, ungrounded
from aicmo.qc.work import Work
from qc.measured import human_works
from qc.seeding import rewritten
from qc.test_qc_examples import EXAMPLES, worked

KINDS = get_args(Kind)
INVENTED = Path(__file__).with_name("invented.toml")
LISTS = tomllib.loads(INVENTED.read_text(encoding="utf-8"))
INVENTIONS = LISTS["inventions"]
TOLD_BEYOND_THE_BRIEF = {
    *("Sunday", "Saturday", "four", "two", "nine", "perfect"),  # Marlow Street Bakery
    *("three", "twice", "five"),  # Tidewater Physio
    "four in the afternoon",
    *("Maureen", "Forty"),
    "May",
}
"""What the people who wrote human.toml knew, and their briefs do not say: all of it, and nothing else, is found."""


@cache
def roofers() -> Work:
    return by_a_model(worked(next(path for path in EXAMPLES if path.stem == "brief")))


def by_a_model(work: Work, origin: str = "llm") -> Work:
    return replace(work, drafts=tuple(replace(one, origin=origin) for one in work.drafts))


def post(work: Work) -> str:
    return next(draft.code for draft in work.drafts if draft.kind == "social_post")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_all_that_an_example_package_tells_has_a_source(path: Path) -> None:
    assert [row for rows in ungrounded(by_a_model(worked(path)), *KINDS).values() for row in rows] == []


@pytest.mark.parametrize(("sentence", "span"), INVENTIONS, ids=[span for _, span in INVENTIONS])
def test_an_invention_is_found_where_it_stands_and_blocks_delivery(sentence: str, span: str) -> None:
    code = post(roofers())
    field = {"hashtags": lambda tags: (*tags, sentence)} if sentence[0] == "#" else {"text": f"Look up. {sentence}"}
    work = rewritten(code, **field)(roofers())
    found = [row for row in ungrounded(work, *KINDS)[code] if row.text == span]
    assert found
    assert all(sentence.startswith("#") or f"Look up. {sentence}"[row.start : row.end] == span for row in found)
    only = replace(work, drafts=tuple(draft for draft in work.drafts if draft.code == code))
    criticals = {row.rule_id for row in evaluate(only).findings if row.severity is Severity.CRITICAL}
    assert criticals & {"C01", "C13", "C23"}


def test_titles_labels_and_lists_are_not_taken_for_names() -> None:
    code = post(roofers())
    work = replace(roofers(), drafts=tuple(draft for draft in roofers().drafts if draft.code == code))
    for line in LISTS["ordinary"]:
        found = ungrounded(rewritten(code, text=line)(work), *KINDS)[code]
        assert [(line, row.text) for row in found if row.path == "text"] == []


def test_a_trace_names_the_place_that_a_detail_comes_from() -> None:
    code = post(roofers())
    told = "Ask Maya: a two-story clean is $269, within a two-hour window, in Sellwood. Rated 4.9 of 5."
    work = rewritten(code, text=told)(roofers())
    [draft] = [draft for draft in work.drafts if draft.code == code]
    rows: dict[str, Trace] = {row.text: row for row in traces(work, draft) if row.path == "text"}
    assert rows["$269"].source == "brief.offer.prices[1].price"
    assert rows["Sellwood"].source == "brief.market.places[1]"
    assert rows["Maya"].source == "brief.email.sender"
    assert rows["4.9"].source == "brief.offer.proof[2].claim"
    assert told[rows["$269"].start : rows["$269"].end] == "$269"


def test_of_copy_that_people_wrote_only_what_their_briefs_do_not_say_is_found() -> None:
    works = [by_a_model(work) for work in human_works()]
    found = {row.text for work in works for rows in ungrounded(work, *KINDS).values() for row in rows}
    assert found == TOLD_BEYOND_THE_BRIEF


@pytest.mark.parametrize("origin", ["human", "builtin"])
def test_only_what_a_language_model_wrote_is_traced(origin: str) -> None:
    code = post(roofers())
    work = rewritten(code, text="Maureen says hello from Seattle.")(by_a_model(roofers(), origin))
    assert ungrounded(work, *KINDS) == {}


@pytest.mark.parametrize("piece", ["1", "1.", "A’", "a.com ", "503-555-0199 ", "one hundred ", "x@y."])
def test_a_hostile_text_is_traced_in_seconds(piece: str) -> None:
    code = post(roofers())
    work = replace(roofers(), drafts=tuple(draft for draft in roofers().drafts if draft.code == code))
    started = process_time()
    ungrounded(rewritten(code, text=(piece * 20_000)[:20_000])(work), *KINDS)
    assert process_time() - started < 3
