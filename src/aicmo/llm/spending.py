"""Calls to language models, and what a run has spent on them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field

from aicmo.catalog.documents import Doc

MICROS = 1_000_000

Outcome = Literal["answered", "malformed", "lost"]


class Call(Doc):
    """One call to a language model. ``cost`` is in millionths of a US dollar, None where no price is known.

    ``name`` is unique within the run; ``prompt`` is the name of the template. ``answer`` is the reply as it came. A
    call is "lost" when its answer was cut or never came, though the service may charge for it.
    """

    name: str
    model: str
    prompt: str
    prompt_sha256: str
    outcome: Outcome
    answer: str
    input_tokens: int
    output_tokens: int
    cost: int | None
    elapsed_ms: int


class Spent(Doc):
    """Calls to language models, and what they took. A call that failed on the way is counted by its prompt."""

    models: tuple[str, ...]
    calls: int
    failed: int = Field(description="calls without a usable answer, among the calls")
    input_tokens: int
    output_tokens: int
    dollars: Decimal | None = Field(description="US dollars; None where no price is known")
    elapsed_ms: int


def spent(calls: Sequence[Call]) -> Spent | None:
    """Add calls up; None when there were none."""
    if not calls:
        return None
    costs = [call.cost for call in calls]
    known = [cost for cost in costs if cost is not None]
    return Spent(
        models=tuple(dict.fromkeys(call.model for call in calls)),
        calls=len(calls),
        failed=sum(call.outcome != "answered" for call in calls),
        input_tokens=sum(call.input_tokens for call in calls),
        output_tokens=sum(call.output_tokens for call in calls),
        dollars=Decimal(sum(known)) / MICROS if len(known) == len(costs) else None,
        elapsed_ms=sum(call.elapsed_ms for call in calls),
    )


def told(spending: Spent) -> str:
    """Return it as half a sentence for people."""
    price = "" if spending.dollars is None else f", ${spending.dollars:.4f}"
    failed = f" ({spending.failed} without a usable answer)" if spending.failed else ""
    tokens = f"{spending.input_tokens:,} + {spending.output_tokens:,} tokens"
    calls = "1 call" if spending.calls == 1 else f"{spending.calls} calls"
    return f"{calls} to {', '.join(spending.models)}{failed}, {tokens}{price}"
