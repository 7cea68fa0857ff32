"""The desk: what a person does to the drafts of a run that waits, held by quality control or before a gate.

Every deed is a signal: it carries the new drafts and those that stand, and the engine undoes the drafts and what
depends on them, and makes them again. Nothing is updated in place, and quality control looks at the result at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from aicmo import saga
from aicmo.errors import AicmoError
from aicmo.production.documents import HEARD, Again, Discard, Edit, Kept
from aicmo.production.models import ProductionDraft
from aicmo.production.steps import fingerprint
from aicmo.qc.documents import Finding
from aicmo.qc.waivers import Aside, Waive, bound_to, may
from aicmo.saga import Conflict, Status, WorkflowRun
from aicmo.workflows import trail

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from aicmo.db import Database
    from aicmo.production.documents import Deed
    from aicmo.saga import Once
    from aicmo.writing.documents import Content


class DeskError(AicmoError):
    """What is asked for cannot be done to these drafts."""


def drafts(database: Database, run_id: UUID) -> dict[str, ProductionDraft]:
    """Return a run's drafts as they are now, by code, in the plan's order: work in progress unless it is complete."""
    with Session(database.engine) as session:
        return _drafts(session, run_id)


def codes(database: Database, run_id: UUID) -> frozenset[str]:
    """Return the codes of a run's drafts, without what they say."""
    with database.connect() as connection:
        return frozenset(connection.scalars(select(ProductionDraft.code).where(ProductionDraft.run_id == run_id)))


def edit(
    database: Database,
    run_id: UUID,
    contents: Mapping[str, Content],
    *,
    by: str,
    seen: Mapping[str, str] | None = None,
    once: Once | None = None,
) -> UUID:
    """Put drafts into a person's words, by code; return the signal's id.

    What a draft does not change stays cited as it was; the same request ``once`` is one deed. Raises DeskError for a
    code the run does not have, for a content of another format, and when nothing is changed; Conflict for a run that
    does not wait for a person, and for a draft that is not what it was when it was ``seen`` (hashes by code).
    """

    def made(standing: Mapping[str, ProductionDraft]) -> Edit:
        changed = {code: content for code, content in contents.items() if content != of(standing, code).content}
        if not changed:
            raise DeskError("Nothing is changed: the drafts are as they were.")
        return Edit(by=_named(by), drafts={code: edited(standing[code], new) for code, new in changed.items()})

    return _do(database, run_id, "edit", made, seen, once)


def regenerate(
    database: Database,
    run_id: UUID,
    codes: Collection[str],
    *,
    by: str,
    seen: Mapping[str, str] | None = None,
    once: Once | None = None,
) -> UUID:
    """Have some drafts written anew, unlike the versions there were; the others stay as they are.

    Raises as :func:`edit` does.
    """

    def made(standing: Mapping[str, ProductionDraft]) -> Again:
        return Again(by=_named(by), items=tuple(of(standing, code).code for code in codes))

    return _do(database, run_id, "regenerate", made, seen, once)


def discard(
    database: Database,
    run_id: UUID,
    codes: Collection[str],
    *,
    by: str,
    because: str,
    seen: Mapping[str, str] | None = None,
    once: Once | None = None,
) -> UUID:
    """Leave some drafts out of the package, and of its calendar; the client is told that they are left out.

    Raises as :func:`edit` does.
    """

    def made(standing: Mapping[str, ProductionDraft]) -> Discard:
        items = tuple(of(standing, code).code for code in codes)
        if len(set(items)) == len(standing):
            raise DeskError("That leaves no draft. To discard the whole work, cancel the run.")
        return Discard(by=_named(by), because=_reason(because), items=items)

    return _do(database, run_id, "discard", made, seen, once)


def waive(
    database: Database,
    run_id: UUID,
    findings: Iterable[tuple[str, str]],
    *,
    by: str,
    because: str,
    once: Once | None = None,
) -> UUID:
    """Set findings aside, each named by rule and object; a waiver for a draft ends when its content changes.

    Raises DeskError for a finding that is not there, and for a rule that nobody can set aside.
    """
    with database.transaction() as connection:
        run = _locked(connection, run_id)
        if once and (again := saga.sent_once(connection, run_id, once)):
            return again
        ear, standing = _ear(run), _standing(connection, run_id)
        found = [Finding.model_validate(each) for each in (run.report or {}).get("findings", ())]
        asides = [_aside(found, standing, rule, thing) for rule, thing in findings]
        said = Waive(verdict="waive", because=_reason(because), by=_named(by), findings=tuple(asides))
        sent = saga.send(connection, run_id, ear, said.model_dump(mode="json"), sent_by=by, once=once)
        trail.note(connection, run_id, by, "waive", {f"finding {e.rule} {e.object}": e.sha256 for e in asides})
    return sent


def edited(draft: ProductionDraft, content: Content) -> Kept:
    """Return a draft with other words; raises DeskError when they are of another format."""
    if content.kind != draft.kind:
        raise DeskError(f"{draft.code} is a {draft.kind.replace('_', ' ')}, not a {content.kind.replace('_', ' ')}.")
    return Kept(content=content, facts=tuple(draft.facts), origin="human", revision=draft.revision)


def kept(draft: ProductionDraft) -> Kept:
    """Return a draft as it stands."""
    origin: Any = draft.origin
    return Kept(
        content=draft.content,
        facts=tuple(draft.facts),
        origin=origin,
        revision=draft.revision,
        fixes=tuple(draft.fixes),
        prompt_sha256=draft.prompt_sha256,
    )


def of(standing: Mapping[str, ProductionDraft], code: str) -> ProductionDraft:
    """Return the draft of this code; raises DeskError that names those there are."""
    if code not in standing:
        raise DeskError(f"The run has no draft {code!r}. Its drafts are: {', '.join(standing)}.")
    return standing[code]


def _do(
    database: Database, run_id: UUID, verb: str, made: Any, seen: Mapping[str, str] | None, once: Once | None
) -> UUID:
    with database.transaction() as connection:
        run = _locked(connection, run_id)
        if once and (again := saga.sent_once(connection, run_id, once)):
            return again
        ear, standing = _ear(run), _standing(connection, run_id)
        _check_seen(standing, seen or {})
        deed: Deed = made(standing)
        deed = deed.model_copy(update={"kept": {code: kept(draft) for code, draft in standing.items()}})
        sent = saga.send(connection, run_id, ear, deed.model_dump(mode="json"), sent_by=deed.by, once=once)
        trail.note(connection, run_id, deed.by, verb, _touched(deed, standing))
    return sent


def _check_seen(standing: Mapping[str, ProductionDraft], seen: Mapping[str, str]) -> None:
    for code, sha256 in seen.items():
        if of(standing, code).sha256 != sha256:
            raise Conflict(f"{code} was changed by somebody else since you opened it. Look at it, then decide again.")


def _touched(deed: Deed, standing: Mapping[str, ProductionDraft]) -> dict[str, str | None]:
    if isinstance(deed, Edit):
        return {f"draft {code}": fingerprint(draft.content) for code, draft in deed.drafts.items()}
    return {f"draft {code}": standing[code].sha256 for code in deed.items}


def _aside(found: Sequence[Finding], standing: Mapping[str, ProductionDraft], rule: str, thing: str) -> Aside:
    versions = {code: draft.sha256 for code, draft in standing.items()}
    finding = next((each for each in found if (each.rule_id, each.object_id) == (rule, thing)), None)
    if finding is None:
        raise DeskError(f"The run's report has no finding {rule} in {thing}; `aicmo show` lists them.")
    if not may(rule):
        raise DeskError(f"{rule} cannot be waived: such work is never delivered. Edit or discard {thing}.")
    return Aside(rule=rule, object=thing, sha256=bound_to(finding, versions))


def _locked(connection: Connection, run_id: UUID) -> WorkflowRun:
    """Lock the run, first of all statements."""
    with Session(connection) as session:
        run = session.get(WorkflowRun, run_id, with_for_update={"key_share": True})
        if run is None:
            raise saga.UnknownRun(f"There is no run {run_id} in this database.")
        session.expunge(run)
    return run


def _ear(run: WorkflowRun) -> str:
    """Return the signal that the run waits for; raises Conflict unless it waits for a person."""
    name: str = (run.waiting or {}).get("signal", "")
    if run.state is not Status.WAITING or name not in HEARD:
        raise Conflict(f"Run {run.id} is {run.status}; only one that waits for a person's word can be worked on.")
    return name


def _standing(connection: Connection, run_id: UUID) -> dict[str, ProductionDraft]:
    with Session(connection) as session:
        found = _drafts(session, run_id)
    if not found:
        raise Conflict(f"Run {run_id} has no drafts yet.")
    return found


def _drafts(session: Session, run_id: UUID) -> dict[str, ProductionDraft]:
    rows = session.scalars(select(ProductionDraft).where(ProductionDraft.run_id == run_id).order_by(ProductionDraft.id))
    found = {row.code: row for row in rows}
    session.expunge_all()
    return found


def _named(by: str) -> str:
    if not by.strip():
        raise DeskError("Say who does this: it is kept with the run.")
    return by.strip()


def _reason(because: str) -> str:
    if not because.strip():
        raise DeskError("Say why: the reason is kept with the run.")
    return because.strip()
