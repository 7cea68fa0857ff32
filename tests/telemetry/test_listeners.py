"""Log lines, metrics and traces of real runs; and a listener that fails harms nobody."""

from __future__ import annotations

import io
import json
import logging
from urllib.request import urlopen
from uuid import UUID

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families

from aicmo.errors import EnvironmentProblem
from aicmo.saga import Event, Order, Rejected, Retry, Saga, Status, Storage, Worker, backlog, get, in_turn, submit
from aicmo.saga.events import StepFailed
from aicmo.saga.testing import Clock
from aicmo.telemetry.log import lines
from aicmo.telemetry.metrics import Metrics
from aicmo.telemetry.traces import Spans
from aicmo.telemetry.words import words
from saga.shop import Parcel, ShopOrder, World

SECRET = "postgresql://shop:hunter2@db.example/shop"  # noqa: S105 (what must not be shown)


def _order() -> list[ShopOrder]:
    return [ShopOrder(customer="Ada")]


class Mood:
    """What the second step does, in turn."""

    def __init__(self, *moods: Exception | None) -> None:
        self.moods = list(moods)


def _pack(order: ShopOrder, mood: Mood) -> list[Parcel]:
    if mood.moods and (failing := mood.moods.pop(0)):
        raise failing
    return [Parcel(order_id=order.id, weight=100)]


PACKED = Saga("packed", version=1, steps=[_order, _pack])


def carried(world: World, mood: Mood, *listeners: object) -> UUID:
    clock = Clock(world.database)
    worker = Worker(
        world.database, [PACKED], Storage(world.storage.root), {Mood: mood},
        listener=in_turn(clock.hear, *listeners),  # type: ignore[arg-type]
    )  # fmt: skip
    run_id, _ = submit(world.database, PACKED, Order("an order", {}))
    with worker:
        worker.work(until_idle=True)
    return run_id


def test_a_listener_that_fails_is_said_once_and_harms_no_run(world: World, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Event] = []

    def broken(_event: Event) -> None:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR, logger="aicmo.saga"):
        run_id = carried(world, Mood(), broken, heard.append)
    assert get(world.database, run_id).state is Status.COMPLETED
    assert len(heard) > 4
    assert len([row for row in caplog.records if "listener failed" in row.message]) == 1


def test_each_transition_is_a_line_of_json_without_passwords_or_content(world: World) -> None:
    out = io.StringIO()
    run_id = carried(world, Mood(Retry(f"cannot reach {SECRET}\n{'brief ' * 400}"), None), lines(out))
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert {row["run_id"] for row in rows} == {str(run_id)}
    assert [row["event"] for row in rows] == [
        "run_claimed", "step_started", "step_committed", "step_started", "step_failed", "run_ended",
        "run_claimed", "step_started", "step_committed", "run_ended",
    ]  # fmt: skip
    failed = next(row for row in rows if row["event"] == "step_failed")
    assert failed["level"] == "warning"
    assert failed["error"].endswith("postgresql://shop:***@db.example/shop")
    assert "hunter2" not in out.getvalue()
    assert all(row["timestamp"].endswith("Z") for row in rows)


def test_an_error_is_told_by_its_first_line() -> None:
    told = words(StepFailed(UUID(int=1), "pack", "x" * 900 + "\nThe client's words", None, 2))
    assert told == {"run_id": str(UUID(int=1)), "step": "pack", "error": "x" * 200, "tries": 2}


@pytest.mark.parametrize(
    "said",
    [
        "redis://:hunter2@cache", "postgresql://ada:p@hunter2@db/x", "postgresql://ada:a/hunter2@db/x",
        "postgresql://db/x?user=ada&password=hunter2", "connection failed: host=db password='hunter2' port=1",
    ],
)  # fmt: skip
def test_no_way_to_write_a_password_gets_it_into_a_log(said: str) -> None:
    assert "hunter2" not in words(StepFailed(UUID(int=1), "pack", said, None, 1))["error"]


def _values(text: str) -> dict[str, float]:
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {f"{row.name}{sorted(row.labels.items())}" if row.labels else row.name: row.value for row in samples}


def test_metrics_count_what_happened_and_what_is_queued(world: World) -> None:
    metrics = Metrics()
    metrics.show_queue(world.database)
    carried(world, Mood(Retry("later"), None), metrics)
    carried(world, Mood(Rejected("never")), metrics)
    submit(world.database, PACKED, Order("an order", {}))
    with metrics.served(0) as port, urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        found = _values(answer.read().decode())
    assert found["aicmo_claims_total[('taken_over', 'no'), ('workflow', 'packed')]"] == 3
    assert found["aicmo_run_stops_total[('status', 'COMPLETED')]"] == 1
    assert found["aicmo_run_stops_total[('status', 'COMPENSATED')]"] == 1
    assert found["aicmo_run_stops_total[('status', 'PENDING')]"] == 1
    assert found["aicmo_step_failures_total[('final', 'no'), ('step', '_pack')]"] == 1
    assert found["aicmo_step_failures_total[('final', 'yes'), ('step', '_pack')]"] == 1
    assert found["aicmo_step_seconds_count[('step', '_order')]"] == 2
    assert found["aicmo_compensations_total[('reason', 'rejected')]"] == 1
    assert found["aicmo_compensation_seconds_count"] == 1
    assert found["aicmo_queue_seconds_count"] == 3
    assert found["aicmo_runs[('status', 'PENDING')]"] == 1
    assert found["aicmo_oldest_due_seconds"] >= 0


def test_scraping_asks_the_database_once_in_a_while(world: World) -> None:
    asked = 0

    def ask() -> object:
        nonlocal asked
        asked += 1
        return backlog(world.database)

    from aicmo.telemetry.metrics import Queue  # noqa: PLC0415

    queue = Queue(ask)  # type: ignore[arg-type]
    for _ in range(20):
        list(queue.collect())
    assert asked == 1


def test_a_port_that_is_taken_is_said_so() -> None:
    with Metrics().served(0) as port, pytest.raises(EnvironmentProblem, match=str(port)), Metrics().served(port):
        pass


def test_all_spans_of_a_run_are_one_trace_whoever_carries_it(world: World) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    run_id = carried(world, Mood(Retry("later"), Rejected("never")), Spans(provider.get_tracer("test")))
    spans = exporter.get_finished_spans()
    assert {span.context.trace_id for span in spans if span.context} == {run_id.int}
    carries = [span for span in spans if span.name == "run packed"]
    assert [(span.attributes or {})["aicmo.status"] for span in carries] == ["PENDING", "COMPENSATED"]
    tries = [span for span in spans if span.name == "_pack"]
    assert [span.status.description for span in tries] == ["later", "never"]
    assert {span.name for span in spans} == {"run packed", "_order", "_pack", "compensation"}
    starts = {span.context.span_id for span in carries if span.context}
    assert {span.parent.span_id for span in spans if span.parent and span not in carries} == starts
