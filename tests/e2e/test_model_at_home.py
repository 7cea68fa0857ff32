"""Whole runs against a model of one's own machine: a small window, one call at a time, and no manners."""

from __future__ import annotations

from typing import Any

import pytest

from aicmo.cli.progress import tell
from aicmo.production.models import ProductionCall, ProductionDraft
from aicmo.reception.record import record
from aicmo.saga import Order
from e2e.agency import accepted
from e2e.test_model_manners import ended, is_gone, opened, rows
from servers.models import Endless, Http, Models

WINDOW = 4096
OVERFLOW = Http(400, '{"error": {"code": 400, "message": "too long", "type": "exceed_context_size_error"}}')


def home(models: Models, **given: Any) -> Any:
    return opened(models, writer="ollama:smol", writer_url=f"{models.url}/v1", **given)


def origins(agency: Any) -> set[str]:
    return {draft.origin for draft in rows(agency, ProductionDraft)}


def texts(request: dict[str, Any]) -> tuple[str, str]:
    system, user = request["messages"]
    return system["content"], user["content"]


def test_every_call_fits_into_the_window_and_shares_its_beginning_with_the_others() -> None:
    with Models() as models, home(models) as agency:
        run = ended(agency)
        assert run.status == "COMPLETED", run.last_error
        assert origins(agency) == {"llm"}
        for request in models.requests:
            prompt = "".join(texts(request)).encode()
            assert len(prompt) / 3 + request["max_tokens"] <= WINDOW
            assert "max_completion_tokens" not in request, "Ollama does not know it, and would write without an end"
            shape = request["response_format"]["json_schema"]["schema"]["properties"]["drafts"]
            assert shape["minItems"] == shape["maxItems"] >= 1
        assert models.most_at_once == 1
        assert len({texts(request)[0] for request in models.requests}) == 1
        assert len({texts(request)[1].split('"drafts": [')[0] for request in models.requests}) == 1


@pytest.mark.parametrize("fallback", ["builtin", "none"])
def test_what_does_not_fit_is_another_writers_or_the_reason_says_so(fallback: str) -> None:
    with Models() as models, home(models, writer_window=1024, writer_fallback=fallback) as agency:
        run = ended(agency)
        if fallback == "none":
            assert run.status == "COMPENSATED"
            assert "window of 1024 tokens" in (run.last_error or "")
            assert is_gone(agency)
            return
        assert run.status == "COMPLETED", run.last_error
        assert "builtin" in origins(agency)


def test_a_prompt_that_the_server_finds_too_long_is_another_writers() -> None:
    with Models(lambda *_: OVERFLOW) as models, home(models, writer_fallback="builtin") as agency:
        run = ended(agency)
        assert run.status == "COMPLETED", run.last_error
        assert origins(agency) == {"builtin"}


def test_an_answer_without_an_end_is_left_and_counted() -> None:
    with Models(lambda number, _: Endless() if number == 1 else None) as models, home(models) as agency:
        run = ended(agency)
        assert run.status == "COMPLETED", run.last_error
        assert origins(agency) == {"llm"}
        first = rows(agency, ProductionCall)[0]
        assert first.outcome == "malformed"
        assert first.output_tokens >= models.requests[0]["max_tokens"]


def test_no_call_is_begun_when_the_minutes_of_a_run_are_over() -> None:
    with Models() as models, home(models, writer_minutes=1e-9, writer_fallback="builtin") as agency:
        run = ended(agency)
        assert run.status == "COMPLETED", run.last_error
        assert len(models.requests) == 1
        kept = [draft.code for draft in rows(agency, ProductionDraft) if draft.origin == "llm"]
        assert 0 < len(kept) < len(rows(agency, ProductionDraft)), "what was paid for and is right stays"
        assert record(agency.app, run)["writer"]["calls"] == 1


def test_each_call_is_told_as_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with Models() as models, home(models) as agency:
        app, given = agency.app, accepted("coffee").model_dump(mode="json", by_alias=True)
        with app.worker(tell) as worker:
            worker.run(app.saga, Order("coffee", given))
        told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("· generate_draft")]
        assert len(told) == len(models.requests)
        assert told[0].endswith("1 call so far")
