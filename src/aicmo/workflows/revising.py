"""Revisions: a delivered package with some drafts changed becomes a new run, linked to the old one, and v1.1.

The old run's rows and files stay as they are; a package is superseded once a revision of it is complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from aicmo import saga
from aicmo.delivery.draft_pages import heading, parts
from aicmo.delivery.draft_reading import Unreadable, code_of, read
from aicmo.delivery.naming import FIRST_VERSION
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.documents import Revision
from aicmo.production.steps import fingerprint
from aicmo.qc.holding import POLICY
from aicmo.review.documents import Approved, Gate
from aicmo.review.models import ReviewDecision
from aicmo.saga import Conflict, Status, WorkflowRun
from aicmo.workflows import desk, trail
from aicmo.workflows.desk import DeskError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.production.models import ProductionDraft
    from aicmo.saga import Once, Saga, Storage
    from aicmo.writing.documents import Content

REVISES: Final = "revises"
"""Key in a run's ``meta``: the run whose package it revises."""
Line = tuple["UUID", str, "dict[str, str | None]"]
"""Of the trail: about which run, what was done, to which things of which hashes."""
FIRST_CHANGED: Final = "generate_draft"
LARGEST: Final = 1_000_000
"""Bytes of an edited file: a draft has thousands."""


def revise(
    database: Database,
    workflow: Saga,
    storage: Storage,
    run_id: UUID,
    contents: Mapping[str, Content],
    *,
    by: str,
    discard: Collection[str] = (),
    hold: bool = False,
    once: Once | None = None,
) -> UUID:
    """Queue the revision of a delivered run with some drafts in other words, by code; return the new run's id.

    Drafts that are not named keep their content and their hash; the same request ``once`` gives the same run.
    Raises DeskError when nothing is changed or a code is
    unknown, and Conflict for a run that is not complete, or whose package is superseded already.
    """
    try:
        run = _delivered(database, run_id)
    except Conflict:
        if once and (again := saga.made_once(database, workflow, once)):
            return again
        raise
    standing = desk.drafts(database, run_id)
    changed = {code: new for code, new in contents.items() if new != desk.of(standing, code).content}
    gone = {desk.of(standing, code).code for code in discard}
    if not changed and not gone:
        raise DeskError("Nothing is changed: the drafts are as they were delivered.")
    drafts = {code: desk.kept(draft) for code, draft in standing.items() if code not in gone}
    for code, content in changed.items():
        new = desk.edited(standing[code], content)
        drafts[code] = new.model_copy(update={"revision": standing[code].revision + 1})
    before = run.input.get("revision") or {}
    given = Revision(
        of=str(run_id),
        version=_next(before.get("version", FIRST_VERSION)),
        drafts=drafts,
        changed=tuple(changed),
        discarded=tuple(sorted({*before.get("discarded", ()), *gone})),
        approvals=_approvals(database, run),
    )
    meta = {REVISES: str(run_id), POLICY: "hold" if hold else "compensate"}
    whole = run.input | {"revision": given.model_dump(mode="json")}
    made = saga.fork(database, workflow, storage, run_id, FIRST_CHANGED, input=whole, meta=meta, once=once)
    lines: list[Line] = [
        (run_id, "revise", {f"run {made}": None}),
        (made, "edit", {f"draft {code}": fingerprint(content) for code, content in changed.items()}),
        (made, "discard", {f"draft {code}": standing[code].sha256 for code in sorted(gone)}),
    ]
    if rival := _entered(database, run_id, made, by, lines):
        saga.cancel(database, made)
        raise _taken(run_id, rival)
    return made


def superseded_by(database: Database, run_id: UUID) -> UUID | None:
    """Return the complete run whose package takes the place of this one's; None while this one's stands."""
    return next((run.id for run in revisions(database, run_id) if run.state is Status.COMPLETED), None)


def revisions(database: Database, run_id: UUID) -> list[WorkflowRun]:
    """Return the runs that revise this one and came to something, or still may."""
    with Session(database.engine) as session:
        return _revisions(session, run_id)


def _revisions(session: Session, run_id: UUID) -> list[WorkflowRun]:
    alive = (Status.COMPLETED, Status.PENDING, Status.RUNNING, Status.WAITING)
    run = session.get(WorkflowRun, run_id)
    if run is None:
        raise saga.UnknownRun(f"There is no run {run_id} in this database.")
    same = WorkflowRun.account == run.account if run.account is not None else WorkflowRun.account.is_(None)
    query = select(WorkflowRun).where(same, WorkflowRun.forked_from == run_id, WorkflowRun.status.in_(alive))
    found = [each for each in session.scalars(query) if each.meta.get(REVISES) == str(run_id)]
    session.expunge_all()
    return found


def edits(database: Database, run_id: UUID, folder: Path) -> dict[str, Content]:
    """Return the drafts that a folder of edited Markdown files holds, by code; a whole package's folder will do.

    Raises Unreadable for a file that is no draft of this run, and for one that cannot be read as the draft it names.
    """
    standing = desk.drafts(database, run_id)
    locale = _locale(database, run_id)
    top = next((each for each in (folder / "client" / "03_drafts", folder / "03_drafts") if each.is_dir()), folder)
    found: dict[str, tuple[Path, Content]] = {}
    for path in sorted(top.rglob("*.md")):
        text = _text(path)
        draft = _matched(standing, path, text)
        if draft.code in found:
            raise Unreadable(f"{path} and {found[draft.code][0]} are both {draft.code}. Keep the one that counts.")
        found[draft.code] = (path, read(draft, locale, text))
    if not found:
        raise Unreadable(f"{folder} holds no edited draft: copy the Markdown files of 03_drafts there, and edit them.")
    return {code: content for code, (_, content) in found.items()}


def edited(database: Database, run_id: UUID, path: Path) -> tuple[str, Content]:
    """Return the one draft that an edited Markdown file holds, with its code; raises Unreadable like :func:`edits`."""
    return edited_text(database, run_id, str(path), _text(path))


def edited_text(database: Database, run_id: UUID, name: str, text: str) -> tuple[str, Content]:
    """Return the one draft that edited Markdown holds, with its code; ``name`` is what errors call the text."""
    draft = _matched(desk.drafts(database, run_id), name, text)
    return draft.code, read(draft, _locale(database, run_id), text)


def page(database: Database, draft: ProductionDraft) -> str:
    """Return a draft as the Markdown that can be edited and read back."""
    return "\n\n".join([heading(draft), *parts(draft.content, _locale(database, draft.run_id))]) + "\n"


def _matched(standing: Mapping[str, ProductionDraft], path: Path | str, text: str) -> ProductionDraft:
    code = code_of(text)
    if code is None:
        raise Unreadable(f"{path} does not begin with a draft's code, like `# ig-01 · …`. Is it a file of 03_drafts?")
    if code not in standing:
        raise Unreadable(f"{path} is {code}, which this run does not have. Its drafts are: {', '.join(standing)}.")
    return standing[code]


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if len(content) > LARGEST:
            raise Unreadable(f"{path} has {len(content):,} bytes; a draft has thousands.")
        return content.decode("utf-8")
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is no UTF-8 text (byte {error.start}). Save it as UTF-8.") from error


def _delivered(database: Database, run_id: UUID) -> WorkflowRun:
    run = saga.get(database, run_id)
    if run.state is not Status.COMPLETED or run.erased_at is not None:
        state = "erased" if run.erased_at else run.status
        raise Conflict(f"Run {run_id} is {state}; only a delivered package is revised. Work on a held run instead.")
    if others := revisions(database, run_id):
        raise _taken(run_id, others[-1])
    return run


def _taken(run_id: UUID, by: WorkflowRun) -> Conflict:
    state = "is superseded by" if by.state is Status.COMPLETED else "is being revised by"
    return Conflict(f"The package of run {run_id} {state} run {by.id}: revise that one.")


def _entered(database: Database, run_id: UUID, made: UUID, by: str, lines: Sequence[Line]) -> WorkflowRun | None:
    """Enter a revision in the trail, unless it is there; return the one that is there in its stead, if any.

    Of several that are made at once the first that is entered stands. Come twice, the same request has made the same.
    """
    with database.transaction() as connection:
        connection.execute(select(WorkflowRun.id).where(WorkflowRun.id == run_id).with_for_update(key_share=True))
        known = trail.objects(connection, run_id)
        if f"run {made}" in known:
            return None
        with Session(connection) as session:
            rivals = [each for each in _revisions(session, run_id) if f"run {each.id}" in known]
        for of, verb, things in () if rivals else lines:
            trail.note(connection, of, by, verb, things)
    return rivals[0] if rivals else None


def _approvals(database: Database, run: WorkflowRun) -> dict[Gate, dict[str, Approved]]:
    """Return what was approved on the way to the package: a revision need not ask again about what stays the same."""
    found: dict[Gate, dict[str, Approved]] = dict((run.input.get("revision") or {}).get("approvals", {}))
    with Session(database.engine) as session:
        query = select(ReviewDecision).where(ReviewDecision.run_id == run.id, ReviewDecision.verdict == "approve")
        for row in session.scalars(query.order_by(ReviewDecision.id)):
            each = Approved(item=row.item, by=row.by, at=row.at, sha256=row.sha256)
            found.setdefault(Gate(row.gate), {})[row.item] = each
    return found


def _locale(database: Database, run_id: UUID) -> str:
    with Session(database.engine) as session:
        brief = session.scalars(select(OnboardingBrief).where(OnboardingBrief.run_id == run_id)).one()
        return brief.document.brief.market.locales[0]


def _next(version: str) -> str:
    major, _, minor = version.partition(".")
    return f"{major}.{int(minor) + 1}"
