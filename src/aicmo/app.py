"""The composition root: the only place where database, storage, writer and saga are put together."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from aicmo import migrations
from aicmo.db import Database
from aicmo.errors import AicmoError, EnvironmentProblem
from aicmo.saga import Child, Listener, Saga, Storage, Worker, carry_alone, in_turn
from aicmo.settings import Settings

if TYPE_CHECKING:
    from types import TracebackType

    from aicmo.llm.connecting import Connection
    from aicmo.onboarding.quoting.reader import ModelReader
    from aicmo.writing import Writer


class NoModel(AicmoError):
    """A language model is asked for, and this house has none."""


@dataclass
class App:
    """Everything a command needs, opened once and closed at its end."""

    settings: Settings
    database: Database
    storage: Storage

    @classmethod
    def open(cls, settings: Settings | None = None, *, migrate: bool = True) -> Self:
        """Open what the environment asks for.

        A SQLite database is migrated on first use; on PostgreSQL that is an operator's deliberate act, and until then
        :class:`~aicmo.errors.EnvironmentProblem` is raised (unless ``migrate`` is False).
        """
        settings = settings or Settings()
        if settings.persistence_mode == "inmemory":
            app = cls(settings, Database.in_memory(), Storage(Path(tempfile.mkdtemp(prefix="aicmo-"))))
        else:
            app = cls(settings, Database(settings.database_url), Storage(settings.storage.absolute()))
        if migrate:
            app.make_ready()
        return app

    def make_ready(self) -> None:
        """Check that the schema is this code's; bring a SQLite database there."""
        if migrations.is_current(self.database):
            return
        if not self.database.is_sqlite:
            raise EnvironmentProblem("The database is not migrated to this version: run `aicmo db upgrade` first.")
        migrations.create(self.database)
        if not migrations.is_current(self.database):
            migrations.upgrade(self.database)

    @cached_property
    def saga(self) -> Saga:
        """The agency's workflow; imported late, because the rooms bring renderers with them."""
        from aicmo.workflows.client_to_delivery import client_to_delivery  # noqa: PLC0415

        return client_to_delivery

    @cached_property
    def tools(self) -> dict[Any, Any]:
        """What steps may ask for beside facts, by type."""
        from aicmo.production.editor import Reviewer  # noqa: PLC0415
        from aicmo.qc.fixes.mending import MendedWriter  # noqa: PLC0415
        from aicmo.qc.reviewing import RulesReviewer  # noqa: PLC0415
        from aicmo.writing import Writer  # noqa: PLC0415

        return {Writer: MendedWriter(self.writer), Reviewer: RulesReviewer()}

    @cached_property
    def writer(self) -> Writer:
        """Who writes, as the environment says; raises EnvironmentProblem when that writer is not ready to."""
        from aicmo.writing.builtin import BuiltinWriter  # noqa: PLC0415

        if self.settings.writer == "builtin":
            return BuiltinWriter()
        connection = self.model
        from aicmo.writing.llm.writer import ModelWriter  # noqa: PLC0415

        return ModelWriter(connection.model, connection.terms)

    @cached_property
    def reader(self) -> ModelReader:
        """Who reads letters beyond their labels.

        Raises:
            NoModel: none is set.
            EnvironmentProblem: it is not ready to be asked.
        """
        if self.settings.writer == "builtin":
            raise NoModel(
                "No language model is set to read with: AICMO_WRITER=openai:MODEL, anthropic:MODEL or ollama:MODEL."
            )
        connection = self.model
        from aicmo.onboarding.quoting.reader import ModelReader  # noqa: PLC0415

        return ModelReader(connection.model, connection.terms)

    @cached_property
    def model(self) -> Connection:
        """The language model that the environment names; raises EnvironmentProblem when it is not ready to be asked."""
        from aicmo.llm.connecting import connected  # noqa: PLC0415

        return connected(self.settings)

    def watchers(self) -> list[Listener]:
        """Return the listeners that the environment asks for: a log for programs, traces.

        Raises:
            EnvironmentProblem: traces are asked for, and what exports them is not installed.
        """
        found: list[Listener] = []
        if self.settings.log == "json":
            from aicmo.telemetry.log import lines  # noqa: PLC0415  imported only where asked for, as all of these

            found.append(lines())
        if self.settings.traces == "otlp":
            try:
                from aicmo.telemetry.traces import exported  # noqa: PLC0415

                found.append(exported())
            except ImportError as error:
                raise EnvironmentProblem("AICMO_TRACES=otlp needs more: install aicmo[otel].") from error
        return found

    def worker(self, *listeners: Listener, concurrency: int = 1) -> Worker:
        """Return a worker for the agency's workflow that carries up to ``concurrency`` runs at once."""
        return Worker(
            self.database,
            [self.saga],
            self.storage,
            self.tools,
            concurrency=concurrency,
            listener=in_turn(*listeners),
            alone=self._child(),
        )

    def carry_alone(self, errand: str) -> None:
        """Be the child process of a worker, which started it with this errand."""
        carry_alone(errand, self.database, [self.saga], self.storage, self.tools)

    def _child(self) -> Child | None:
        if self.settings.persistence_mode == "inmemory":
            return None  # no other process sees what is in this one's memory
        url = self.database.url.render_as_string(hide_password=False)
        here = {"AICMO_DATABASE_URL": url, "AICMO_STORAGE": str(self.storage.root), "AICMO_PERSISTENCE_MODE": "db"}
        return Child([sys.executable, "-m", "aicmo", "carry-alone"], {**os.environ, **here})

    def __enter__(self) -> Self:
        """Stay open until the end of the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Close the database; an in-memory one takes its files along."""
        self.database.close()
        if self.settings.persistence_mode == "inmemory":
            import shutil  # noqa: PLC0415

            shutil.rmtree(self.storage.root, ignore_errors=True)
