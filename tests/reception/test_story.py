"""What a person reads of a run's turns: words for each, whatever is known of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from aicmo.db import new_id
from aicmo.reception import story
from aicmo.saga import Turn, WorkflowEvent


@pytest.mark.parametrize("turn", Turn)
def test_every_turn_has_words_even_when_its_detail_is_erased(turn: Turn) -> None:
    words = story.told(_event(turn))

    assert words
    assert "{" not in words


@pytest.mark.parametrize(
    ("turn", "step", "detail", "words"),
    [
        (Turn.RETRYING, "ship", {"error": "Busy.", "seconds": 90}, "ship: failed for now: Busy. Again in 2 minutes."),
        (Turn.WAITING, "ask", {"signal": "qc", "seconds": 1_209_600.0}, "ask: waits for qc, 14 days at most"),
        (Turn.UNDOING, None, {"reason": "rewound", "rewind_to": "pack"}, "the run is undone back to pack (rewound)"),
        (Turn.SIGNALLED, None, {"signal": "qc", "by": "Bo"}, "was told qc by Bo"),
        (Turn.STARTED_AGAIN, None, {"seconds": 30}, "goes forward again in 30 s"),
        (Turn.DIED, None, {"error": "a \x1b[31m colour"}, "its process died: a �[31m colour"),
    ],
)
def test_a_turn_reads_like_this(turn: Turn, step: str | None, detail: dict[str, Any], words: str) -> None:
    assert story.told(_event(turn, step, detail)) == words


def _event(turn: Turn, step: str | None = None, detail: dict[str, Any] | None = None) -> WorkflowEvent:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return WorkflowEvent(
        id=new_id(), run_id=new_id(), at=now, kind=turn.value, attempt=1, fence=1, step=step, detail=detail or {}
    )
