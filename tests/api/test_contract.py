"""The API's description is true: schemathesis sends what it allows and what it forbids, and compares the answers."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any
from uuid import UUID

import hypothesis
import pytest
import schemathesis
from limits import parse
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.specs.openapi.checks import positive_data_acceptance

from aicmo.app import App
from aicmo.db import Database
from aicmo.saga import Storage
from aicmo.settings import Settings
from api.program import V1, Program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from servers.databases import Databases


@pytest.fixture(scope="module")
def asked(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Return a program on SQLite: the other tests see to both databases."""
    folder = tmp_path_factory.mktemp("described")
    database = Database(databases.new_sqlite(folder / "a.db", migrated=True))
    with (
        pytest.MonkeyPatch.context() as patch,
        Program(App(Settings(), database, Storage(folder / "storage"))) as program,
    ):
        patch.setattr("aicmo.web.api.door.WRONG_KEYS", parse("10000 per minute"))  # it tries many
        runs = [program.submit()["run_id"], program.submit(approval="internal")["run_id"]]
        program.carried()
        program.run_ids = cycle(runs)
        program.run_id = runs[0]
        yield program
    database.close()


NOT_PROMISED = [positive_data_acceptance]
"""A description cannot say what a brief must be: what it allows may still be refused, with the reason."""
HEAVY = ("/proofs", "/edits", "/revisions")
"""They take any content of any format: every boundary of each would take a minute, so a few examples must do."""
BOUNDED = hypothesis.settings(
    max_examples=4, derandomize=True, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
)


def test_every_answer_is_one_that_the_description_has(asked: Program) -> None:
    key = {"Authorization": f"Bearer {asked.key}"}

    def ask(case: Any) -> None:
        for name in case.path_parameters or {}:
            if _is_id(case.path_parameters[name]):
                case.path_parameters[name] = _run(asked, case)
        case.call_and_validate(headers=key, excluded_checks=NOT_PROMISED)

    schema = schemathesis.openapi.from_asgi(f"{V1}/openapi.json", asked.site)
    schema.config.generation.update(with_security_parameters=False)  # the key is always sent
    wrong = []
    for result in get_all_tests(schema=schema, test_func=ask, settings=BOUNDED, given_kwargs={}):
        assert isinstance(result, Ok), result
        operation, test = result.ok()
        if operation.path.endswith(HEAVY):
            test = _few(operation, ask)
        try:
            test()
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 (each is told, after all have been asked)
            wrong.append(f"{operation.label}: {error}")
    assert not wrong, "\n\n".join(wrong)


def _few(operation: Any, ask: Any) -> Any:
    @BOUNDED
    @hypothesis.given(case=operation.as_strategy())
    def few(case: Any) -> None:
        ask(case)

    return few


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _run(asked: Program, case: Any) -> str:
    """Return a run that is there: delivered, or waiting. It is not erased, and who waits is not watched for ever."""
    if case.method == "DELETE":
        return str(UUID(int=7))
    return asked.run_id if case.path.endswith("/stream") else next(asked.run_ids)
