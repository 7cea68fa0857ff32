"""Events as OpenTelemetry spans: one trace a run, whoever carries it, with a span a carry and a span a step's try."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import UUID

from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)

from aicmo.saga import (
    CompensationStarted,
    EffectUndone,
    Event,
    RunClaimed,
    RunDied,
    RunEnded,
    RunLost,
    RunWaits,
    StepCommitted,
    StepFailed,
    StepStarted,
)
from aicmo.telemetry.words import words

if TYPE_CHECKING:
    from opentelemetry.context import Context

LOW = (1 << 64) - 1


@dataclass
class Carry:
    """The open spans of one run in this process."""

    span: Span
    open: dict[str, Span] = field(default_factory=dict)


class Spans:
    """A listener. The trace's id is the run's own, so that spans of several workers meet in one trace."""

    def __init__(self, tracer: Tracer) -> None:
        """Nothing is open yet."""
        self._tracer = tracer
        self._lock = Lock()
        self._carries: dict[UUID, Carry] = {}

    def __call__(self, event: Event) -> None:
        """Open or close the spans that an event is about."""
        with self._lock:
            self._hear(event)

    def _hear(self, event: Event) -> None:
        match event:
            case RunClaimed():
                self._end(event.run_id, None)
                told = {f"aicmo.{name}": value for name, value in words(event).items()}
                span = self._tracer.start_span(f"run {event.workflow}", _root(event.run_id), attributes=told)
                self._carries[event.run_id] = Carry(span)
            case RunEnded():
                self._end(event.run_id, event.status, words(event).get("error"))
            case RunLost():
                self._end(event.run_id, "LOST")
            case RunDied():
                self._end(event.run_id, "DIED", words(event)["how"])
            case _:
                self._hear_step(event)

    def _hear_step(self, event: Event) -> None:
        match event:
            case StepStarted():
                self._start(event.run_id, event.step, {"aicmo.tries": event.tries})
            case StepCommitted():
                made = {f"aicmo.made.{name}": number for name, number in event.made.items()}
                self._finish(event.run_id, event.step, made)
            case StepFailed():
                self._finish(event.run_id, event.step, {}, error=words(event)["error"])
            case RunWaits():
                self._finish(event.run_id, event.step, {"aicmo.waits_for": event.signal})
            case CompensationStarted():
                self._start(event.run_id, "compensation", {"aicmo.reason": event.reason})
            case EffectUndone():
                self._note(event.run_id, "effect undone", {"aicmo.step": event.step})

    def _start(self, run_id: UUID, name: str, told: dict[str, Any] | None = None) -> None:
        if carry := self._carries.get(run_id):
            carry.open[name] = self._tracer.start_span(name, set_span_in_context(carry.span), attributes=told)

    def _note(self, run_id: UUID, what: str, told: dict[str, Any]) -> None:
        if carry := self._carries.get(run_id):
            carry.open.get("compensation", carry.span).add_event(what, told)

    def _finish(self, run_id: UUID, name: str, told: dict[str, Any], error: str | None = None) -> None:
        carry = self._carries.get(run_id)
        span = carry.open.pop(name, None) if carry else None
        if span is None:
            return
        span.set_attributes(told)
        if error is not None:
            span.set_status(Status(StatusCode.ERROR, error))
        span.end()

    def _end(self, run_id: UUID, status: str | None, error: str | None = None) -> None:
        carry = self._carries.pop(run_id, None)
        if carry is None:
            return
        for span in carry.open.values():
            span.end()
        if status is not None:
            carry.span.set_attribute("aicmo.status", status)
        if error is not None:
            carry.span.set_status(Status(StatusCode.ERROR, error))
        carry.span.end()


def _root(run_id: UUID) -> Context:
    """Return the context that all spans of a run have as their parent, in every process."""
    flags = TraceFlags(TraceFlags.SAMPLED)
    root = SpanContext(run_id.int, run_id.int & LOW, is_remote=True, trace_flags=flags)
    return set_span_in_context(NonRecordingSpan(root))


def exported() -> Spans:
    """Return spans that go where the ``OTEL_…`` variables say, over HTTP (OTLP)."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    named = {} if "OTEL_SERVICE_NAME" in os.environ else {SERVICE_NAME: "aicmo"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Spans(provider.get_tracer("aicmo"))
