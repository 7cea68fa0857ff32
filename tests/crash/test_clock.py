"""R10: no worker's clock decides about a lease, a wait or a heartbeat: the database's alone."""

from __future__ import annotations

import ast
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

import aicmo.saga
from aicmo.db import new_id
from aicmo.saga import Claimant, Order, Terms, claims, submit

if TYPE_CHECKING:
    from saga.shop import World

CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "gmtime", "localtime"}
OF_A_DAY = {"datetime", "date", "time"}


def test_the_engine_asks_no_clock_of_the_machine_for_a_date() -> None:
    """``monotonic`` and ``perf_counter`` measure how long a step takes; they say nothing of when."""
    asked = [
        f"{path.name}:{node.lineno}"
        for path in Path(aicmo.saga.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _is_clock(node.func)
    ]
    assert asked == []


def _is_clock(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute) or function.attr not in CLOCKS:
        return False
    owner = function.value
    return (isinstance(owner, ast.Name) and owner.id in OF_A_DAY) or (
        isinstance(owner, ast.Attribute) and owner.attr in OF_A_DAY
    )


def test_no_statement_of_a_claim_or_a_heartbeat_carries_a_date(world: World) -> None:
    sent: list[Any] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *args: sent.append(args[3]))
    claimant = Claimant(new_id(), "me", ["shop"], Terms())
    submit(world.database, world.saga, Order("o", {}))
    submit(world.database, world.saga, Order("o", {}), hold_for=claimant)
    claims.claim(world.database, claimant)
    claims.beat(world.database, claimant)
    claims.renew(world.database, claimant.id, claimant.terms)

    values = [value for one in sent for value in (one.values() if isinstance(one, dict) else one)]
    assert values
    assert [value for value in values if isinstance(value, datetime) or _is_date(value)] == []


def _is_date(value: Any) -> bool:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return len(value) > 8
