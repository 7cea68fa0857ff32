"""The invariants I1 to I14, checked offline over a history that the database wrote. Nothing here asks the engine.

The graph of states is written down a second time on purpose: a checker that took it from the engine would believe it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crash.recorder import Seen

MOVES: Final = {
    None: {"PENDING", "RUNNING"},
    "PENDING": {"RUNNING", "COMPENSATING"},
    "RUNNING": {"COMPLETED", "PENDING", "WAITING", "COMPENSATING", "FAILED", "QUARANTINED"},
    "WAITING": {"PENDING", "RUNNING", "COMPENSATING"},
    "COMPENSATING": {"COMPENSATED", "PENDING", "QUARANTINED"},
    "QUARANTINED": {"COMPENSATING", "PENDING"},
}
UNDONE: Final = {"FAILED", "COMPENSATED"}
MOST_CLAIMS: Final = 100
"""No run of a test is claimed more often, whatever is done to it: beyond, somebody tries for ever."""


@dataclass
class Trace:
    """What is known of one run, entry by entry; ``is_copied`` while a fork is made, which nobody has claimed yet."""

    status: str | None = None
    fence: int = 0
    holder: str | None = None
    live: dict[tuple[str, str], int] = field(default_factory=dict)
    holders: dict[int, str] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    deleting: bool = False
    claims: int = 0
    past_pivot: bool = False
    is_copied: bool = False
    stays: set[str] | None = None
    due: set[str] | None = None


def violations(entries: Iterable[Seen], *, retries: int = 0) -> list[str]:
    """Return every breach of an invariant, with the entry that shows it; ``retries`` is the saga's own bound."""
    by_run = sorted(entries, key=lambda entry: (entry.run, entry.seq))
    found = list(_of_keys(by_run))
    for run, own in groupby(by_run, key=lambda entry: entry.run):
        trace, listed = Trace(), list(own)
        for entry, following in zip(listed, [*listed[1:], None], strict=True):
            is_whole = following is None or entry.tx is None or following.tx != entry.tx
            found += [f"{said} (run {run}, entry {entry.seq})" for said in _of_entry(trace, entry, retries, is_whole)]
    return found


def _of_entry(trace: Trace, entry: Seen, retries: int, is_whole: bool) -> Iterator[str]:  # noqa: FBT001
    match entry.kind:
        case "run":
            yield from _of_claim(trace, entry.detail)
            yield from _of_move(trace, entry.detail, retries)
        case "step":
            yield from _of_step(trace, entry.detail)
        case "row":
            yield from _under_claim(trace, "a row was made", entry.detail)
        case "changed":
            yield "I7: a row was changed, which nobody ever does"
        case "intent":
            yield from _of_intent(trace, entry.detail)
    if is_whole and trace.due is not None:
        if trace.due != {step for step, item in trace.live if not item}:
            yield f"I8: {trace.status} with {sorted(trace.live)}, not {sorted(trace.due)}"
        trace.due = None
    # On SQLite entries show the middle of a transaction too: there a run's rows are asked for when its word is spoken.
    speaks = entry.kind == "run" or (entry.kind == "step" and (entry.tx is not None or not entry.detail["undone"]))
    if is_whole and speaks and not trace.is_copied and entry.detail["rows"] != sum(trace.live.values()):
        yield f"I3: {entry.detail['rows']} rows where the checkpoints list {sum(trace.live.values())}"


def _of_claim(trace: Trace, seen: dict[str, Any]) -> Iterator[str]:
    if seen["fence"] < trace.fence:
        yield "I1: the fence went back"
    if seen["holder"] is not None and (seen["holder"] != trace.holder or seen["fence"] != trace.fence):
        trace.claims += 1
        if seen["holder"] != trace.holder and seen["fence"] == trace.fence:
            yield "I1: a new holder under the old fence"
        if trace.holders.setdefault(seen["fence"], seen["holder"]) != seen["holder"]:
            yield "I1: one fence, two holders"
    trace.is_copied = bool(seen["copied"]) and not trace.claims
    if trace.claims > MOST_CLAIMS:
        yield "I13: claimed without end"
    trace.fence, trace.holder = seen["fence"], seen["holder"]


def _of_move(trace: Trace, seen: dict[str, Any], retries: int) -> Iterator[str]:
    status, before = seen["status"], trace.status
    if status != before and status not in MOVES.get(before, ()):
        yield f"I5: {before} to {status}"
    if status in UNDONE and seen["rows"]:
        yield f"I6: {status} with {seen['rows']} rows"
    if status in UNDONE and trace.open:
        yield f"I9: {status} with {trace.open} not undone"
    if status == "COMPLETED" and before != status:
        trace.due = {*seen["steps"]}
    if trace.past_pivot and status in {"COMPENSATING", "COMPENSATED"}:
        yield "I10: undone past the pivot"
    if seen["retries"] > retries:
        yield f"I13: {seen['retries']} new starts"
    if (status in UNDONE or status == "QUARANTINED") and not seen["reason"]:
        yield f"I14: {status} without a reason"
    if status == "QUARANTINED" and not seen["error"]:
        yield "I14: QUARANTINED without a cause"
    if status == "COMPENSATING" and before != status:
        trace.deleting = False
    _of_rewind(trace, seen)
    trace.status, trace.past_pivot = status, bool(seen["pivot"])


def _of_rewind(trace: Trace, seen: dict[str, Any]) -> None:
    """Remember what is to stay when it begins; it is due when the run goes forward again."""
    if seen["status"] == "PENDING" and trace.status == "COMPENSATING":
        trace.due = trace.stays
    if seen["status"] == "COMPENSATING" and trace.status != "COMPENSATING":
        before = seen["steps"][: seen["steps"].index(seen["back_to"])] if seen["back_to"] else ()
        trace.stays = {step for step, item in trace.live if not item and step in before}


def _of_step(trace: Trace, seen: dict[str, Any]) -> Iterator[str]:
    name = (seen["step"], seen["item"])
    if seen["undone"]:
        trace.deleting = trace.live.pop(name, None) is not None or trace.deleting
        return
    if name in trace.live:
        yield f"I4: {name} is committed twice"
    yield from _under_claim(trace, "a checkpoint was made", seen)
    if seen["attempt"] != seen["run_attempt"]:
        yield f"I2: attempt {seen['attempt']} committed in attempt {seen['run_attempt']}"
    folder = seen["effects"].get("folder")
    if folder and int(folder.split("/")[1]) != seen["run_fence"]:
        yield f"I2: {folder} committed under fence {seen['run_fence']}"
    trace.live[name] = sum(len(keys) for _, keys in seen["effects"]["rows"])


def _under_claim(trace: Trace, what: str, seen: dict[str, Any]) -> Iterator[str]:
    if not trace.is_copied and seen["run_status"] not in {"RUNNING", "COMPLETED"}:
        yield f"I2: {what} while the run was {seen['run_status']}"


def _of_intent(trace: Trace, seen: dict[str, Any]) -> Iterator[str]:
    key = seen["key"]
    if not seen["undone"]:
        if key not in trace.open:
            trace.open.append(key)
        return
    if key not in trace.open:
        return
    if trace.open[-1] != key:
        yield f"I9: {key} was undone before {trace.open[-1]}, which is newer"
    if trace.deleting:
        yield f"I9: rows were deleted before {key} was undone"
    trace.open.remove(key)


def _of_keys(entries: Sequence[Seen]) -> Iterator[str]:
    runs: dict[str, str] = {}
    for entry in entries:
        if entry.kind == "run" and (key := entry.detail["key"]) and runs.setdefault(key, entry.run) != entry.run:
            yield f"I11: key {key} has runs {runs[key]} and {entry.run}"
