"""The workload as a Temporal workflow, apart from its worker: workflow code runs in a sandbox that loads this file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from psycopg_pool import ConnectionPool

    from benchmarks.peers.by_hand import LAST, deletes, for_psycopg, inserts

TIME = timedelta(seconds=30)


def activities(url: str) -> list[Any]:
    """Return the activities, on connections of their own."""
    pool = ConnectionPool(url, max_size=16, open=True)

    @activity.defn
    def insert(run: str, step: int, fail: bool) -> dict[str, list[str]]:  # noqa: FBT001 (an activity's input)
        statements, made = inserts(run, step)
        with pool.connection() as connection:
            for statement, values in statements:
                connection.execute(for_psycopg(statement, values), values)
            if fail and step == LAST:
                raise ApplicationError("The last step fails after its work.", non_retryable=True)
        return made

    @activity.defn
    def delete(run: str, made: list[dict[str, list[str]]]) -> None:
        with pool.connection() as connection:
            for statement, values in deletes(run, made):
                connection.execute(for_psycopg(statement, values), values)

    return [insert, delete]


@workflow.defn
class Carry:
    """Five local activities, and the undo of their rows when the last one fails."""

    @workflow.run
    async def run(self, run: str, fail: bool) -> str:  # noqa: FBT001 (a workflow's input)
        """Return how it ended."""
        made: list[dict[str, list[str]]] = []
        options: dict[str, Any] = {"start_to_close_timeout": TIME, "retry_policy": RetryPolicy(maximum_attempts=3)}
        try:
            for step in range(LAST + 1):
                made.append(await workflow.execute_local_activity("insert", args=[run, step, fail], **options))
        except FailureError:
            await workflow.execute_local_activity("delete", args=[run, made], **options)
            return "COMPENSATED"
        return "COMPLETED"
