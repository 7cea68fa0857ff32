"""Looking by HTTP: the list page by page, a run's document, its events, as they come or later, and its files."""

from __future__ import annotations

import json
from hashlib import sha256
from threading import Thread

import pytest

from aicmo import saga
from aicmo.reception.documents import RunTold
from aicmo.reception.record import record
from aicmo.saga import Order
from api.program import V1, Program


def told(text: str) -> list[dict[str, object]]:
    """Return the data of each event of a stream."""
    return [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith("data: ")]


def test_the_list_is_read_page_by_page_with_filters(program: Program) -> None:
    app = program.house
    made = [
        saga.submit(app.database, app.saga, Order(subject=f"acme/{n}", account="acme", input={}))[0] for n in range(5)
    ]
    seen: list[str] = []
    after: str = ""
    while True:
        page = program.get(f"{V1}/runs?client=acme&limit=2{after}").json()
        seen += [run["run_id"] for run in page["runs"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == [str(run_id) for run_id in reversed(made)]
    assert program.get(f"{V1}/runs", params={"client": "other"}).json()["runs"] == []
    assert program.get(f"{V1}/runs", params={"status": "COMPLETED"}).json()["runs"] == []
    assert len(program.get(f"{V1}/runs", params={"q": str(made[0])}).json()["runs"]) == 1
    assert program.get(f"{V1}/runs", params={"after": "nonsense"}).status_code == 422
    assert program.get(f"{V1}/runs", params={"q": "a\0b"}).status_code == 422


def test_a_run_is_told_as_the_command_line_tells_it(delivered: Program) -> None:
    app = delivered.house
    shown = RunTold.model_validate(delivered.get(f"{V1}/runs/{delivered.run_id}").json())
    printed = RunTold.model_validate(record(app, saga.find(app.database, delivered.run_id)))
    assert shown.model_dump(exclude={"package"}) == printed.model_dump(exclude={"package"})
    assert shown.package is not None
    assert printed.package is not None
    assert shown.package.files == printed.package.files
    assert delivered.get(f"{shown.package.path}/{shown.package.files[0]}").status_code == 200
    assert delivered.get(shown.package.zip).status_code == 200


def test_events_are_read_from_where_one_has_left_off(delivered: Program) -> None:
    address = f"{V1}/runs/{delivered.run_id}/events"
    whole = delivered.get(address).json()["events"]
    assert [event["kind"] for event in whole] == ["created", *["step done"] * 5, "ended"]
    first = delivered.get(address, params={"limit": 3}).json()
    rest = delivered.get(address, params={"after": first["next"]}).json()
    assert first["events"] + rest["events"] == whole
    stream = delivered.get(f"{address}/stream", headers={"Last-Event-ID": whole[2]["id"]})
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert [event["id"] for event in told(stream.text)] == [event["id"] for event in whole[3:]]
    assert delivered.get(f"{address}/stream", headers={"Last-Event-ID": "nonsense"}).status_code == 422


def test_a_run_is_watched_until_it_ends(program: Program) -> None:
    run_id = program.submit()["run_id"]
    worker = Thread(target=program.carried)
    worker.start()
    seen = told(program.get(f"{V1}/runs/{run_id}/events/stream").text)
    worker.join()
    assert [event["kind"] for event in seen] == ["created", *["step done"] * 5, "ended"]
    assert seen[-1]["detail"] == {"status": "COMPLETED", "reason": None, "error": None}


def test_every_file_is_what_its_hash_says_and_is_sent_once(delivered: Program) -> None:
    address = f"{V1}/runs/{delivered.run_id}"
    listed = delivered.get(f"{address}/files").json()
    assert len(listed["files"]) > 50
    for file in listed["files"][::10]:
        answer = delivered.get(f"{address}/files/{file['name']}")
        assert (len(answer.content), sha256(answer.content).hexdigest()) == (file["bytes"], file["sha256"])
        assert answer.headers["etag"] == f'"{file["sha256"]}"'
        assert "attachment" in answer.headers["content-disposition"]
    zipped = delivered.get(f"{address}/package.zip")
    known = {"If-None-Match": zipped.headers["etag"]}
    assert delivered.get(f"{address}/package.zip", headers=known).status_code == 304
    part = delivered.get(f"{address}/package.zip", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"PK\x03\x04")


@pytest.mark.parametrize(
    "path",
    [
        "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/a.db",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "client/%2e%2e/client/00_readme.md",
        "client/%2e/00_readme.md",
        "client//00_readme.md",
        "client%5c00_readme.md",
        "client/00_readme.md%00",
        "client",
        "",
    ],
)
def test_no_path_leads_out_of_the_package(delivered: Program, path: str) -> None:
    answer = delivered.get(f"{V1}/runs/{delivered.run_id}/files/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), answer.text[:200]
