"""Approvals: who approves, asks for changes or rejects what, bound to the content as they saw it.

Before the gates of brief, strategy and drafts the run waits for the word. A package is decided on when it is there: a
rejection or a request is kept with it, and the way on is a revision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo import db, saga
from aicmo.db import new_id
from aicmo.delivery.models import DeliveryPackage
from aicmo.errors import AicmoError
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.models import ProductionDraft
from aicmo.review.documents import MODE, SIGNAL, Answer, Gate, Mode
from aicmo.review.models import ReviewDecision
from aicmo.saga import Conflict, Status, WorkflowRun
from aicmo.workflows import trail
from aicmo.workflows.gates import setting
from aicmo.workflows.revising import REVISES, superseded_by

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from aicmo.db import Database
    from aicmo.review.documents import Verdict

VERBS = {"approve": "approved", "changes": "changes requested", "reject": "rejected"}


class ReviewError(AicmoError):
    """A decision that cannot be taken like this."""


class RoundsUsedUp(ReviewError):
    """Every round of changes that is included is used; more need a change order."""


@dataclass(frozen=True)
class Standing:
    """What is decided about a run now: before which gate it stands, and the state of each item there.

    ``items`` maps a draft's code, or "" for the whole, to ``pending``, ``approved``, ``changes requested`` or
    ``rejected``; a word about other content than today's counts no more. ``missing`` names who has not approved the
    whole yet: ``agency``, ``client``.
    """

    gate: Gate
    versions: Mapping[str, str]
    items: Mapping[str, str]
    missing: Sequence[str]
    round: int
    rounds: int


def decide(
    database: Database,
    run_id: UUID,
    verdict: Verdict,
    *,
    by: str,
    because: str = "",
    gate: Gate | None = None,
    items: Collection[str] = (),
    role: str = "agency",
    seen: Mapping[str, str] | None = None,
) -> Standing:
    """Take a decision about what a run waits for, or about its package; return how it stands then.

    ``items`` are codes of drafts; without any it is about the whole. ``seen`` are the hashes that the person looked at.
    The same word of the same person about the same content is taken once.

    Raises ReviewError without a name, or without a reason where one is needed; RoundsUsedUp; Conflict when the run
    waits for nothing, stands before another gate, or its content has changed since it was ``seen``.
    """
    if not by.strip() or (verdict != "approve" and not because.strip()):
        raise ReviewError("Say who decides." if not by.strip() else "Say why: whoever mends it has only your reason.")
    if superseded_by(database, run_id):
        raise Conflict(f"The package of run {run_id} is superseded; decide about the version that took its place.")
    with database.transaction() as connection:
        run = _locked(connection, run_id)
        stands = _standing(connection, run)
        versions = _chosen(run, stands, gate, items, seen or {})
        if verdict == "changes" and stands.round > stands.rounds:
            raise RoundsUsedUp(
                f"The rounds of changes that are included ({stands.rounds}) are used. More need a change order; "
                "comments are still kept."
            )
        _write(connection, run, stands, verdict, versions, {"by": by.strip(), "because": because.strip(), "role": role})
        return _standing(connection, run)


def standing(database: Database, run_id: UUID) -> Standing:
    """Return what is decided about a run; raises Conflict for one that waits for no decision and has no package."""
    with database.connect() as connection, Session(connection) as session:
        run = session.get(WorkflowRun, run_id)
        if run is None:
            raise saga.UnknownRun(f"There is no run {run_id} in this database.")
        return _standing(connection, run)


def decisions(database: Database, run_id: UUID) -> Sequence[ReviewDecision]:
    """Return every decision about a run, oldest first."""
    with database.connect() as connection:
        return _decisions(connection, run_id)


def _write(
    connection: Connection,
    run: WorkflowRun,
    stands: Standing,
    verdict: Verdict,
    versions: Mapping[str, str],
    said: dict[str, str],
) -> None:
    known = {
        (d.item, d.sha256, d.verdict, d.by, d.because) for d in _newest(connection, run.id, stands.gate, said["role"])
    }
    new = {k: v for k, v in versions.items() if (k, v, verdict, said["by"], said["because"]) not in known}
    if not new:
        return
    now: Any = sql(db.now(connection.dialect))
    for item, sha256 in new.items():
        what = {"item": item, "sha256": sha256, "verdict": verdict, "gate": stands.gate.value, "round": stands.round}
        connection.execute(insert(ReviewDecision).values(id=new_id(), run_id=run.id, at=now, **what, **said))
    named = {f"gate {stands.gate}" + (f" draft {item}" if item else ""): sha256 for item, sha256 in new.items()}
    trail.note(connection, run.id, said["by"] if said["role"] == "agency" else "client", verdict, named)
    if stands.gate is not Gate.PACKAGE:
        told = Answer(verdict=verdict, gate=stands.gate, by=said["by"], items=new, because=said["because"])
        saga.send(connection, run.id, SIGNAL, told.model_dump(mode="json"), sent_by=said["by"])


def _chosen(
    run: WorkflowRun, stands: Standing, gate: Gate | None, items: Collection[str], seen: Mapping[str, str]
) -> dict[str, str]:
    """Return the items that are decided about, with the hash of each."""
    if gate not in {None, stands.gate}:
        raise Conflict(f"Run {run.id} stands before the gate of the {stands.gate}, not of the {gate}.")
    if unknown := [item for item in items if item not in stands.versions]:
        known = ", ".join(code for code in stands.versions if code)
        raise ReviewError(
            f"There is no {', '.join(unknown)} before this gate. There are: {known or 'no single items'}."
        )
    whole = [""] if "" in stands.versions else list(stands.versions)
    chosen = {item: stands.versions[item] for item in (items or whole)}
    if changed := [item for item, sha256 in seen.items() if stands.versions.get(item) != sha256]:
        raise Conflict(f"{', '.join(changed) or 'It'} has changed since you looked. Look again, then decide.")
    return chosen


def _standing(connection: Connection, run: WorkflowRun) -> Standing:
    gate, versions = _before(connection, run)
    mode = Mode(run.meta.get(MODE, Mode.NONE))
    roles = ["agency", *(["client"] if mode is Mode.CLIENT and gate is Gate.PACKAGE else [])]
    found = {role: {d.item: d for d in _newest(connection, run.id, gate, role)} for role in [*roles, "client"]}
    states: dict[str, str] = {}
    for item, sha256 in versions.items():
        words = [by[item].verdict for by in found.values() if item in by and by[item].sha256 == sha256]
        worst = next((word for word in ("reject", "changes", "approve") if word in words), None)
        states[item] = VERBS[worst] if worst else "pending"
    missing = [role for role in roles if not _has_approved(found[role], versions)]
    used, is_open = _rounds(connection, run, gate, versions)
    return Standing(gate, versions, states, missing, used if is_open else used + 1, _included(connection, run))


def _has_approved(found: Mapping[str, ReviewDecision], versions: Mapping[str, str]) -> bool:
    def holds(item: str) -> bool:
        return item in found and (found[item].verdict, found[item].sha256) == ("approve", versions[item])

    if "" in versions and holds(""):
        return not any(found[i].verdict != "approve" for i in versions if i in found and found[i].sha256 == versions[i])
    return all(holds(item) for item in versions if item) and any(versions)


def _before(connection: Connection, run: WorkflowRun) -> tuple[Gate, dict[str, str]]:
    report = run.report or {}
    if run.state is Status.WAITING and (run.waiting or {}).get("signal") == SIGNAL and "gate" in report:
        return Gate(report["gate"]), dict(report["items"])
    if run.state is not Status.COMPLETED or run.erased_at is not None:
        state = "erased" if run.erased_at else run.status
        raise Conflict(f"Run {run.id} is {state}; there is nothing to decide about.")
    with Session(connection) as session:
        package = session.scalars(select(DeliveryPackage).where(DeliveryPackage.run_id == run.id)).one()
        drafts = session.scalars(select(ProductionDraft).where(ProductionDraft.run_id == run.id)).all()
        return Gate.PACKAGE, {"": package.zip_sha256, **{draft.code: draft.sha256 for draft in drafts}}


def _rounds(connection: Connection, run: WorkflowRun, gate: Gate, versions: Mapping[str, str]) -> tuple[int, bool]:
    """Return how many rounds of changes were begun, over all versions of a package, and whether the last is open."""
    used, before = 0, run.meta.get(REVISES)
    while gate is Gate.PACKAGE and before:
        earlier = [d for d in _decisions(connection, _id(before)) if d.verdict == "changes" and d.gate == gate]
        used += bool(earlier)
        meta = connection.scalar(select(WorkflowRun.meta).where(WorkflowRun.id == _id(before)))
        before = (meta or {}).get(REVISES)
    asked = [d for d in _decisions(connection, run.id) if d.verdict == "changes" and d.gate == gate]
    own = max((d.round for d in asked), default=used)
    return own, any(d.round == own and versions.get(d.item) == d.sha256 for d in asked)


def _included(connection: Connection, run: WorkflowRun) -> int:
    with Session(connection) as session:
        brief = session.scalars(select(OnboardingBrief).where(OnboardingBrief.run_id == run.id)).first()
        approval = brief.document.brief.approval if brief else None
        return approval.rounds if approval else setting("rounds")


def _newest(connection: Connection, run_id: UUID, gate: Gate, role: str) -> list[ReviewDecision]:
    """Return the newest decision about each item before a gate."""
    found = {d.item: d for d in _decisions(connection, run_id) if (d.gate, d.role) == (gate, role)}
    return list(found.values())


def _decisions(connection: Connection, run_id: UUID) -> Sequence[ReviewDecision]:
    with Session(connection) as session:
        query = select(ReviewDecision).where(ReviewDecision.run_id == run_id).order_by(ReviewDecision.id)
        found = session.scalars(query).all()
        session.expunge_all()
        return found


def _locked(connection: Connection, run_id: UUID) -> WorkflowRun:
    with Session(connection) as session:
        run = session.get(WorkflowRun, run_id, with_for_update={"key_share": True})
        if run is None:
            raise saga.UnknownRun(f"There is no run {run_id} in this database.")
        session.expunge(run)
        return run


def _id(text: str) -> UUID:
    from uuid import UUID  # noqa: PLC0415

    return UUID(text)
