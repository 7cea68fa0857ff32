"""The gates of a run: before a step, the agency approves what the step rests on, and the run waits without a worker."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aicmo.catalog import read_toml
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.documents import carried
from aicmo.production.models import ProductionDraft
from aicmo.qc.holding import heed
from aicmo.review.documents import MODE, SIGNAL, Gate, Mode, answer, approved, fingerprint
from aicmo.saga import Rejected, Run, Signals, Wait
from aicmo.strategy.models import StrategyDocument

if TYPE_CHECKING:
    from collections.abc import Mapping


def brief_approved(run: Run, brief: OnboardingBrief, signals: Signals) -> None:
    """Wait until the brief as understood is approved, if this run asks for that."""
    _pass(run, Gate.BRIEF, {"": fingerprint(brief.document)} if is_asked(run) else {}, signals)


def strategy_approved(run: Run, strategy: StrategyDocument, signals: Signals) -> None:
    """Wait until the strategy is approved, if this run asks for that."""
    _pass(run, Gate.STRATEGY, {"": fingerprint(strategy.document)} if is_asked(run) else {}, signals)


def drafts_approved(run: Run, drafts: list[ProductionDraft], signals: Signals) -> None:
    """Wait until every draft is approved as it is, if this run asks for that; go back when one was changed."""
    heed(run, signals)
    _pass(run, Gate.DRAFTS, {draft.code: draft.sha256 for draft in drafts}, signals)


def is_asked(run: Run) -> bool:
    """Say whether anybody decides before the gates of this run."""
    return Mode(run.meta.get(MODE, Mode.NONE)) is not Mode.NONE


def _pass(run: Run, gate: Gate, versions: Mapping[str, str], signals: Signals) -> None:
    """Return when all is approved; raises Wait until then, and Rejected when somebody says no."""
    if not is_asked(run):
        return
    for signal in signals:
        said = answer(signal)
        now = said is not None and said.gate is gate and any(versions.get(k) == v for k, v in said.items.items())
        if said is not None and now and said.verdict == "reject":
            raise Rejected(f"{said.by} rejected the {gate}: {said.because}", report={"gate": gate.value})
    good = carried(run, gate, versions) | approved(signals, gate, versions)
    if len(good) < len(versions):
        raise Wait(SIGNAL, within=setting("deadline") * 86_400.0, report=_report(gate, versions, good, signals))


def _report(gate: Gate, versions: Mapping[str, str], good: Mapping[str, Any], signals: Signals) -> dict[str, Any]:
    """Return what the operator reads: each item with its hash, and what was asked for about it as it is."""
    asked = [
        {"item": item, "by": said.by, "because": said.because}
        for signal in signals
        if (said := answer(signal)) and said.gate is gate and said.verdict == "changes"
        for item, sha256 in said.items.items()
        if versions.get(item) == sha256
    ]
    told = {"gate": gate.value, "items": dict(versions), "approved": sorted(good)}
    return told | ({"changes_requested": asked} if asked else {})


@cache
def setting(name: str) -> int:
    """Return a figure of the review room's data: days or rounds."""
    return int(read_toml("aicmo.review", "review.toml")[name]["value"])
