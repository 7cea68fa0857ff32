"""Commits that travel together: nobody's row, fence or lock harms a neighbour, and every value arrives as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from math import inf, nan
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Float,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    String,
    Text,
    cast,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from aicmo.db import new_id
from aicmo.saga import Order, Owned, Run, Saga, Stale, Status, cancel, submit
from aicmo.saga.claims import Claim, Claimant, Terms, claim
from aicmo.saga.committer import Member, Work, commit
from aicmo.saga.flights import Flights
from aicmo.saga.group_commit import travels
from aicmo.saga.models import WorkflowRun
from saga.departures import depart, flights_of
from saga.shop import Parcel, ShopOrder, World, take_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

TERMS = Terms()


class Size(Enum):
    SMALL = "s"
    LARGE = "l"


class GroupBase(MappedAsDataclass, DeclarativeBase):
    """Tables of their own."""


class Plain(Owned, GroupBase, kw_only=True):
    __tablename__ = "group_plain"

    amount: Mapped[Decimal | None] = mapped_column(Numeric(30, 10), default=None)
    share: Mapped[float | None] = mapped_column(Float, default=None)
    big: Mapped[int | None] = mapped_column(BigInteger, default=None)
    flag: Mapped[bool | None] = mapped_column(default=None)
    day: Mapped[date | None] = mapped_column(default=None)
    hour: Mapped[time | None] = mapped_column(default=None)
    at: Mapped[datetime | None] = mapped_column(default=None)
    took: Mapped[timedelta | None] = mapped_column(Interval, default=None)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    size: Mapped[Size | None] = mapped_column(default=None)
    words: Mapped[str | None] = mapped_column(String, default=None)
    data: Mapped[Any] = mapped_column(
        JSONB(none_as_null=True).with_variant(String, "sqlite"), nullable=True, default=None
    )


class Nullish(Owned, GroupBase, kw_only=True):
    __tablename__ = "group_nullish"

    data: Mapped[Any] = mapped_column(JSON)


class Listed(Owned, GroupBase, kw_only=True):
    __tablename__ = "group_listed"

    numbers: Mapped[list[int]] = mapped_column(ARRAY(Integer))


def listing(run: Run) -> list[Listed]:  # noqa: ARG001 (a step)
    return [Listed(numbers=[3, 1, 2])]


def making(run: Run) -> list[Listed | Plain | Nullish]:  # noqa: ARG001 (a step)
    return []


GROUP = Saga("group", version=1, steps=[making])


class Commits:
    """Commits members in one flight."""

    def __init__(self, world: World) -> None:
        self._flights = Flights(world.database)
        self.flown = flights_of(self._flights._commits)

    def depart(self, members: Sequence[Member]) -> list[Future[None]]:
        return depart(self._flights._commits, [partial(self._flights.commit, member) for member in members])

    def commit(self, members: Sequence[Member]) -> list[BaseException | None]:
        return [end.exception(timeout=60) for end in self.depart(members)]


@pytest.fixture
def group(world: World) -> Commits:
    return Commits(world)


def test_a_refused_row_harms_none_of_its_neighbours(world: World, group: Commits) -> None:
    claims = _claims(world, 6)
    members = [_member(world, one, [ShopOrder(customer="Ada")]) for one in claims]
    members[3] = _member(world, claims[3], [ShopOrder(customer="Ada"), Parcel(order_id=new_id(), weight=1)])

    errors = group.commit(members)

    assert group.flown[0] == 6
    assert [type(error) for error in errors] == [type(None)] * 3 + [IntegrityError] + [type(None)] * 2
    assert [world.count(one.run_id)["shop_orders"] for one in claims] == [1, 1, 1, 0, 1, 1]
    assert [len(world.steps(one.run_id)) for one in claims] == [1, 1, 1, 0, 1, 1]


def test_a_stale_member_writes_nothing_and_is_told_so(world: World, group: Commits) -> None:
    claims = _claims(world, 3)
    cancel(world.database, claims[1].run_id)

    errors = group.commit([_member(world, one, [ShopOrder(customer="Ada")]) for one in claims])

    assert group.flown == [3]
    assert [type(error) for error in errors] == [type(None), Stale, type(None)]
    assert [world.count(one.run_id)["shop_orders"] for one in claims] == [1, 0, 1]
    assert world.get(claims[1].run_id).state is Status.COMPENSATING


def test_a_member_whose_run_is_locked_goes_alone_and_the_others_do_not_wait(world: World, group: Commits) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time: no lock can be held beside a flight")
    claims = _claims(world, 3)
    with world.database.transaction() as other:
        other.execute(select(WorkflowRun.id).where(WorkflowRun.id == claims[1].run_id).with_for_update())
        first, locked, last = group.depart([_member(world, one, [ShopOrder(customer="Ada")]) for one in claims])
        assert (first.exception(60), last.exception(60)) == (None, None)
        assert not locked.done()

    assert locked.exception(60) is None
    assert group.flown == [3]
    assert [world.count(one.run_id)["shop_orders"] for one in claims] == [1, 1, 1]


def test_the_last_step_in_a_group_completes_its_run_and_no_other(world: World, group: Commits) -> None:
    claims = _claims(world, 3)
    members = [_member(world, one, [ShopOrder(customer="Ada")], last=n == 1) for n, one in enumerate(claims)]

    assert group.commit(members) == [None] * 3

    wanted = [Status.RUNNING, Status.COMPLETED, Status.RUNNING]
    assert [world.get(one.run_id).state for one in claims] == wanted


def test_a_table_with_a_type_no_recordset_takes_goes_the_long_way(world: World) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite has no arrays")
    _make(world)
    world.saga = Saga("listed", version=1, steps=[take_order, listing])
    run = world.run()

    assert run.state is Status.COMPLETED
    with world.database.connect() as connection:
        assert connection.scalar(select(Listed.numbers)) == [3, 1, 2]
    claimed = Claim(run.id, 1, run.id)
    assert not travels(_member(world, claimed, [Listed(numbers=[1])]), world.database.engine.dialect)
    assert travels(_member(world, claimed, [ShopOrder(customer="Ada")]), world.database.engine.dialect)


VALUES: dict[str, tuple[str, Any]] = {
    "a long decimal": ("amount", Decimal("12345678901234567890.0123456789")),
    "a negative decimal": ("amount", Decimal("-0.0000000001")),
    "a float": ("share", 0.1 + 0.2),
    "a tiny float": ("share", 5e-324),
    "nan": ("share", nan),
    "infinity": ("share", -inf),
    "a big integer": ("big", -(2**63)),
    "true": ("flag", True),
    "a day": ("day", date(1, 1, 1)),
    "an hour": ("hour", time(23, 59, 59, 999_999)),
    "a moment": ("at", datetime(2026, 2, 28, 23, 59, 59, 1, tzinfo=UTC).replace(tzinfo=None)),
    "an interval": ("took", timedelta(days=-3, seconds=5, microseconds=7)),
    "bytes": ("raw", bytes(range(256))),
    "an enum": ("size", Size.LARGE),
    "nothing": ("words", None),
    "quotes and slashes": ("words", "\\ \" ' \\u0041 \\x00 \n\t\r \x01 \u2028 {}[]%s %(x)s ::json"),
    "an empty text": ("words", ""),
    "JSON": ("data", {"a": [1, 2.5, None, True, {"ü": "\\"}], "b": "x"}),
    "a JSON text": ("data", "text"),
    "no JSON": ("data", None),
}


@pytest.mark.parametrize("case", VALUES)
def test_a_value_arrives_by_the_short_way_as_by_the_long_one(world: World, case: str) -> None:
    _only_postgres(world)
    column, value = VALUES[case]
    _make(world)
    found = []
    for way in (Flights(world.database).commit, lambda member: commit(world.database, member)):
        (one,) = _claims(world, 1)
        member = _member(world, one, [Plain(**{column: value})])
        assert travels(member, world.database.engine.dialect)
        way(member)
        kept = getattr(Plain, column)
        with world.database.connect() as connection:
            query = select(kept, cast(kept, Text)).where(Plain.run_id == one.run_id)
            found.append(tuple(connection.execute(query).one()))

    assert repr(found[0]) == repr(found[1])
    assert repr(found[0][0]) == repr(value)


def test_null_of_json_is_no_null_of_sql_so_it_goes_the_long_way(world: World) -> None:
    _only_postgres(world)
    _make(world)
    claims = _claims(world, 2)
    for one, data in zip(claims, [None, {"a": None}], strict=True):
        member = _member(world, one, [Nullish(data=data)])
        assert travels(member, world.database.engine.dialect) is (data is not None)
        Flights(world.database).commit(member)

    with world.database.connect() as connection:
        kept = connection.execute(select(Nullish.data, cast(Nullish.data, Text)).order_by(Nullish.id)).all()
    assert [tuple(row) for row in kept] == [(None, "null"), ({"a": None}, '{"a": null}')]


@pytest.mark.parametrize("value", ["a NUL \0", "half a pair \ud800"])
def test_a_text_no_database_keeps_is_refused_by_either_way(world: World, value: str) -> None:
    _only_postgres(world)
    for way in (Flights(world.database).commit, lambda member: commit(world.database, member)):
        (one,) = _claims(world, 1)
        with pytest.raises((DBAPIError, UnicodeEncodeError, ValueError)):
            way(_member(world, one, [ShopOrder(customer=value)]))
        assert world.count(one.run_id)["shop_orders"] == 0


def _make(world: World) -> None:
    with world.database.transaction() as connection:
        GroupBase.metadata.create_all(connection)


def _claims(world: World, count: int) -> list[Claim]:
    for _ in range(count):
        submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    holder = Claimant(new_id(), "a holder", [world.saga.name], TERMS)
    return [won.claim for won in claim(world.database, holder, limit=count)]


def _member(world: World, held: Claim, rows: Sequence[Owned], *, last: bool = False) -> Member:
    saga = world.saga if isinstance(rows[0], ShopOrder) else GROUP
    return Member.of(saga, held, Work("take_order", 0, 1, rows, None, (), 0, last))


def _only_postgres(world: World) -> None:
    if world.database.is_sqlite:
        pytest.skip("on SQLite there is one way")
