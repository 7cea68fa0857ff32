"""Events as Prometheus metrics, and what is queued as the database says when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Final
from uuid import UUID

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric

from aicmo.errors import EnvironmentProblem
from aicmo.saga import (
    Backlog,
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
    backlog,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aicmo.db import Database
    from aicmo.saga import Worker

FRESH_SECONDS: Final = 5.0
"""How long an answer of the database serves all who scrape: scraping is no polling storm."""
STEP_SECONDS: Final = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
QUEUE_SECONDS: Final = (0.05, 0.25, 1, 2.5, 5, 15, 60, 300, 1800, 7200)


class Metrics:
    """One process's metrics in a registry of their own. It is a listener; times are in seconds."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.registry = CollectorRegistry()
        to = self.registry
        self._claims = Counter("aicmo_claims", "Runs taken by this worker.", ["workflow", "taken_over"], registry=to)
        self._queued = Histogram(
            "aicmo_queue_seconds", "How long a run was due before it was taken.", buckets=QUEUE_SECONDS, registry=to
        )
        self._steps = Histogram(
            "aicmo_step_seconds",
            "How long a step worked, until its commit.",
            ["step"],
            buckets=STEP_SECONDS,
            registry=to,
        )
        self._failures = Counter("aicmo_step_failures", "Tries of a step that failed.", ["step", "final"], registry=to)
        self._stops = Counter(
            "aicmo_run_stops", "Runs let go of, by the state they were left in.", ["status"], registry=to
        )
        self._waits = Counter("aicmo_run_waits", "Runs that began to wait for a signal.", ["signal"], registry=to)
        self._undone = Counter("aicmo_compensations", "Undos begun, by reason.", ["reason"], registry=to)
        self._undo = Histogram(
            "aicmo_compensation_seconds",
            "How long an undo worked, until it was done, put off or refused.",
            buckets=STEP_SECONDS,
            registry=to,
        )
        self._undos_since: dict[UUID, float] = {}
        self._effects = Counter("aicmo_effects_undone", "Effects outside the database that were undone.", registry=to)
        self._lost = Counter("aicmo_claims_lost", "Claims lost to another worker or to a cancellation.", registry=to)
        self._deaths = Counter("aicmo_run_deaths", "Deaths of child processes that carried a run alone.", registry=to)
        self.in_flight = Gauge("aicmo_runs_in_flight", "Runs that this worker holds now.", registry=to)
        self.silent = Gauge(
            "aicmo_heartbeat_age_seconds", "Since this worker's last heartbeat; 0 while it holds nothing.", registry=to
        )
        self.left_behind = Gauge(
            "aicmo_threads_left_behind", "Threads stuck in steps that overran their time.", registry=to
        )

    def __call__(self, event: Event) -> None:
        """Count an event."""
        match event:
            case RunClaimed():
                self._claims.labels(event.workflow, "yes" if event.taken_over else "no").inc()
                if not event.taken_over:  # what it did meanwhile was no waiting
                    self._queued.observe(event.waited)
            case StepCommitted():
                self._steps.labels(event.step).observe(event.elapsed_ms / 1000)
            case StepFailed():
                self._failures.labels(event.step, "no" if event.retry_in is not None else "yes").inc()
            case RunWaits():
                self._waits.labels(event.signal).inc()
            case CompensationStarted():
                self._undone.labels(event.reason or "none").inc()
                self._undos_since[event.run_id] = monotonic()
            case EffectUndone():
                self._effects.inc()
            case _:
                self._end(event)

    def _end(self, event: Event) -> None:
        """Count how a claim on a run ended."""
        match event:
            case RunEnded():
                self._stops.labels(event.status).inc()
                self._end_undo(event.run_id)
            case RunLost():
                self._lost.inc()
                self._undos_since.pop(event.run_id, None)
            case RunDied():
                self._deaths.inc()
                self._undos_since.pop(event.run_id, None)

    def _end_undo(self, run_id: UUID) -> None:
        if (since := self._undos_since.pop(run_id, None)) is not None:
            self._undo.observe(monotonic() - since)

    def attend(self, worker: Worker) -> None:
        """Show what this worker holds, asked when somebody looks."""
        self.in_flight.set_function(lambda: worker.in_flight)
        self.silent.set_function(lambda: worker.silent)
        self.left_behind.set_function(lambda: worker.left_behind)

    def show_queue(self, database: Database) -> None:
        """Show what is queued in this database, asked at most every few seconds."""
        self.registry.register(Queue(lambda: backlog(database)))

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)

    @contextmanager
    def served(self, port: int, host: str = "127.0.0.1") -> Iterator[int]:
        """Serve the metrics at ``/metrics`` within the block; yields the port, which is a free one for 0.

        Raises:
            EnvironmentProblem: the port is taken or not ours to take.
        """
        try:
            server, thread = start_http_server(port, host, self.registry)
        except OSError as error:
            raise EnvironmentProblem(f"Metrics cannot be served on {host}:{port}: {error.strerror}.") from error
        try:
            yield server.server_port
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class Queue:
    """What is queued, as a collector that asks once for all who scrape within a few seconds."""

    def __init__(self, ask: Callable[[], Backlog]) -> None:
        """Nothing is asked before somebody scrapes."""
        self._ask = ask
        self._lock = Lock()
        self._told: Backlog | None = None
        self._until = 0.0

    def describe(self) -> Iterable[Metric]:
        """Say what will be collected without asking for it."""
        return []

    def collect(self) -> Iterable[Metric]:
        """Return the runs not at their end by status, and the age of the oldest due one."""
        found = self._fresh()
        runs = GaugeMetricFamily("aicmo_runs", "Runs that are not at their end.", labels=["status"])
        for status, number in found.runs.items():
            runs.add_metric([status], number)
        oldest = GaugeMetricFamily("aicmo_oldest_due_seconds", "How long the oldest due run has waited.")
        oldest.add_metric([], found.oldest_due)
        return [runs, oldest]

    def _fresh(self) -> Backlog:
        with self._lock:
            if self._told is None or monotonic() >= self._until:
                self._told, self._until = self._ask(), monotonic() + FRESH_SECONDS
            return self._told
