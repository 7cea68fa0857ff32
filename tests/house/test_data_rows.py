"""A figure that ships says where it comes from and when that was last looked at."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from house.tree import SOURCE, short

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OUR_OWN = {"packs.toml", "cards.toml", "required.toml", "affinity.toml", "gatherings.toml", "model_copy.toml"}
"""Files that say what we sell, how it looks, what we ask for and how we weigh, not what is so in the world."""

ORIGIN = {"source", "checked_on"}
FIGURE = re.compile(r"[+-]?\d+(\.\d+)?")
FILES = sorted(SOURCE.glob("*/data/*.toml"))


def content(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def tables(
    node: Any, place: str = "", given: frozenset[str] = frozenset()
) -> Iterator[tuple[str, dict[str, Any], set[str]]]:
    """Yield each table with its place and what is said about its origin, there or in the tables around it."""
    if isinstance(node, dict):
        given |= ORIGIN & node.keys()
        yield place, node, set(given)
        for key, value in node.items():
            yield from tables(value, f"{place}.{key}" if place else key, given)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from tables(value, f"{place}[{number}]", given)


def figures(table: dict[str, Any]) -> list[str]:
    return [key for key, value in table.items() if is_figure(value)]


def is_figure(value: Any) -> bool:
    if isinstance(value, str):
        return FIGURE.fullmatch(value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def register(file: dict[str, Any]) -> set[str]:
    """Return the keys of the file's own sources, each with its date, that rows may name as their source."""
    return {row["key"] for row in file.get("source", []) if isinstance(row, dict) and "checked_on" in row}


@pytest.mark.parametrize("path", [path for path in FILES if path.name not in OUR_OWN], ids=short)
def test_every_figure_has_a_source_and_a_date(path: Path) -> None:
    file = content(path)
    known = register(file)
    missing = []
    for place, table, given in tables(file):
        is_cited = given >= ORIGIN or not known.isdisjoint(map(str, (table.get("source"), table.get("key"))))
        if figures(table) and not is_cited:
            missing.append(f"{place or 'top'}: {figures(table)}")
    assert missing == []


@pytest.mark.parametrize("path", FILES, ids=short)
def test_a_date_of_checking_is_a_date_and_not_to_come(path: Path) -> None:
    today = datetime.now(tz=UTC).date()
    dates = [(place, table["checked_on"]) for place, table, _ in tables(content(path)) if "checked_on" in table]
    assert [(place, day) for place, day in dates if not isinstance(day, date) or day > today] == []
