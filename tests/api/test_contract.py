"""The API's description is true: schemathesis sends what it allows and what it forbids, and compares the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
        yield program
    database.close()


NOT_PROMISED = [positive_data_acceptance]
"""A description cannot say what a brief must be: what it allows may still be refused, with the reason."""
BOUNDED = hypothesis.settings(
    max_examples=10, derandomize=True, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
)


def test_every_answer_is_one_that_the_description_has(asked: Program) -> None:
    key = {"Authorization": f"Bearer {asked.key}"}

    def ask(case: Any) -> None:
        case.call_and_validate(headers=key, excluded_checks=NOT_PROMISED)

    schema = schemathesis.openapi.from_asgi(f"{V1}/openapi.json", asked.site)
    wrong = []
    for result in get_all_tests(schema=schema, test_func=ask, settings=BOUNDED, given_kwargs={}):
        assert isinstance(result, Ok), result
        operation, test = result.ok()
        try:
            test()
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 (each is told, after all have been asked)
            wrong.append(f"{operation.label}: {error}")
    assert not wrong, "\n\n".join(wrong)
