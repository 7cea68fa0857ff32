"""A held run is worked on: drafts edited, waived, written anew and discarded, and quality control looks at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from aicmo.production.documents import Edit
from aicmo.saga import Conflict, Order, Status, send, steps, submit
from aicmo.saga.testing import drain
from aicmo.workflows import desk
from aicmo.workflows.proofing import Proofs
from aicmo.workflows.trail import trail
from aicmo.writing import Writer
from e2e.agency import CarelessWriter, accepted

if TYPE_CHECKING:
    from aicmo.app import App
    from aicmo.saga import WorkflowRun
    from e2e.agency import Agency
    from servers.databases import Databases

PHONE = " Call us at [INSERT PHONE]."


class SlipWriter(CarelessWriter):
    """Forgets to fill in a number in one post: what a person mends in a minute."""

    def write(self, assignments: Any, editor: Any) -> Any:
        written = super().write(assignments, editor)
        whole = [one and one.model_copy(update={"content": clean(one.content)}) for one in written]
        posts = [at for at, one in enumerate(written) if one and one.content.kind == "social_post"]
        return [written[at] if posts and at == posts[0] else one for at, one in enumerate(whole)]


def clean(content: Any) -> Any:
    return content.model_copy(update={"text": content.text.replace(PHONE, "")}) if hasattr(content, "text") else content


def test_an_edit_replaces_one_draft_and_leaves_the_others_to_the_byte(agency: Agency) -> None:
    app = agency.app
    run = held(app)
    before = desk.drafts(app.database, run.id)
    code = bad(before)
    cards = {name: size for name, size, _ in files(app, run.id)}
    new = clean(before[code].content)

    proof = Proofs(app.database, run.id).of(code, new)
    assert proof.fits
    assert "P01" not in {found.rule_id for found in proof.findings}
    spoiled = Proofs(app.database, run.id).of(code, new.model_copy(update={"text": new.text * 40}))
    assert not spoiled.fits
    assert "L01" in {found.rule_id for found in spoiled.findings}

    desk.edit(app.database, run.id, {code: new}, by="Ines")
    run = drained(app, Status.COMPLETED)
    after = desk.drafts(app.database, run.id)
    assert after[code].content == new
    assert {each.code: each.origin for each in after.values() if each.origin != "builtin"} == {code: "human"}
    assert {c: d.sha256 for c, d in after.items() if c != code} == {c: d.sha256 for c, d in before.items() if c != code}
    assert {name: size for name, size, _ in files(app, run.id)} == cards
    assert [(line.actor, line.verb, line.object) for line in trail(app.database, run.id)] == [
        ("Ines", "edit", f"draft {code}")
    ]
    assert trail(app.database, run.id)[0].sha256 == after[code].sha256
    assert (run.attempt, agency.count(run.id)["production_drafts"]) == (2, len(before))
    with pytest.raises(Conflict, match="COMPLETED; only one that waits"):
        desk.edit(app.database, run.id, {code: before[code].content}, by="Ines")


def test_two_edits_at_once_both_count_and_an_item_is_written_anew_or_left_out(agency: Agency) -> None:
    app = agency.app
    run = held(app, CarelessWriter())
    before = desk.drafts(app.database, run.id)
    posts = [code for code, draft in before.items() if draft.kind == "social_post"]
    desk.edit(app.database, run.id, {code: clean(before[code].content) for code in posts[2:-1]}, by="Ben")
    send(app.database, run.id, "qc", late(before, posts[-1]), sent_by="Ada")  # she had looked before Ben's edit
    run = drained(app, Status.WAITING, CarelessWriter())
    now = desk.drafts(app.database, run.id)
    assert [code for code in posts if now[code].origin == "human"] == posts[2:]

    desk.discard(app.database, run.id, [posts[0]], by="Ben", because="Off season.")
    run = drained(app, Status.WAITING, CarelessWriter())
    assert posts[0] not in desk.drafts(app.database, run.id)
    desk.regenerate(app.database, run.id, [posts[1]], by="Ben")
    run = drained(app, Status.COMPLETED)
    assert PHONE not in str(desk.drafts(app.database, run.id)[posts[1]].content)
    letter = next(app.storage.root.glob(f"{run.id}/*/create_package/client/09_approvals/changelog.md")).read_text()
    assert posts[0] in letter
    assert "left out" in letter
    events = next(app.storage.root.glob(f"{run.id}/*/create_package/client/04_calendar/*.ics")).read_text()
    assert posts[1] in events.replace("\r\n ", "")
    assert posts[0] not in events.replace("\r\n ", "")


def test_nobody_overwrites_or_throws_away_a_draft_they_have_not_seen(agency: Agency) -> None:
    app = agency.app
    run = held(app)
    before = desk.drafts(app.database, run.id)
    code = bad(before)
    old = {code: "of another version"}
    with pytest.raises(Conflict, match="changed by somebody else"):
        desk.edit(app.database, run.id, {code: clean(before[code].content)}, by="Ines", seen=old)
    with pytest.raises(Conflict, match="changed by somebody else"):
        desk.regenerate(app.database, run.id, [code], by="Ines", seen=old)
    with pytest.raises(Conflict, match="changed by somebody else"):
        desk.discard(app.database, run.id, [code], by="Ines", because="twice", seen=old)
    assert desk.codes(app.database, run.id) == set(before)
    desk.discard(app.database, run.id, [code], by="Ines", because="twice", seen={code: before[code].sha256})


def test_a_waiver_names_its_finding_and_ends_when_the_draft_changes(agency: Agency) -> None:
    app = agency.app
    run = held(app, PricedWriter())
    before = desk.drafts(app.database, run.id)
    report = run.report or {}
    serious = {(f["rule_id"], f["object_id"]) for f in report["findings"] if f["severity"] != "minor"}
    with pytest.raises(desk.DeskError, match="no finding"):
        desk.waive(app.database, run.id, [("C01", "nothing")], by="Ines", because="So.")
    with pytest.raises(desk.DeskError, match="Say why"):
        desk.waive(app.database, run.id, serious, by="Ines", because=" ")

    desk.waive(app.database, run.id, serious, by="Ines", because="Agreed by phone.")
    run = drained(app, Status.COMPLETED, PricedWriter())
    (path,) = app.storage.root.glob(f"{run.id}/*/create_package/internal/qc/qc_report.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["state"] == "WAIVED"
    assert {(each["rule_id"], each["object_id"]) for each in told["waivers"]} == serious
    assert {each["by"] for each in told["waivers"]} == {"Ines"}
    assert float(told["unwaived"]["shown"]) < float(told["score"]["shown"])
    assert before.keys() == desk.drafts(app.database, run.id).keys()


def test_a_crash_at_any_moment_between_edit_and_check_loses_neither(databases: Databases, tmp_path: Path) -> None:
    url = databases.new_sqlite(tmp_path / "held.db", migrated=True)
    script = [sys.executable, str(Path(__file__).with_name("crash_at_the_desk.py")), url, str(tmp_path / "storage")]
    done = subprocess.run(script, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100


class PricedWriter(SlipWriter):
    """Invents a price in one post."""

    def write(self, assignments: Any, editor: Any) -> Any:
        return [
            one and one.model_copy(update={"content": priced(one.content)})
            for one in super().write(assignments, editor)
        ]


def priced(content: Any) -> Any:
    if not hasattr(content, "text"):
        return content
    return content.model_copy(update={"text": content.text.replace(PHONE, " Only $3.17 each.")})


def late(drafts: Any, code: str) -> dict[str, Any]:
    new = desk.edited(drafts[code], clean(drafts[code].content))
    standing = {each: desk.kept(draft) for each, draft in drafts.items()}
    return Edit(by="Ada", drafts={code: new}, kept=standing).model_dump(mode="json")


def held(app: App, writer: Any = None) -> WorkflowRun:
    order(app, "coffee")
    return drained(app, Status.WAITING, writer or SlipWriter())


def order(app: App, subject: str) -> None:
    given = accepted("coffee").model_dump(mode="json", by_alias=True)
    submit(app.database, app.saga, Order(subject, given, meta={"on_qc_fail": "hold"}))


def drained(app: App, expect: Status, writer: Any = None) -> WorkflowRun:
    tools = {**app.tools, **({Writer: writer} if writer else {})}
    return drain(app.database, [app.saga], app.storage, tools, expect=[expect])[0]


def bad(drafts: Any) -> str:
    return next(str(code) for code, draft in drafts.items() if PHONE in getattr(draft.content, "text", ""))


def files(app: App, run_id: Any) -> list[Any]:
    (made,) = [s for s in steps(app.database, run_id) if s.step == "generate_draft" and s.undone_at is None]
    return list(made.effects["files"])
