"""DBOS Transact: a workflow of five steps, as steps with SQL of their own or as transactions of a datasource.

Its workflows begin when they are told to, so that its time counts from there.
"""

from __future__ import annotations

from collections import Counter
from time import perf_counter
from typing import Any

from dbos import DBOS, SQLAlchemyDatasource
from sqlalchemy import create_engine, make_url, text

from aicmo.db import new_id
from benchmarks.peers.by_hand import LAST, Failed, deletes, inserts


class _Dbos:
    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        address = self.url.render_as_string(hide_password=False)
        DBOS(config={"name": "workload", "system_database_url": address, "log_level": "ERROR"})
        self._insert, self._delete = self._prepared(address)
        self._ends: Counter[str] = Counter()

        @DBOS.workflow()
        def carry(run: str, fail: bool) -> str:  # noqa: FBT001 (a workflow's input)
            made: list[dict[str, list[str]]] = []
            try:
                for step in range(LAST + 1):
                    made.append(self._insert(run, step, fail))
            except Failed:
                self._delete(run, made)
                return "COMPENSATED"
            return "COMPLETED"

        self._carry = carry
        DBOS.launch()

    def alone(self, runs: int, *, fail: bool) -> list[float]:
        """Carry runs out one after another; return the seconds each took."""
        seconds = []
        for _ in range(runs):
            started = perf_counter()
            self._ends[self._carry(str(new_id()), fail)] += 1
            seconds.append(perf_counter() - started)
        return seconds

    def drain(self, runs: int, *, fail: bool) -> float:
        """Start runs at once; return the seconds until all have ended."""
        started = perf_counter()
        handles = [DBOS.start_workflow(self._carry, str(new_id()), fail) for _ in range(runs)]
        self._ends.update(handle.get_result() for handle in handles)
        return perf_counter() - started

    def statuses(self) -> dict[str, int]:
        """Count the ends that the workflows returned."""
        return dict(self._ends)

    def close(self) -> None:
        """Leave."""
        DBOS.destroy()

    def _prepared(self, address: str) -> tuple[Any, Any]:
        raise NotImplementedError


class DbosDatasource(_Dbos):
    """Rows and checkpoint commit together: DBOS's own answer to the question that we answer."""

    def _prepared(self, address: str) -> tuple[Any, Any]:
        source = SQLAlchemyDatasource.create(address)

        @source.transaction()
        def insert(run: str, step: int, fail: bool) -> dict[str, list[str]]:  # noqa: FBT001
            statements, made = inserts(run, step)
            for statement, values in statements:
                source.sql_session().execute(text(statement), values)
            if fail and step == LAST:
                raise Failed
            return made

        @source.transaction()
        def delete(run: str, made: list[dict[str, list[str]]]) -> None:
            for statement, values in deletes(run, made):
                source.sql_session().execute(text(statement), values)

        return insert, delete


class DbosStep(_Dbos):
    """A step commits rows of its own, then DBOS its checkpoint: a crash in between does the step twice."""

    def _prepared(self, address: str) -> tuple[Any, Any]:
        engine = create_engine(address, pool_size=20)

        @DBOS.step()
        def insert(run: str, step: int, fail: bool) -> dict[str, list[str]]:  # noqa: FBT001
            statements, made = inserts(run, step)
            with engine.begin() as connection:
                for statement, values in statements:
                    connection.execute(text(statement), values)
                if fail and step == LAST:
                    raise Failed
            return made

        @DBOS.step()
        def delete(run: str, made: list[dict[str, list[str]]]) -> None:
            with engine.begin() as connection:
                for statement, values in deletes(run, made):
                    connection.execute(text(statement), values)

        return insert, delete
