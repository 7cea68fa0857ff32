"""Work that failed quality control, held for a person: waived, made anew, or discarded."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from aicmo.catalog import read_toml
from aicmo.qc.documents import Report, Severity, Waiver
from aicmo.qc.rulebook import rule
from aicmo.saga import Rejected, Rewind, Run, Signals, Wait

POLICY: Final = "on_qc_fail"
"""Key in a run's ``meta``: ``hold`` waits for a person, anything else undoes the run."""
SIGNAL: Final = "qc"
MADE_ANEW_FROM: Final = "generate_draft"


def waived(run: Run, report: Report, kept: dict[str, Any], signals: Signals) -> Report:
    """Return the failed report with the waiver that lets it pass. ``kept`` is what the operator reads of it.

    Raises:
        Rejected: the run is not to be held, or a person discarded it.
        Rewind: a person wants the drafts made anew.
        Wait: nobody has decided about this attempt's work, or not in words that can be followed.
    """
    if run.meta.get(POLICY) != "hold":
        raise Rejected(kept["verdict"], report=kept)
    said = signals.latest(SIGNAL)
    if said is None or said.attempt != run.attempt:
        raise _wait(report, kept)
    match said.payload:
        case {"verdict": "waive", "because": str(because), "by": str(by)} if because.strip() and by.strip():
            if unwaivable := _unwaivable(report):
                raise _wait(report, kept, f"{', '.join(unwaivable)} cannot be waived: such work is never delivered.")
            return report.model_copy(update={"state": "WAIVED", "waiver": _waiver(report, because, by)})
        case {"verdict": "discard"}:
            raise Rejected(f"A person discarded the work. {kept['verdict']}", report=kept)
        case {"verdict": "regenerate"}:
            raise Rewind(MADE_ANEW_FROM, "A person wants the drafts made anew.")
    raise _wait(report, kept, f"The answer {said.payload} is none of those below; a waiver needs because and by.")


def _wait(report: Report, kept: dict[str, Any], problem: str | None = None) -> Wait:
    waiver = [] if _unwaivable(report) else [{"verdict": "waive", "because": "…", "by": "…"}]
    answers = [*waiver, {"verdict": "regenerate"}, {"verdict": "discard"}]
    told = {"answer_not_followed": problem} if problem else {}
    return Wait(SIGNAL, within=_days() * 86_400.0, report={**told, **kept, "answers": answers})


def _waiver(report: Report, because: str, by: str) -> Waiver:
    return Waiver(because=because.strip(), by=by.strip(), rules=tuple(dict.fromkeys(_blocking(report))))


def _blocking(report: Report) -> list[str]:
    return [each.rule_id for each in report.findings if each.severity is not Severity.MINOR]


def _unwaivable(report: Report) -> list[str]:
    return [rule_id for rule_id in dict.fromkeys(_blocking(report)) if not rule(rule_id).waivable]


@cache
def _days() -> int:
    return int(read_toml("aicmo.qc", "holding.toml")["deadline"]["value"])
