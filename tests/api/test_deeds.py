"""Deeds by HTTP: a run approved, edited, delivered, revised, shared, erased; a failed one run again, once a key."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from api.program import V1, Program
from web.browsing import picture


def done(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    document: dict[str, Any] = answer.json()
    return document


def approved(program: Program, run: str, gate: str) -> None:
    stands = done(program.get(f"{run}/approval"), 200)
    assert (stands["gate"], stands["missing"]) == (gate, ["agency"])
    done(program.post(f"{run}/decisions", json={"verdict": "approve", "gate": gate}), 200)
    program.carried()


def shared_and_revoked(program: Program, run: str) -> None:
    keyed = {"Idempotency-Key": "for-ada"}
    link = done(program.post(f"{run}/links", json={"days": 3, "to": "Ada"}, headers=keyed), 201)
    assert done(program.post(f"{run}/links", json={"days": 3, "to": "Ada"}, headers=keyed), 201) == link
    assert program.post(f"{run}/links", json={"to": "Ben"}, headers=keyed).status_code == 409
    assert link["url"] == f"http://127.0.0.1/review/{link['token']}"
    assert program.get(link["url"]).status_code == 200
    (listed,) = done(program.get(f"{run}/links"), 200)["links"]
    assert (listed["link_id"], listed["created_by"], listed["reviewer"]) == (link["link_id"], "ci", "Ada")
    assert listed["seen_at"]
    assert done(program.get(f"{run}/comments"), 200) == {"comments": []}
    assert done(program.delete(f"{run}/links"), 200)["revoked"] == 1


def test_a_run_is_worked_on_from_its_first_gate_to_its_erasure(program: Program) -> None:
    run_id = program.submit(approval="internal")["run_id"]
    run = f"{V1}/runs/{run_id}"
    program.carried()
    approved(program, run, "brief")
    assert done(program.get(f"{run}/strategy"), 200)["ideas"]
    approved(program, run, "strategy")

    drafts = done(program.get(f"{run}/drafts"), 200)["drafts"]
    codes = [draft["code"] for draft in drafts if draft["kind"] == "social_post"]
    one = done(program.get(f"{run}/drafts/{codes[0]}"), 200)
    words = one["content"] | {"text": one["content"]["text"] + "\nAsk for the spring dates."}
    proof = done(program.post(f"{run}/proofs", json={"code": codes[0], "content": words}), 200)
    assert proof["fits"]
    assert proof["counts"]
    edit = {"markdown": one["markdown"].replace(one["content"]["text"], words["text"])}
    again = {"Idempotency-Key": "edit-1"}
    done(program.post(f"{run}/edits", json={"drafts": [edit]}, headers=again), 202)
    done(program.post(f"{run}/edits", json={"drafts": [edit]}, headers=again), 202)
    program.carried()
    done(program.post(f"{run}/edits", json={"drafts": [edit]}, headers=again), 202)
    assert program.post(f"{run}/edits", json={"drafts": [edit, edit]}, headers=again).json()["status"] == 409
    assert done(program.get(f"{run}/drafts/{codes[0]}"), 200)["content"]["text"] == words["text"]
    done(program.post(f"{run}/discard", json={"codes": [codes[1]], "because": "off season"}), 202)
    program.carried()
    assert program.get(f"{run}/drafts/{codes[1]}").status_code == 422
    approved(program, run, "drafts")
    shown = done(program.get(run), 200)
    assert shown["status"] == "COMPLETED", shown
    assert done(program.get(f"{run}/quality"), 200)["score"]["gate"]

    asked = {"drafts": [{"code": codes[0], "content": one["content"]}]}
    keyed = {"Idempotency-Key": "v1.1"}
    revision = done(program.post(f"{run}/revisions", json=asked, headers=keyed), 201)
    assert done(program.post(f"{run}/revisions", json=asked, headers=keyed), 201)["run_id"] == revision["run_id"]
    changed = done(program.get(f"{run}/diff/{revision['run_id']}"), 200)["drafts"]
    assert changed == [] or {each["code"] for each in changed} <= {codes[0], codes[1], *[d["code"] for d in drafts]}

    shared_and_revoked(program, run)
    verbs = [(line["actor"], line["verb"]) for line in done(program.get(f"{run}/trail"), 200)["trail"]]
    assert verbs[:4] == [("ci", "approve"), ("ci", "approve"), ("ci", "edit"), ("ci", "discard")]
    assert ("ci", "revoke") in verbs

    done(program.post(f"{V1}/runs/{revision['run_id']}/cancel"), 202)
    assert done(program.delete(run), 200) == {"erased": [run_id], "refused": []}
    erased = done(program.get(run), 200)
    assert (erased["erased_by"], erased["package"]) == ("ci", None)
    assert program.get(f"{run}/package.zip").status_code == 404


def test_a_failed_run_has_its_receipt_and_is_run_again_once(program: Program) -> None:
    failed = program.submit(fail_at="qc_evaluate")
    program.carried()
    run = f"{V1}/runs/{failed['run_id']}"
    shown = done(program.get(run), 200)
    assert (shown["status"], shown["success"]) == ("COMPENSATED", False)
    assert [line["step"] for line in shown["receipt"]][-1] == "normalize_brief"
    kinds = [event["kind"] for event in done(program.get(f"{run}/events"), 200)["events"]]
    assert kinds[0] == "created"
    assert kinds[-1] == "ended"
    assert kinds.count("step undone") == len(shown["receipt"])

    keyed = {"Idempotency-Key": "again"}
    again = done(program.post(f"{run}/retry", headers=keyed), 201)
    assert done(program.post(f"{run}/retry", headers=keyed), 201)["run_id"] == again["run_id"]
    other = program.post(f"{V1}/runs/{again['run_id']}/retry", headers=keyed)
    assert (other.status_code, other.json()["type"]) == (409, f"{V1}/problems/conflict")
    program.carried()
    forked = f"{V1}/runs/{again['run_id']}/fork"
    twice = [
        done(program.post(forked, json={"step": "qc_evaluate"}, headers={"Idempotency-Key": "fork"}), 201)["run_id"]
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    reused = program.post(forked, json={"step": "generate_draft"}, headers={"Idempotency-Key": "fork"})
    assert (reused.status_code, reused.json()["type"]) == (409, f"{V1}/problems/key-used")
    assert done(program.post(f"{V1}/runs/{twice[0]}/cancel"), 202)["status"] in {"COMPENSATING", "COMPENSATED"}
    program.carried()
    assert done(program.get(f"{V1}/audit"), 200) == {"orphans": []}
    assert done(program.delete(f"{V1}/clients/alder-and-rain/runs"), 200)["refused"] == []


def test_what_the_state_of_a_run_forbids_is_a_conflict(delivered: Program) -> None:
    run = f"{V1}/runs/{delivered.run_id}"
    for deed, body in [
        ("cancel", None),
        ("retry", None),
        ("resume", None),
        ("rewind", {"step": "generate_draft"}),
        ("signals", {"name": "approval"}),
        ("redo", {"codes": ["ig-01"]}),
        ("fork", {"step": "no_such_step"}),
    ]:
        answer = delivered.post(f"{run}/{deed}", json=body)
        assert (deed, answer.status_code, answer.json()["type"]) == (deed, 409, f"{V1}/problems/conflict")
    assert delivered.post(f"{run}/decisions", json={"verdict": "reject"}).json()["type"] == f"{V1}/problems/refused"


def test_a_client_s_brand_and_the_packs_are_kept_and_told(program: Program) -> None:
    brand = f"{V1}/clients/acme/brand"
    assert program.get(brand).status_code == 404
    kept = done(program.put(brand, json={"avoid": ["cheap"]}), 200)
    assert done(program.get(brand), 200) == kept
    assert done(program.delete(brand), 200) == {"client": "acme", "removed": True}
    logo = f"{V1}/clients/acme/logo"
    assert program.get(logo).status_code == 404
    refused = program.put(f"{V1}/uploads/clients/acme/logo", files={"file": ("logo.svg", b"<svg/>")})
    assert (refused.status_code, "is an SVG" in refused.json()["detail"]) == (422, True)
    told = done(program.put(f"{V1}/uploads/clients/acme/logo", files={"file": ("logo.png", picture())}), 200)
    assert sha256(program.get(logo).content).hexdigest() == told["sha256"]
    assert done(program.delete(logo), 200) == {"client": "acme", "removed": True}
    ids = [pack["id"] for pack in done(program.get(f"{V1}/packs"), 200)["packs"]]
    assert done(program.get(f"{V1}/packs/{ids[0]}"), 200)["id"] == ids[0]
    assert done(program.get(f"{V1}/briefs/new?pack={ids[0]}"), 200)["pack"] == ids[0]
    assert "properties" in done(program.get(f"{V1}/briefs/schema"), 200)
