"""Handing a brief in by HTTP: what intake says, one run a key, every way a brief can come."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from aicmo.onboarding.documents import BrandProfile
from aicmo.web import brief_text
from aicmo.workflows import branding
from api.program import V1, Program, example

LETTER = "Hello, we are Alder & Rain and would like a campaign for spring. Our budget is USD 4,000."


def test_a_brief_is_looked_at_and_nothing_is_kept(program: Program) -> None:
    good = program.post(f"{V1}/briefs/check", json={"brief": example()}).json()
    assert (good["outcome"], good["questions"], good["brief"]["brief"]["title"]) == ("accepted", [], "Before the rain")
    letter = program.post(f"{V1}/briefs/check", json={"text": LETTER}).json()
    assert letter["outcome"] == "needs_clarification"
    assert letter["questions"]
    sent = program.post(f"{V1}/uploads/check", files={"file": ("b.yaml", brief_text.example())}).json()
    assert sent["outcome"] == "accepted"
    assert program.get(f"{V1}/runs").json() == {"runs": [], "next": None}


def test_a_brief_that_intake_refuses_makes_no_run_and_says_why(program: Program) -> None:
    asked = program.post(f"{V1}/runs", json={"text": LETTER, "name": "letter.txt"})
    assert (asked.status_code, asked.headers["content-type"]) == (422, "application/problem+json")
    assert asked.json()["type"] == "/api/v1/problems/brief-not-accepted"
    assert asked.json()["outcome"] == "needs_clarification"
    assert set(asked.json()["questions"][0]) == {"field", "reason", "example", "default"}
    wrong = program.post(f"{V1}/runs", json={"brief": example() | {"pack": "no_such"}})
    assert wrong.json()["outcome"] == "rejected"
    assert {error["code"] for error in wrong.json()["errors"]}
    broken = program.post(f"{V1}/runs", json={"text": "brief: 1\ntitle: [", "name": "b.yaml"})
    assert broken.json()["type"] == "/api/v1/problems/brief-unreadable"
    assert program.get(f"{V1}/runs").json()["runs"] == []


def test_a_run_is_made_with_what_was_asked_for(program: Program) -> None:
    made = program.submit(on_qc_fail="hold", approval="internal", priority=5)
    assert (made["status"], made["subject"]) == ("PENDING", "alder-and-rain/before-the-rain")
    program.carried()
    shown = program.get(f"{V1}/runs/{made['run_id']}").json()
    assert (shown["status"], shown["waiting"]["signal"]) == ("WAITING", "approval")
    file = {"file": ("brief.yaml", brief_text.example())}
    sent = program.post(f"{V1}/uploads/runs", files=file, data={"approval": "internal"})
    assert sent.status_code == 201
    assert sent.headers["location"] == f"{V1}/runs/{sent.json()['run_id']}"


def test_the_same_key_is_the_same_run_and_never_another(program: Program) -> None:
    first = program.submit(key="spring")
    assert program.submit(key="spring")["run_id"] == first["run_id"]
    headers = {"Idempotency-Key": "spring"}
    for other in ({"brief": example() | {"title": "Other"}}, {"brief": example(), "priority": 1}):
        answer = program.post(f"{V1}/runs", json=other, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1/problems/key-used")
    assert len(program.get(f"{V1}/runs").json()["runs"]) == 1


def test_many_requests_with_one_key_at_one_time_make_one_run(program: Program) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: program.submit(key="race")["run_id"], range(8)))
    assert len(set(made)) == 1


def test_a_client_s_brand_profile_is_part_of_its_briefs(program: Program) -> None:
    branding.keep(program.house.database, "alder-and-rain", BrandProfile(avoid=("zymurgy",)), by="ci")
    found = program.post(f"{V1}/briefs/check", json={"brief": example()})
    assert "zymurgy" in found.text


@pytest.mark.parametrize("options", [{"priority": -1}, {"approval": "everybody"}, {"colour": "red"}, {"text": "and"}])
def test_what_is_not_known_is_refused_by_name(program: Program, options: dict[str, object]) -> None:
    answer = program.post(f"{V1}/runs", json={"brief": example()} | options)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/api/v1/problems/invalid-request"
    assert any(next(iter(options)) in error["where"] for error in answer.json()["errors"])
