"""Gates, packages and clients: who approves what, bound to the content, and what a share link shows and takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from aicmo.app import App
from aicmo.review.documents import Gate
from aicmo.review.models import ReviewComment, ReviewDecision, ReviewLink
from aicmo.saga import Conflict, Order, Status, erase, get, submit
from aicmo.saga.testing import Clock, drain
from aicmo.workflows import approving, commenting, desk, sharing
from aicmo.workflows.approving import ReviewError, RoundsUsedUp, decide, standing
from aicmo.workflows.revising import revise
from aicmo.workflows.trail import trail
from e2e.agency import NOTHING, accepted

if TYPE_CHECKING:
    from uuid import UUID

    from aicmo.saga import WorkflowRun
    from e2e.agency import Agency


def test_a_run_stops_at_every_gate_and_an_edit_voids_the_approval_of_that_draft(agency: Agency) -> None:
    app = agency.app
    run = ordered(app, "internal+client")
    assert (run.report or {})["gate"] == "brief"
    with pytest.raises(Conflict, match="gate of the brief, not of the strategy"):
        decide(app.database, run.id, "approve", by="Ines", gate=Gate.STRATEGY)
    with pytest.raises(ReviewError, match="Say why"):
        decide(app.database, run.id, "reject", by="Ines")
    decide(app.database, run.id, "approve", by="Ines")
    assert (drained(app).report or {})["gate"] == "strategy"
    decide(app.database, run.id, "approve", by="Ines")
    run = drained(app)
    assert (run.report or {})["gate"] == "drafts"

    codes = list(desk.drafts(app.database, run.id))
    with pytest.raises(Conflict, match="changed since you looked"):
        decide(app.database, run.id, "approve", by="Ines", items=[codes[0]], seen={codes[0]: "another"})
    decide(app.database, run.id, "approve", by="Ines")
    changed = desk.drafts(app.database, run.id)[codes[0]].content
    decide_then_edit(app, run.id, codes[0])
    run = drained(app)
    assert (run.state, (run.report or {})["gate"]) == (Status.WAITING, "drafts")
    assert sorted(codes[1:]) == (run.report or {})["approved"]
    assert desk.drafts(app.database, run.id)[codes[0]].content != changed
    decide(app.database, run.id, "approve", by="Ben", items=[codes[0]])
    run = drained(app, Status.COMPLETED)

    (sheet,) = app.storage.root.glob(f"{run.id}/*/create_package/client/09_approvals/approvals.json")
    told = json.loads(sheet.read_text(encoding="utf-8"))
    people = {each["where"]: each.get("approved_by") for each in told["decisions"]}
    assert (people["01_brief"], people["02_strategy"]) == ("Ines", "Ines")
    assert set(people["03_drafts"].split(", ")) == {"Ines", "Ben"}
    assert {each["code"]: each["approved_by"] for each in told["drafts"]}[codes[0]] == "Ben"
    assert standing(app.database, run.id).missing == ["agency", "client"]
    decide(app.database, run.id, "approve", by="Ines")
    assert standing(app.database, run.id).missing == ["client"]
    assert [line.verb for line in trail(app.database, run.id)].count("approve") >= 3 + len(codes)


def test_a_rejected_run_is_gone_and_a_silent_one_too(agency: Agency) -> None:
    app = agency.app
    run = ordered(app, "internal")
    decide(app.database, run.id, "reject", by="Ines", because="We do not work for them.")
    run = drained(app, Status.COMPENSATED)
    assert "Ines rejected the brief: We do not work for them." in (run.last_error or "")
    ordered(app, "internal")
    with Clock(app.database) as clock:
        clock.advance(14 * 86_400 + 1)
        drained(app, Status.COMPENSATED)
    assert agency.count() == NOTHING


def test_a_client_reviews_one_package_by_a_link_and_asks_for_changes_as_often_as_agreed(agency: Agency) -> None:
    app = agency.app
    run = agency.run()
    other = agency.run()
    link, token = sharing.share(app.database, run.id, by="Ines", days=2)
    with app.database.connect() as connection:
        assert token not in str(connection.execute(select(ReviewLink)).all())
    shown = sharing.look(app.database, token)
    assert (shown.run_id, shown.version, shown.is_superseded) == (run.id, "1.0", False)
    assert all(draft.run_id == run.id for draft in shown.drafts.values())
    assert sharing.content(app.database, app.storage, token, "manifest.json").startswith(b"{")
    for path in ("../internal/provenance.json", "/etc/passwd", f"../../../{other.id}"):
        with pytest.raises(sharing.NoSuchLink):
            sharing.content(app.database, app.storage, token, path)

    code = next(code for code, draft in shown.drafts.items() if draft.kind == "social_post")
    for bad in ({"draft": "zz-1"}, {"draft": code, "starts": 3}, {"draft": code, "starts": 5, "ends": 2}):
        with pytest.raises(ReviewError):
            commenting.comment(app.database, token, "Hm.", by="Maya", **bad)
    commenting.comment(app.database, token, "Make it pop.", by="Maya", draft=code, starts=0, ends=4)
    assert [c.text for c in sharing.look(app.database, token).comments] == ["Make it pop."]

    for _ in range(2):
        sharing.answer(app.database, token, "changes", by="Maya", because="Less shouting.", items=[code])
    stands = standing(app.database, run.id)
    assert (stands.items[code], stands.round, len(approving.decisions(app.database, run.id))) == (
        "changes requested", 1, 1,
    )  # fmt: skip
    first = revised(app, run.id, code)
    with pytest.raises(Conflict, match="superseded"):
        sharing.answer(app.database, token, "approve", by="Maya")
    assert sharing.look(app.database, token).is_superseded
    assert standing(app.database, first).items[code] == "pending"
    with pytest.raises(RoundsUsedUp, match=r"included \(1\) are used"):  # as this client's brief says
        decide(app.database, first, "changes", by="Maya", because="Louder again.", role="client")
    assert standing(app.database, first).missing == ["agency"]

    _, last = sharing.share(app.database, first, by="Ines")
    assert sharing.revoke(app.database, first, by="Ines") == 1
    with Clock(app.database) as clock:
        clock.advance(2 * 86_400 + 1)
        for gone in (token, last, "guess"):
            with pytest.raises(sharing.NoSuchLink):
                sharing.look(app.database, gone)
    erase(app.database, [app.saga], app.storage, run.id, by="Ines")
    with app.database.connect() as connection:
        for model in (ReviewLink, ReviewComment, ReviewDecision):
            assert not connection.execute(select(model).where(model.run_id == run.id)).all()
    said = trail(app.database, run.id)
    assert {line.verb for line in said} == {"share", "comment", "changes", "revise"}
    assert f"link {link}" in {line.object for line in said}
    assert "pop" not in str([(line.actor, line.object) for line in said])


def decide_then_edit(app: App, run_id: UUID, code: str) -> None:
    """Edit a draft while the word about all of them is on its way."""
    content = desk.drafts(app.database, run_id)[code].content
    desk_run = get(app.database, run_id)
    assert desk_run.state is Status.PENDING
    from aicmo.production.documents import Edit  # noqa: PLC0415
    from aicmo.saga import send  # noqa: PLC0415

    standing_drafts = desk.drafts(app.database, run_id)
    new = desk.edited(standing_drafts[code], content.model_copy(update={"hashtags": ()}))
    kept = {each: desk.kept(draft) for each, draft in standing_drafts.items()}
    send(app.database, run_id, "approval", Edit(by="Ben", drafts={code: new}, kept=kept).model_dump(mode="json"))


def revised(app: App, run_id: UUID, code: str) -> UUID:
    old: Any = desk.drafts(app.database, run_id)[code].content
    new = old.model_copy(update={"image_text": f"{old.image_text} now"})
    made = revise(app.database, app.saga, app.storage, run_id, {code: new}, by="Ines")
    drained(app, Status.COMPLETED)
    return made


def ordered(app: App, mode: str) -> WorkflowRun:
    given = accepted("coffee").model_dump(mode="json", by_alias=True)
    submit(app.database, app.saga, Order("coffee", given, meta={"approval": mode}))
    return drained(app)


def drained(app: App, expect: Status = Status.WAITING) -> WorkflowRun:
    return drain(app.database, [app.saga], app.storage, app.tools, expect=[expect])[0]
