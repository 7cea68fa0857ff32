"""Work that failed quality control, held for a person: edited, waived, made anew, or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from aicmo.catalog import read_toml
from aicmo.production.documents import HEARD, deed, deeds
from aicmo.qc.documents import Report
from aicmo.qc.waivers import blocking, named, unwaivable, waive, waived
from aicmo.saga import Rejected, Rewind, Run, Signal, Signals, Wait

POLICY: Final = "on_qc_fail"
"""Key in a run's ``meta``: ``hold`` waits for a person, anything else undoes the run."""
SIGNAL: Final = "qc"
MADE_ANEW_FROM: Final = "generate_draft"


def heed(run: Run, signals: Signals) -> None:
    """Go back to the drafts if a person has changed any of them since they were made.

    Raises:
        Rewind: somebody edited, discarded or wants anew drafts of this attempt.
    """
    for attempt, done in deeds(signals):
        if attempt == run.attempt:
            raise Rewind(MADE_ANEW_FROM, f"A person changed the drafts: {done.verdict}.")


def settled(run: Run, report: Report, kept: dict[str, Any], signals: Signals, versions: Mapping[str, str]) -> Report:
    """Return the failed report with the waivers that let it pass. ``kept`` is what the operator reads of it.

    ``versions`` is the SHA-256 of each draft's content, by code.

    Raises:
        Rejected: the run is not to be held, or a person discarded it.
        Wait: nobody has decided about this attempt's work, or not in words that can be followed.
    """
    if run.meta.get(POLICY) != "hold":
        raise Rejected(kept["verdict"], report=kept)
    said = [each for each in signals if each.name in HEARD and each.attempt == run.attempt and not each.expired]
    last = said[-1] if said else None
    if last and last.payload.get("verdict") == "discard" and "items" not in last.payload:
        raise Rejected(f"A person discarded the work. {kept['verdict']}", report=kept)
    settled = waived(report, signals, versions, run.attempt)
    if settled.score.passed:
        return settled
    raise _wait(settled, kept, last)


def _wait(report: Report, kept: dict[str, Any], last: Signal | None) -> Wait:
    waiver = [] if unwaivable(report) else [{"verdict": "waive", "because": "…", "by": "…"}]
    answers = [*waiver, {"verdict": "regenerate"}, {"verdict": "discard"}]
    told = {"answer_not_followed": problem} if (problem := _problem(report, last)) else {}
    aside = [each.model_dump(mode="json") for each in report.waivers]
    kept = kept | {"waivers": aside, "score": report.score.model_dump(mode="json")} if aside else kept
    return Wait(SIGNAL, within=_days() * 86_400.0, report={**told, **kept, "answers": answers})


def _problem(report: Report, last: Signal | None) -> str | None:
    """Return why the last answer did not end the wait; None when there was none."""
    if last is None:
        return None
    if waive(last) is not None:
        if rules := unwaivable(report):
            return f"{', '.join(rules)} cannot be waived: such work is never delivered."
        return f"The waiver is kept; still in the way: {named(blocking(report))}."
    if deed(last) is not None:
        return None
    return f"The answer {last.payload} is none of those below; a waiver needs because and by."


@cache
def _days() -> int:
    return int(read_toml("aicmo.qc", "holding.toml")["deadline"]["value"])
