"""Places that were left to be filled in, wherever in a brief they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aicmo.catalog import read_toml
from aicmo.onboarding.documents import Ask
from aicmo.onboarding.words import first_match

if TYPE_CHECKING:
    from collections.abc import Iterator

FORBIDDEN_WORDS = "rules.avoid"
"""What must not be written may be any word, a placeholder too."""
EXAMPLE = "Photos before and after, sent the same day"


def unfilled(data: Any, asked: frozenset[str], at: str = "") -> Iterator[Ask]:
    """Yield a question for each text that says nothing yet, but for the fields that are ``asked`` for anyway."""
    if at in asked or at == FORBIDDEN_WORDS:
        return
    if isinstance(data, dict):
        for key, value in data.items():
            yield from unfilled(value, asked, f"{at}.{key}" if at else key)
    elif isinstance(data, list):
        for number, item in enumerate(data):
            yield from unfilled(item, asked, f"{at}.{number}")
            if item == "":
                yield _ask(f"{at}.{number}", "An empty entry")
    elif isinstance(data, str) and (found := first_match("unfilled", data)):
        yield _ask(at, f"“{found}”")


def _ask(field: str, what: str) -> Ask:
    reason = f"{what} says nothing yet. Write the answer, or take the line out."
    return Ask(field=field, reason=reason, example=_example(field))


def _example(field: str) -> str:
    """Return what a new brief shows for the field, or for the list it is in."""
    examples = {row["field"]: row["example"] for row in read_toml("aicmo.onboarding", "template.toml")["line"]}
    while field:
        if field in examples:
            return str(examples[field])
        field = field.rpartition(".")[0]
    return EXAMPLE
