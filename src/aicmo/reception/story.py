"""The turns a run took beside its steps, in words: failed tries, waits, takeovers, what people did to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aicmo.reception.plain import clean
from aicmo.saga import Turn

if TYPE_CHECKING:
    from aicmo.saga import WorkflowEvent

WORDS: Final = {
    Turn.TAKEN_OVER: "its worker was gone; {worker} took it over",
    Turn.DIED: "its process died: {error}",
    Turn.RELEASED: "its worker was asked to stop and let it go",
    Turn.RETRYING: "failed for now: {error} Again in {span}.",
    Turn.WAITING: "waits for {signal}, {span} at most",
    Turn.SIGNALLED: "was told {signal}{sender}",
    Turn.EXPIRED: "nobody sent {signal} in time; it goes on",
    Turn.HELD: "held: {error}",
    Turn.FAILED: "failed ({reason}): {error}",
    Turn.UNDOING: "the run is undone{target} ({reason}){colon}",
    Turn.UNDO_LATER: "what it did outside is not undone yet; the next try{later}",
    Turn.STARTED_AGAIN: "goes forward again{later}",
    Turn.UNDONE: "everything it made is gone",
    Turn.QUARANTINED: "needs a person: {error}",
    Turn.RESUMED: "a person let it go on",
    Turn.ACCEPTED: "settled by {by}: {because}",
}
UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def told(event: WorkflowEvent) -> str:
    """Return one turn in words, with the step it is about."""
    words = WORDS[Turn(event.kind)].format_map(_Known(event.detail))
    return clean(f"{event.step}: {words}" if event.step else words)


def as_json(event: WorkflowEvent) -> dict[str, Any]:
    """Return one turn as JSON data."""
    return {
        "at": event.at.isoformat(),
        "kind": event.kind,
        "step": event.step,
        "attempt": event.attempt,
        "detail": event.detail,
    }


class _Known(dict[str, Any]):
    """What a turn's detail says, and the phrases made of it; erased detail is a dash."""

    def __missing__(self, name: str) -> str:
        match name:
            case "span":
                return _span(float(self.get("seconds") or 0))
            case "later":
                return f" in {_span(self['seconds'])}" if self.get("seconds") else ""
            case "sender":
                return f" by {self['by']}" if self.get("by") else ""
            case "target":
                return f" back to {self['rewind_to']}" if self.get("rewind_to") else ""
            case "colon":
                return f": {self['error']}" if self.get("error") else ""
        return "–"


def _span(seconds: float) -> str:
    for unit, size in UNITS:
        if seconds >= size:
            number = round(seconds / size)
            return f"{number} {unit}{'s' * (number > 1)}"
    return f"{seconds:.0f} s"
