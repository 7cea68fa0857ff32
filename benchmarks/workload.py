"""The workload that everybody is measured with: five steps, 15 rows of about 200 bytes in ten tables.

Its shape is that of ``client_to_delivery`` (2, 1, 5, 3 and 4 rows a step), its content is constant, so that only the
engine and the database are measured. SUCCESS: all rows are there. FAIL: the last step fails after its work, so the 11
rows of the four steps before it were committed, and are deleted by exact id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import MetaData, Text, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from aicmo.db import NAMING
from aicmo.saga import Order, Owned, Rejected, Run, Saga

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

PAYLOAD: Final = "a payload of two hundred bytes ".ljust(200, "·")[:200].replace("·", ".")
STEPS: Final = ("normalize_brief", "generate_strategy", "generate_draft", "qc_evaluate", "create_package")
BATCH: Final = "batch"
"""Key in a run's input: how many rows a step makes beyond its own, for runs of up to 10,000 rows."""


class WorkloadBase(MappedAsDataclass, DeclarativeBase):
    """A declarative base of the workload's own."""

    metadata = MetaData(naming_convention=NAMING)


class Row(Owned, kw_only=True):
    """What every table holds: a UUIDv7 key, the indexed id of the run, and a payload."""

    payload: Mapped[str] = mapped_column(Text)


class Brief(Row, WorkloadBase, kw_only=True):
    """Written by the first step."""

    __tablename__ = "w_briefs"


class Intake(Row, WorkloadBase, kw_only=True):
    """Written by the first step."""

    __tablename__ = "w_intakes"


class Strategy(Row, WorkloadBase, kw_only=True):
    """Written by the second step."""

    __tablename__ = "w_strategies"


class Draft(Row, WorkloadBase, kw_only=True):
    """Written by the third step."""

    __tablename__ = "w_drafts"


class Bundle(Row, WorkloadBase, kw_only=True):
    """Written by the third step."""

    __tablename__ = "w_bundles"


class Asset(Row, WorkloadBase, kw_only=True):
    """Written by the third step."""

    __tablename__ = "w_assets"


class Result(Row, WorkloadBase, kw_only=True):
    """Written by the fourth step."""

    __tablename__ = "w_results"


class Issue(Row, WorkloadBase, kw_only=True):
    """Written by the fourth step."""

    __tablename__ = "w_issues"


class Package(Row, WorkloadBase, kw_only=True):
    """Written by the last step."""

    __tablename__ = "w_packages"


class Artifact(Row, WorkloadBase, kw_only=True):
    """Written by the last step."""

    __tablename__ = "w_artifacts"


PLAN: Final[Sequence[Sequence[type[Any]]]] = (
    (Brief, Intake),
    (Strategy,),
    (Draft, Draft, Bundle, Asset, Asset),
    (Result, Issue, Issue),
    (Package, Artifact, Artifact, Artifact),
)
"""The rows of each step."""
TABLES: Final[tuple[Table, ...]] = tuple(WorkloadBase.metadata.sorted_tables)


def tables_of(step: int) -> dict[str, int]:
    """Return how many rows the step writes, by table."""
    made: dict[str, int] = {}
    for model in PLAN[step]:
        made[model.__tablename__] = made.get(model.__tablename__, 0) + 1
    return made


def normalize_brief() -> list[Brief | Intake]:
    """Make two rows."""
    return _rows(0)


def generate_strategy() -> list[Strategy]:
    """Make one row."""
    return _rows(1)


def generate_draft(run: Run) -> list[Draft | Bundle | Asset]:
    """Make five rows, and as many more as the order asks for."""
    return [*_rows(2), *(Asset(payload=PAYLOAD) for _ in range(run.input[BATCH]))]


def qc_evaluate() -> list[Result | Issue]:
    """Make three rows."""
    return _rows(3)


def create_package(run: Run) -> list[Package | Artifact]:
    """Make four rows, and fail after that if the order says so."""
    rows = _rows(4)
    if run.input["fail"]:
        raise Rejected("The last step fails after its work.")
    return rows


def saga() -> Saga:
    """Return the workload as a saga."""
    return Saga(
        "workload",
        version=1,
        steps=[normalize_brief, generate_strategy, generate_draft, qc_evaluate, create_package],
    )


def order(*, fail: bool, batch: int = 0) -> Order:
    """Return an order for one run; ``batch`` more rows are made by its third step."""
    return Order("a workload", {"fail": fail, BATCH: batch})


def rows_by_table(connection: Connection) -> dict[str, int]:
    """Count the rows, asking nobody but the tables."""
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


def rows_wanted(runs: int, batch: int = 0) -> dict[str, int]:
    """Return the rows by table that ``runs`` runs leave when they succeed."""
    wanted = dict.fromkeys((table.name for table in TABLES), 0)
    for place in range(len(STEPS)):
        for table, count in tables_of(place).items():
            wanted[table] += count * runs
    wanted[Asset.__tablename__] += batch * runs
    return wanted


def _rows(step: int) -> list[Any]:
    return [model(payload=PAYLOAD) for model in PLAN[step]]
