"""Every error of the API is a problem document, from an unknown address to a database that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from aicmo.web.api.kinds import KINDS
from api.program import V1, Program

if TYPE_CHECKING:
    from httpx2 import Response

SOME = str(UUID(int=7))
JSON = {"Content-Type": "application/json"}


def kind(answer: Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text[:200]
    document = answer.json()
    assert document["status"] == answer.status_code
    assert document["title"] == KINDS[document["type"].rpartition("/")[2]].title
    assert document["detail"]
    return answer.status_code, document["type"].removeprefix(f"{V1}/problems/")


@pytest.mark.parametrize(
    ("method", "path", "sent", "expected"),
    [
        ("GET", "/nowhere", {}, (404, "not-found")),
        ("GET", f"/runs/{SOME}", {}, (404, "not-found")),
        ("GET", f"/runs/{SOME}/events/stream", {}, (404, "not-found")),
        ("GET", f"/runs/{SOME}/files", {}, (404, "not-found")),
        ("GET", "/runs/abc", {}, (422, "invalid-request")),
        ("GET", "/runs?statsu=FAILED", {}, (422, "invalid-request")),
        ("PUT", "/runs", {}, (405, "method-not-allowed")),
        (
            "POST",
            "/runs",
            {"content": b"a=b", "headers": {"Content-Type": "text/plain"}},
            (415, "unsupported-media-type"),
        ),
        ("POST", "/uploads/runs", {"content": b"{}", "headers": JSON}, (415, "unsupported-media-type")),
        ("POST", "/runs", {"content": b"{", "headers": JSON}, (422, "invalid-request")),
        ("POST", "/runs", {"content": b"[" * 100_000, "headers": JSON}, (400, "bad-request")),
        ("POST", "/runs", {"content": b'{"\\ud800": 1}', "headers": JSON}, (422, "invalid-request")),
        ("POST", "/runs", {"content": b'{"brief": {"a": "\\ud800"}}', "headers": JSON}, (422, "brief-unreadable")),
        ("POST", "/runs", {"content": b"x" * 6_000_000, "headers": JSON}, (413, "too-large")),
        ("POST", "/runs", {"content": (b"x" * 60_000 for _ in range(100)), "headers": JSON}, (413, "too-large")),
    ],
)
def test_what_is_wrong_is_said_in_one_form(
    delivered: Program, method: str, path: str, sent: dict[str, Any], expected: tuple[int, str]
) -> None:
    if not isinstance(sent.get("content", b""), bytes):
        sent = sent | {"content": (b"x" * 60_000 for _ in range(100))}  # each database's turn needs its own
    assert kind(delivered.request(method, V1 + path, **sent)) == expected


def test_a_method_that_is_not_allowed_is_answered_with_those_that_are(delivered: Program) -> None:
    assert delivered.put(f"{V1}/runs").headers["allow"] == "GET, POST"


def test_what_nobody_foresaw_says_nothing_of_the_inside(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("the client's secret")

    monkeypatch.setattr("aicmo.web.api.runs.listing.summaries", broken)
    answer = program.get(f"{V1}/runs")
    assert kind(answer) == (500, "unexpected")
    assert "secret" not in answer.text


def test_a_database_out_of_reach_is_no_fault_of_the_program(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr("aicmo.web.api.runs.listing.summaries", unreachable)
    assert kind(program.get(f"{V1}/runs")) == (503, "unavailable")
    monkeypatch.setattr("aicmo.people.keys.holder", unreachable)
    assert kind(program.get(f"{V1}/packs")) == (503, "unavailable")


def test_every_kind_of_problem_is_explained_to_whoever_asks(program: Program) -> None:
    program.headers.pop("Authorization")
    for slug, one in KINDS.items():
        answer = program.get(f"{V1}/problems/{slug}")
        assert answer.json()["title"] == one.title
    assert kind(program.get(f"{V1}/problems/nonsense")) == (404, "not-found")
