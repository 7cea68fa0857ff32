"""A delivered package is revised: edited files come back, only they change, and the old version is superseded."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from aicmo.delivery.draft_reading import Unreadable
from aicmo.saga import Conflict, Once, Status, WorkflowRun, erase, get
from aicmo.saga.testing import drain
from aicmo.workflows import desk
from aicmo.workflows.comparing import compare
from aicmo.workflows.revising import edits, revise, revisions, superseded_by
from aicmo.workflows.trail import trail
from e2e.agency import NOTHING
from servers.locking import started, until_locked_out

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.agency import Agency


def test_only_what_was_edited_changes_and_the_old_version_stays(agency: Agency, tmp_path: Path) -> None:
    app = agency.app
    old = agency.run("b2b-software")
    package = next(app.storage.root.glob(f"{old.id}/*/create_package"))
    before = desk.drafts(app.database, old.id)
    assert edits(app.database, old.id, package) == {code: draft.content for code, draft in before.items()}

    folder = tmp_path / "edits"
    folder.mkdir()
    pages = {path.name.split("_v")[0]: path for path in (package / "client" / "03_drafts").rglob("*.md")}
    changed = {before[code].kind: code for code in reversed(before)}
    for code in changed.values():
        text = pages[code].read_text(encoding="utf-8")
        (folder / pages[code].name).write_text(spoken(text), encoding="utf-8")
    read = edits(app.database, old.id, folder)
    for code, content in read.items():
        assert "quite plainly" in str(content), code

    for text, complaint in (
        ("no heading\n", "does not begin"),
        ("# zz-99 · x\n", "does not have"),
        ("# ig", "does not have"),
    ):
        (folder / "zz.md").write_text(text, encoding="utf-8")
        with pytest.raises(Unreadable, match=complaint):
            edits(app.database, old.id, folder)
    (folder / "zz.md").write_bytes(b"# ig-01 \xff")
    with pytest.raises(Unreadable, match="UTF-8"):
        edits(app.database, old.id, folder)
    (folder / "zz.md").unlink()

    one = next(code for code, draft in before.items() if draft.kind == "social_post")
    files = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    given = {one: before[one].content.model_copy(update={"image_text": before[one].content.image_text + " now"})}  # type: ignore[union-attr]
    made = revise(app.database, app.saga, app.storage, old.id, given, by="Ines")
    with pytest.raises(Conflict, match="being revised by"):
        revise(app.database, app.saga, app.storage, old.id, given, by="Ben")
    (new,) = drain(app.database, [app.saga], app.storage, app.tools, expect=[Status.COMPLETED])
    after = desk.drafts(app.database, made)
    assert {c for c in before if before[c].sha256 != after[c].sha256} == {one}
    assert (after[one].origin, after[one].revision) == ("human", 2)
    assert all(draft.origin == "builtin" and draft.revision == 1 for code, draft in after.items() if code != one)
    (different,) = compare(app.database, old.id, made)
    assert (different.code, different.change, different.origin) == (one, "changed", "human")
    added = {piece.text.strip() for part in different.parts for piece in part.pieces if piece.change == "added"}
    assert "now" in added

    revised = next(app.storage.root.glob(f"{new.id}/*/create_package"))
    assert next(revised.glob("*.zip")).name.endswith("_v1.1.zip")
    theirs = {p.relative_to(package): c for p, c in files.items() if "03_drafts" in str(p) and p.suffix == ".md"}
    same = {
        path
        for path, content in theirs.items()
        if (revised / path).is_file() and (revised / path).read_bytes() == content
    }
    assert {path.name for path in theirs.keys() - same} == {pages[one].name}
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == files
    assert superseded_by(app.database, old.id) == made

    erase(app.database, [app.saga], app.storage, old.id, by="Ines")
    assert agency.count(old.id) == NOTHING
    assert desk.drafts(app.database, made).keys() == after.keys()
    assert get(app.database, made).forked_from == old.id


@pytest.mark.parametrize("is_same_request", [True, False])
def test_of_two_revisions_at_once_one_stands_and_a_request_that_came_twice_is_one(
    agency: Agency, *, is_same_request: bool
) -> None:
    app = agency.app
    old = agency.run()
    before = desk.drafts(app.database, old.id)
    code = next(code for code, draft in before.items() if draft.kind == "social_post")
    told: list[object] = []

    def ask(word: str) -> None:
        content: Any = before[code].content
        changed = {code: content.model_copy(update={"image_text": f"{content.image_text} {word}"})}
        once = Once("4711", "the same") if is_same_request else None
        try:
            told.append(revise(app.database, app.saga, app.storage, old.id, changed, by="Ines", once=once))
        except Conflict as refusal:
            told.append(str(refusal))

    with app.database.transaction() as connection:
        connection.execute(select(WorkflowRun.id).where(WorkflowRun.id == old.id).with_for_update())
        going = [started(app.database, partial(ask, word)) for word in ("now", "soon")]
        until_locked_out(app.database, len(going))
    for thread in going:
        thread.join()
    drain(app.database, [app.saga], app.storage, app.tools, expect=[Status.COMPLETED, Status.COMPENSATED])
    (standing,) = revisions(app.database, old.id)
    assert standing.state is Status.COMPLETED
    assert told.count(standing.id) == (2 if is_same_request else 1)
    assert is_same_request or any("is being revised by" in str(each) for each in told)
    verbs = [line.verb for line in [*trail(app.database, old.id), *trail(app.database, standing.id)]]
    assert verbs == ["revise", "edit"]


def spoken(page: str) -> str:
    """Return a draft's page with words added to the last text of each section that is prose."""
    head, *sections = re.split(r"(?m)^(?=## )", page)
    told = [section.rstrip() + " quite plainly\n\n" if section.startswith(PROSE) else section for section in sections]
    assert told != sections, page
    return head + "".join(told)


PROSE = (
    "## Post\n", "## Profile text\n", "## Caption\n", "## Descriptions\n", "## Primary text\n", "## Introduction\n",
    "## Text\n", "## Closing\n", "## Meta description\n",
)  # fmt: skip
