"""Gaps: what a brief must have and does not, asked for with a reason, an example and, if one is honest, a default."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import Field

from aicmo.catalog import packs, read_toml
from aicmo.catalog.documents import Doc
from aicmo.onboarding.deriving import Derived, derive
from aicmo.onboarding.documents import Ask, Assumption
from aicmo.onboarding.loading import load
from aicmo.onboarding.needing import needs
from aicmo.onboarding.unfilled import unfilled
from aicmo.onboarding.words import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aicmo.catalog.documents import Pack


class Required(Doc):
    """A field a run cannot do without; ``needed_as`` names the pack need that makes it required."""

    field: str
    reason: str
    example: str
    default: str | None = None
    default_by_pack: dict[str, str] = Field(default_factory=dict)
    needed_as: str | None = None


@dataclass(frozen=True)
class Filled:
    """A brief's data; ``asks`` are all gaps, ``assumptions`` those that are filled, in the data, by a default."""

    data: dict[str, Any]
    asks: tuple[Ask, ...]
    assumptions: tuple[Assumption, ...]


UNTOLD = "we propose one"
"""A default that leaves the field open: the planner says, as a numbered assumption of its own, what it proposes."""
UNCOUNTED = "we count it in the first full week"
"""Another such default: today's value is not known to anybody yet."""


@cache
def required() -> tuple[Required, ...]:
    """Return the required fields, most blocking first."""
    rows = read_toml("aicmo.onboarding", "required.toml")["required"]
    return tuple(Required.model_validate(row) for row in rows)


def required_by(pack: Pack) -> frozenset[str]:
    """Return the fields that a run of this pack cannot do without."""
    return frozenset(row.field for row in required() if _applies(row, pack, {}))


def fill(data: Mapping[str, Any], *, assume: bool) -> Filled:
    """Find the gaps of a brief's plain data; with ``assume``, fill those that have an honest default."""
    pack = packs().get(str(data.get("pack")))
    filled = deepcopy(dict(data))
    asks: list[Ask] = []
    assumptions: list[Assumption] = []
    for row in required():
        if not _applies(row, pack, data) or not _is_gap(data, row.field):
            continue
        default = row.default_by_pack.get(pack.id, row.default) if pack else row.default
        asks.append(Ask(field=row.field, reason=row.reason, example=row.example, default=default))
        if default is None or not assume:
            _unset(filled, row.field)
        else:
            _set(filled, row.field, default)
            _assume(assumptions, row.field, default, "The brief does not say.")
    for ask in _uncounted(data):
        asks.append(ask)
        _unset(filled, ask.field)
    asks += unfilled(data, frozenset(ask.field for ask in asks))
    followed = tuple(derive(data))
    for found in (each for each in followed if isinstance(each, Derived)):
        _set(filled, found.field, found.value)
        _assume(assumptions, found.field, found.said, found.why)
    if _is_gap(data, "approval"):
        _assume(assumptions, "approval.by", "the sender of the brief", "The brief names nobody else who approves.")
    open_choices = [each for each in followed if isinstance(each, Ask)]
    found_so_far = Filled(filled, (*asks, *open_choices), tuple(assumptions))
    return adopt(found_so_far, open_choices) if assume else found_so_far


def _uncounted(data: Mapping[str, Any]) -> Iterator[Ask]:
    """Yield a question for each figure of the campaign's measure that is told in words: “currently low” is none."""
    goal = data.get("goal")
    kpi = goal.get("kpi") if isinstance(goal, dict) else None
    for name, example, default in (("baseline", "24", UNCOUNTED), ("target", "45", UNTOLD)):
        said = kpi.get(name) if isinstance(kpi, dict) else None
        if isinstance(said, str) and _is_answer(said) and not any(map(str.isdigit, said)):
            reason = f"“{said}” is no figure. Write the number; an estimate is better than none."
            yield Ask(field=f"goal.kpi.{name}", reason=reason, example=example, default=default)


def adopt(filled: Filled, asks: Sequence[Ask]) -> Filled:
    """Return the data with the defaults of these questions as further assumptions."""
    data, assumptions = deepcopy(filled.data), list(filled.assumptions)
    for ask in asks:
        if ask.default in {None, UNTOLD, UNCOUNTED}:
            continue
        _set(data, ask.field, load("default", f"value: {ask.default}").data["value"])
        _assume(assumptions, ask.field, ask.default, ask.reason)
    return Filled(data, filled.asks, tuple(assumptions))


def _assume(assumptions: list[Assumption], field: str, value: str, why: str) -> None:
    assumptions.append(Assumption(id=f"A{len(assumptions) + 1}", field=field, value=value, why=why))


def _applies(row: Required, pack: Pack | None, data: Mapping[str, Any]) -> bool:
    needed = row.needed_as
    return needed is None or (pack is not None and needed in pack.needs and needs(needed, pack, data))


def _is_gap(data: Mapping[str, Any], path: str) -> bool:
    """Say whether nothing is said; a word where a section should stand is malformed, and no gap."""
    value: Any = data
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else value if _is_answer(value) else None
    return not _is_answer(value)


def _is_answer(value: object) -> bool:
    return value not in (None, "", []) and not (isinstance(value, str) and is_placeholder(value))


def _set(data: dict[str, Any], path: str, value: object) -> None:
    *parents, last = path.split(".")
    for key in parents:
        inner = data.get(key)
        if not isinstance(inner, dict):
            inner = data[key] = {}
        data = inner
    data[last] = value


def _unset(data: dict[str, Any], path: str) -> None:
    """Take an answer out that says nothing, so that it is asked for and not judged."""
    *parents, last = path.split(".")
    for key in parents:
        inner = data.get(key)
        if not isinstance(inner, dict):
            return
        data = inner
    data.pop(last, None)
