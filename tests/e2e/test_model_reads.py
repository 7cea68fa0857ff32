"""A letter read by a language model over the wire: a run of what it quotes, or else the plain reading."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aicmo.onboarding.reading import read_brief
from aicmo.production.models import ProductionCall, ProductionDraft
from aicmo.reception import intake
from aicmo.reception.record import record
from aicmo.saga import Status, submit
from aicmo.saga.testing import Clock, drain
from aicmo.workflows.ordering import order
from e2e.test_model_manners import KEY, opened, rows
from onboarding.rambled import GOOD, LETTER, value
from servers.models import TOKENS, Cut, Endless, Http, Models, Stall, Words

RAMBLING = read_brief(LETTER)


@pytest.mark.parametrize("writer", ["openai:gpt-5-mini", "anthropic:claude-haiku-4-5"])
def test_a_letter_without_a_label_becomes_a_delivered_package_and_its_reading_is_on_the_bill(writer: str) -> None:
    with (
        Models(read=lambda _: GOOD) as models,
        opened(models, writer=writer, writer_url=models.url + "/v1" * ("anth" not in writer)) as agency,
    ):
        app = agency.app
        reading = intake.read(app, RAMBLING)
        found = intake.examined(RAMBLING, reading=reading)
        assert found.outcome == "accepted", (found.questions, found.errors)
        assert found.by_model is not None
        assert found.by_model.spent is not None
        assert found.by_model.spent.calls == 1
        submit(app.database, app.saga, order(found, RAMBLING, key="once", reading=reading))
        with Clock(app.database) as clock:
            (run,) = drain(app.database, [app.saga], app.storage, app.tools, expect=[Status.COMPLETED], clock=clock)
        calls = rows(agency, ProductionCall)
        assert {draft.origin for draft in rows(agency, ProductionDraft)} == {"llm"}
        assert len(calls) == len(models.requests)
        assert [call.prompt for call in calls if call.name == "brief.1"] == ["read.system.v1+read.v1"]
        assert record(app, run)["writer"]["input_tokens"] == len(calls) * TOKENS[0]
        (provenance,) = app.storage.root.glob("*/*/create_package/internal/provenance.json")
        told = json.loads(provenance.read_text())
        assert "brief.1" in {call["name"] for call in told["calls"]}
        [(start, end)] = next(row["spans"] for row in told["brief"]["read"] if row["field"] == "brand.name")
        assert RAMBLING.text[start:end] == "Quarter Gull Coffee"
        asked = len(models.requests)
        assert intake.read(app, RAMBLING, "once") == reading
        assert len(models.requests) == asked


@pytest.mark.parametrize(
    ("bad", "why", "calls"),
    [
        (Http(429, headers={"Retry-After": "7"}), "does not answer for now", 0),
        (Http(500), "does not answer for now", 0),
        (Stall(), "does not answer for now", 1),
        (Cut(), "does not answer for now", 1),
        (Http(401, json.dumps({"error": {"message": f"bad key {KEY}"}})), "does not take our request", 0),
        (Words("", "content_filter"), "refuses", 0),
        (Words('{"values": [{'), "no usable answer", 3),
        (Words(json.dumps(GOOD), "length"), "no usable answer", 3),
        (Endless(), "no usable answer", 3),
        (Words("Gern, das mache ich."), "no usable answer", 3),
    ],
    ids=["busy", "broken", "stalled", "cut", "key", "refusal", "torn", "too-long", "endless", "chat"],
)
def test_a_model_that_misbehaves_leaves_the_plain_reading_and_says_so(bad: Any, why: str, calls: int) -> None:
    seconds = 0.5 if bad == Stall() else 30
    with Models(read=lambda _: bad) as models, opened(models, writer_seconds=seconds) as agency:
        reading = intake.read(agency.app, RAMBLING)
        assert (reading.statements, len(reading.calls)) == ((), calls)
        assert why in reading.said
        assert KEY not in reading.model_dump_json()
        found = intake.examined(RAMBLING, reading=reading)
        assert found.understood == intake.examined(RAMBLING).understood
        assert found.outcome == "needs_clarification"


def test_a_letter_beyond_the_budget_is_not_sent() -> None:
    with Models(read=lambda _: GOOD) as models, opened(models, writer_tokens=900) as agency:
        reading = intake.read(agency.app, RAMBLING)
        assert "AICMO_WRITER_TOKENS" in reading.said
        assert models.requests == []


def test_a_mixed_answer_keeps_what_is_true_and_names_the_rest() -> None:
    lies = [value("budget.media", "€6,000"), value("schedule.deliver_by", "1 January 2027")]
    with (
        Models(read=lambda _: {**GOOD, "values": [*GOOD["values"], *lies]}) as models,
        opened(models) as agency,
    ):
        found = intake.examined(RAMBLING, reading=intake.read(agency.app, RAMBLING))
        assert found.outcome == "accepted"
        assert found.by_model is not None
        assert [row.field for row in found.by_model.left_out] == ["budget.media", "schedule.deliver_by"]
