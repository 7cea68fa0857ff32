"""The one run that a beginning of an id means, and ids cut as short as that allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aicmo import saga
from aicmo.errors import AicmoError
from aicmo.reception.counts import ago

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from aicmo.app import App
    from aicmo.saga import WorkflowRun

SHORTEST: Final = 13
"""Characters: up to here an id is its time of making to the millisecond."""
MOST_CANDIDATES: Final = 10


class Ambiguous(AicmoError):
    """Several runs' ids begin so; the message lists the ``candidates``."""

    def __init__(self, message: str, alike: Sequence[WorkflowRun]) -> None:
        """``alike`` are the runs that may be meant."""
        lines = [f"  {run.id}  {run.status:<12} {ago(run.created_at)}" for run in alike]
        super().__init__("\n".join([message, *lines]))
        self.candidates = [str(run.id) for run in alike]


def found(app: App, beginning: str) -> WorkflowRun:
    """Return the run whose id begins so; raises UnknownRun for none, Ambiguous for several."""
    try:
        return saga.find(app.database, beginning)
    except saga.Conflict as conflict:
        alike = [run for run in saga.newest(app.database, limit=1000) if _begins(run, beginning)]
        raise Ambiguous(str(conflict), alike[:MOST_CANDIDATES]) from conflict


def short_ids(runs: Iterable[WorkflowRun]) -> dict[str, str]:
    """Return for each id its beginning, long enough to tell these runs apart."""
    ids = [str(run.id) for run in runs]
    return {each: each[: _length(each, ids)] for each in ids}


def _length(one: str, ids: Collection[str]) -> int:
    longest = len(one)
    return next(
        (size for size in range(SHORTEST, longest) if sum(other.startswith(one[:size]) for other in ids) == 1), longest
    )


def _begins(run: WorkflowRun, beginning: str) -> bool:
    return run.id.hex.startswith(beginning.lower().replace("-", ""))
