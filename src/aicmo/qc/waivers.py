"""Waivers: findings that a named person sets aside leave score and gate, and stay in the report with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import Field, ValidationError

from aicmo.catalog.documents import Doc
from aicmo.production.documents import HEARD
from aicmo.qc.documents import Finding, Report, Severity, Waiver
from aicmo.qc.evaluation import score
from aicmo.qc.rulebook import rule
from aicmo.saga import Signal, Signals


class Aside(Doc):
    """One finding to set aside; ``sha256`` is what it was found in (:func:`bound_to`), "" for what is there now."""

    rule: str
    object: str
    sha256: str = ""


class Waive(Doc):
    """A person sets findings aside: those named, or all that stand in the way."""

    verdict: str = Field(pattern="^waive$")
    because: str = Field(pattern=r"\S")
    by: str = Field(pattern=r"\S")
    findings: tuple[Aside, ...] = ()


def waive(signal: Signal) -> Waive | None:
    """Return what a person sets aside with this signal; None if it is about something else, or not clear."""
    try:
        return Waive.model_validate(signal.payload) if signal.name in HEARD and not signal.expired else None
    except ValidationError:
        return None


def bound_to(finding: Finding, versions: Mapping[str, str]) -> str:
    """Return what a waiver of the finding holds for: the draft's content, or else the very finding."""
    said = f"{finding.path}\0{finding.message}\0{finding.excerpt}"
    return versions.get(finding.object_id) or sha256(said.encode()).hexdigest()


def waived(report: Report, signals: Signals, versions: Mapping[str, str], attempt: int) -> Report:
    """Return the report with every waiver that still holds; one for a draft ends when the draft's content changes."""
    made: dict[tuple[str, str], Waiver] = {}
    for signal in signals:
        if said := waive(signal):
            now = signal.attempt == attempt
            made |= {
                (each.rule_id, each.object_id): each for each in _made(report, said, signal.sent_at, versions, now)
            }
    return _without(report, tuple(made.values())) if made else report


def unwaivable(report: Report) -> list[str]:
    """Return the rules that stand in the way and that nobody can set aside."""
    return [rule_id for rule_id in dict.fromkeys(each.rule_id for each in blocking(report)) if not may(rule_id)]


def may(rule_id: str) -> bool:
    """Say whether findings of a rule may be set aside."""
    return rule(rule_id).waivable


def blocking(report: Report) -> list[Finding]:
    """Return the findings that stand in the way of delivery and are not set aside."""
    aside = {(each.rule_id, each.object_id) for each in report.waivers}
    heavy = [each for each in report.findings if each.severity is not Severity.MINOR]
    return [each for each in heavy if (each.rule_id, each.object_id) not in aside]


def _made(
    report: Report,
    said: Waive,
    at: datetime,
    versions: Mapping[str, str],
    now: bool,  # noqa: FBT001 (private)
) -> Iterator[Waiver]:
    every = {(each.rule_id, each.object_id): "" for each in blocking(report)} if not said.findings else {}
    named = every | {(each.rule, each.object): each.sha256 for each in said.findings}
    for finding in report.findings:
        asked = named.get((finding.rule_id, finding.object_id))
        bound = bound_to(finding, versions)
        if asked is not None and may(finding.rule_id) and (asked == bound or (asked == "" and now)):
            words: dict[str, Any] = {"because": said.because.strip(), "by": said.by.strip(), "at": at}
            yield Waiver(rule_id=finding.rule_id, object_id=finding.object_id, sha256=bound, **words)


def _without(report: Report, waivers: tuple[Waiver, ...]) -> Report:
    """Return the report with its score as if what is set aside had not been found."""
    aside = {(each.rule_id, each.object_id) for each in waivers}
    left: dict[tuple[str, Severity], set[str]] = {}
    for each in report.findings:
        if (each.rule_id, each.object_id) not in aside:
            left.setdefault((each.rule_id, each.severity), set()).add(each.object_id)
    rows = [row.model_copy(update={"failed": len(left.get((row.rule_id, row.severity), ()))}) for row in report.rules]
    total = score(rows)
    state = "WAIVED" if total.passed and not report.score.passed else report.state
    return report.model_copy(update={"waivers": waivers, "unwaived": report.score, "score": total, "state": state})


def named(findings: Iterable[Finding]) -> str:
    """Name findings by rule and object, each once: ``C01 ig-01, N07 package``."""
    return ", ".join(dict.fromkeys(f"{each.rule_id} {each.object_id}" for each in findings))
