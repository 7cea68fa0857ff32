"""The rule book: every row of ``data/rules.toml`` with its function, and no function without a row."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import resources

from pydantic import ValidationError

from aicmo.catalog import CatalogError, read_toml
from aicmo.qc.checks import Check
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import FILES
from aicmo.qc.rules import CHECKS


@cache
def rulebook() -> tuple[tuple[Rule, Check], ...]:
    """Return all rules with their functions, by id.

    Raises:
        CatalogError: a row has no function, a function has no row, or a row has another shape.
    """
    try:
        rows = [Rule.model_validate(row) for row in read_toml("aicmo.qc", "rules.toml")["rule"]]
    except (ValidationError, KeyError) as error:
        raise CatalogError(f"rules.toml: {error}") from error
    _agree([row.id for row in rows])
    return tuple((row, CHECKS[row.id]) for row in sorted(rows, key=lambda row: row.id))


def rule(rule_id: str) -> Rule:
    """Return the row of one rule; KeyError when the book has none."""
    return {row.id: row for row, _ in rulebook()}[rule_id]


@cache
def rules_version() -> str:
    """Return a short name of today's rules: it changes with every threshold and every word."""
    data = resources.files("aicmo.qc").joinpath("data")
    content = b"".join(data.joinpath(name).read_bytes() for name in ("rules.toml", "number_words.toml", *FILES))
    return sha256(content).hexdigest()[:12]


def _agree(ids: list[str]) -> None:
    twice = sorted({rule_id for rule_id in ids if ids.count(rule_id) > 1})
    idle, blind = sorted(set(CHECKS) - set(ids)), sorted(set(ids) - set(CHECKS))
    if twice or idle or blind:
        raise CatalogError(
            f"rules.toml: ids twice {twice}; functions without a row {idle}; rows without a function {blind}"
        )
