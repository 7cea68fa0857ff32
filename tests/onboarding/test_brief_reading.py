"""Whatever comes in is read, or refused with a sentence: nothing else ever leaves the parser."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aicmo.onboarding.cleaning import clean
from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import MAX_BYTES, parse, read_brief, receive
from onboarding.kitchen import GOOD, judged

BAD = [
    (b"", "empty"),
    (b" \n\t", "empty"),
    (b"a: 1\0", "NUL"),
    ("a: ä".encode("latin-1"), "UTF-8"),
    ("a: b".encode("utf-16"), "UTF-8"),
    (b"Dear agency, we need more customers.", "free text"),
    (b"- a\n- b", "free text"),
    (b"a: [", "f:1:5"),
    (b"a: 1\nb: 2\na: 3", "f:3:1: 'a' is given twice"),
    (b"a: &x 1\nb: *x", "f:1:4: anchors"),
    (b"a: *x", "f:1:4: anchors"),
    (b"a: !!python/object:os.system x", "f:1:4: the tag"),
    (b"a: \x01", "f:1:4: the character U+0001"),
    (b'{"a": "\\ud800"}', "half a character"),
    (b'{"a": "\\U99999999"}', "no YAML"),
    (b"a: " + b"[" * 50_000, "nested"),
    (b"a:\n" + b"- x\n" * 300, "more than 200 items"),
    (b"a: 1\n---\nb: 2", "second document"),
    (b"x" * (MAX_BYTES + 1), "longer than"),
]

NAUGHTY = [
    "<script>alert(1)</script>",
    "'; DROP TABLE workflow_runs; --",
    "=HYPERLINK(1)",
    "\u202etxt.exe",
    "\u05e9\u05dc\u05d5\u05dd",
    "👩\u200d🚀🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "Z\u0351\u036b\u0343a\u0336lgo",
    "{{7*7}} ${x} %s",
    "../../etc/passwd",
    "[](javascript:x)",
    "NULL",
    "\ufeff",
    "1e999 USD",
    "in 99999 days",
    "\uff19\uff19 USD",
    "x" * 6000,
    "\\input{x}",
    "&lt;img src=x onerror=1&gt;",
    "TBD",
]


@pytest.mark.parametrize(("raw", "said"), BAD, ids=range(len(BAD)))
def test_what_cannot_be_read_says_why_and_where(raw: bytes, said: str) -> None:
    with pytest.raises(BriefError, match=said.replace("+", r"\+")):
        parse(receive("f", raw))


def test_a_missing_file_or_a_folder_is_no_brief(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(BriefError):
            read_brief(path)


def test_scalars_stay_as_written() -> None:
    data = parse(receive("f", b"a: NO\nb: on\nc: 18:00\nd: 2027-03-01\ne: 007\nf:\ng: 'true'\nh: true")).data
    expected = {"a": "NO", "b": "on", "c": "18:00", "d": "2027-03-01", "e": "007", "f": None, "g": "true", "h": True}
    assert data == expected


def test_json_is_read_with_its_escapes() -> None:
    assert parse(receive("f", b'{"a": "\\ud83d\\ude00"}')).data == {"a": "😀"}


def test_text_is_cleaned_but_keeps_what_is_meant() -> None:
    assert clean("e\u0301") == "é"
    assert clean("\u202eabc\u2066") == "abc"
    assert clean("\u05e9\u05dc\u05d5\u05dd") == "\u05e9\u05dc\u05d5\u05dd"
    assert clean("<b>Fish & chips</b><script>x</script>") == "Fish & chips"
    assert clean('<a href="https://a.example/x">more</a>') == "more (https://a.example/x)"
    assert clean("5 < 6 & 7 > 2") == "5 < 6 & 7 > 2"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Maya Ortiz <maya@rain.example>", "Maya Ortiz maya@rain.example"),
        ("see <https://rain.example/a>", "see https://rain.example/a"),
        ("if a <b then c", "if a <b then c"),
        ("I <3 R&D <b>bold</b>", "I <3 R&D bold"),
        ("<img src=x onerror=alert(1)", ""),
        ("a\u2028b\ue000\ufffe\ufffd", "a\nb"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_cleaning_takes_markup_and_not_what_was_said(text: str, kept: str) -> None:
    assert clean(text) == kept


@pytest.mark.parametrize("unit", ["<a ", "<", "&lt;", "<a href='https://x.example'>"])
def test_cleaning_a_whole_briefs_worth_of_openings_is_quick(unit: str) -> None:
    started = time.process_time()
    clean(unit * (MAX_BYTES // len(unit)))
    assert time.process_time() - started < 2


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.binary(max_size=300) | st.text(alphabet="a:-[]{}&*!|>'\"#%@,? \n\t<1", max_size=80).map(str.encode))
def test_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        outcome = check(receive("f", raw), today=date(2026, 11, 23)).outcome
    except BriefError:
        return
    assert outcome in {"needs_clarification", "rejected"}


def leaves(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, dict | list):
        items = node.items() if isinstance(node, dict) else enumerate(node)
        return [leaf for key, value in items for leaf in leaves(value, (*path, key))]
    return [path]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def replaced(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(GOOD))
    node: Any = data
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return data


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(leaves(GOOD)), JUNK)
def test_any_value_in_any_field_ends_in_an_outcome(path: tuple[Any, ...], value: Any) -> None:
    with suppress(BriefError):
        assert judged(replaced(path, value)).outcome


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_in_every_field_end_in_an_outcome(text: str) -> None:
    for path in leaves(GOOD):
        found = judged(replaced(path, text), assume=True)
        if found.outcome == "accepted" and found.brief is not None:
            dumped = found.model_dump_json()
            assert "<script" not in dumped
            assert "\u202e" not in dumped
