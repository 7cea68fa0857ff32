"""What a run's pages say of decisions and versions: what is asked for, what may be done, what came before and after."""

from __future__ import annotations

import json
from typing import Any

from aicmo.app import App
from aicmo.qc.waivers import may
from aicmo.review.documents import MODE, SIGNAL, Mode
from aicmo.saga import Conflict, Status, WorkflowRun
from aicmo.workflows import approving, desk, revising
from aicmo.workflows.approving import Standing


def about(app: App, run: WorkflowRun) -> dict[str, Any]:
    """Return what templates need to show decisions, versions, and what can be done to single drafts."""
    gate = _gate(app, run)
    is_complete = run.state is Status.COMPLETED and run.erased_at is None
    newer = revising.superseded_by(app.database, run.id) if is_complete else None
    is_held = run.state is Status.WAITING and bool(run.waiting)
    return {
        "gate": gate,
        "gate_seen": json.dumps(dict(gate.versions)) if gate else "{}",
        "revises": run.meta.get(revising.REVISES),
        "newer": newer,
        "is_held": is_held,
        "can_revise": is_complete and newer is None,
        "may_waive": may,
        "codes_of": desk.codes(app.database, run.id) if is_held else frozenset(),
    }


def _gate(app: App, run: WorkflowRun) -> Standing | None:
    """Return how the decision stands that is asked for now; None where nobody has to decide."""
    waits = run.state is Status.WAITING and run.waiting is not None and run.waiting["signal"] == SIGNAL
    asked = run.state is Status.COMPLETED and run.meta.get(MODE, Mode.NONE) != Mode.NONE and run.erased_at is None
    if not waits and not asked:
        return None
    try:
        stands = approving.standing(app.database, run.id)
    except Conflict:
        return None
    return stands if waits or "agency" in stands.missing else None
