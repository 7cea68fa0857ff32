"""What pages say of runs, on both databases: the list with its filters and pages, refusals, files and their limits."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from ruamel.yaml import YAML

from aicmo import saga
from aicmo.onboarding.reading import receive
from aicmo.onboarding.structured import BrandProfile
from aicmo.reception import listing, work
from aicmo.reception.intake import examined
from aicmo.reception.listing import Wanted
from aicmo.saga import Order
from aicmo.web import brief_text
from aicmo.workflows import branding
from aicmo.workflows.ordering import order
from web.browsing import picture

if TYPE_CHECKING:
    from aicmo.app import App
    from web.visitor import Visitor


@pytest.fixture(scope="module")
def example() -> Order:
    received = receive("brief.yaml", brief_text.example().encode())
    return order(examined(received), received)


def queued(house: App, example: Order, count: int, client: str = "acme") -> list[UUID]:
    """Queue runs that nobody carries, oldest first."""
    made = []
    for number in range(count):
        asked = Order(subject=f"{client}/spring-{number}", account=client, input=example.input)
        made.append(saga.submit(house.database, house.saga, asked)[0])
    return made


def test_pages_of_the_list_hold_each_run_once_newest_first(house: App, example: Order) -> None:
    made = queued(house, example, 7)
    seen: list[UUID] = []
    after: str | None = None
    while True:
        page = listing.page(house.database, Wanted(), after=after, limit=3)
        seen += [run.id for run in page.runs]
        after = page.next
        if after is None:
            break
    assert seen == made[::-1]
    assert listing.by_status(house.database, Wanted()) == {"PENDING": 7}


def test_the_list_is_searched_by_words_client_status_and_beginning_of_an_id(house: App, example: Order) -> None:
    acme, other = queued(house, example, 2), queued(house, example, 1, "o_ther%")
    saga.cancel(house.database, acme[0])

    def found(**wanted: object) -> set[UUID]:
        return {run.id for run in listing.page(house.database, Wanted(**wanted)).runs}  # type: ignore[arg-type]

    assert found(words="spring acme") == set(acme)
    assert found(words="SPRING 1") == {acme[1]}
    assert found(words="o_ther%") == set(other)
    assert found(words="%") == set(other), "a sign of the database's own is only a sign"
    assert found(words=str(acme[1])) == {acme[1]}
    assert found(client="acme", status=saga.Status.PENDING) == {acme[1]}
    assert found(words="' OR 1=1 --") == set()


def test_what_is_chosen_stands_in_the_address_of_the_next_page(owner: Visitor, house: App, example: Order) -> None:
    queued(house, example, listing.PAGE + 1)
    first = owner.get("/runs?q=spring&client=acme")
    next_page = re.search(r'href="([^"]+)" rel="next"', first.text)
    assert next_page is not None
    address = unescape(next_page[1])
    assert "q=spring&client=acme&after=" in address
    assert owner.get(address).text.count('<th scope="row">') == 1
    assert owner.get("/runs?after=nonsense").status_code == 400
    assert owner.get("/runs?status=NONSENSE").status_code == 200


def test_refusals_say_why_and_change_nothing(owner: Visitor, house: App, example: Order) -> None:
    run_id = queued(house, example, 1)[0]
    page = f"/runs/{run_id}"
    assert owner.post(f"{page}/retry").status_code == 409
    assert owner.post(f"{page}/rewind", data={"step": "no_such_step"}).status_code == 409
    assert owner.post(f"{page}/answer", data={"number": 0}).status_code == 409
    assert owner.post(f"{page}/accept", data={"because": "it is fine"}).status_code == 409
    assert owner.post(f"{page}/erase", data={"name": "Before the rain"}).status_code == 409
    assert owner.post(f"{page}/erase", data={"name": "before"}).status_code == 422
    assert saga.get(house.database, run_id).status == "PENDING"
    assert owner.post(f"{page}/cancel").status_code == 303
    assert saga.get(house.database, run_id).status == "COMPENSATING"


def test_only_files_that_a_step_names_are_given(owner: Visitor, house: App, example: Order) -> None:
    with house.worker() as worker:
        run_id = worker.run(house.saga, example)
    files = f"/runs/{run_id}/files/create_package"
    name = "client/00_cover_letter.md"
    given = owner.get(f"{files}/{name}")
    assert given.status_code == 200
    assert given.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in given.headers["content-security-policy"]
    (house.storage.root / "secret.txt").write_text("secret")
    folder = next(
        step.effects["folder"] for step in saga.steps(house.database, run_id) if step.step == "create_package"
    )
    (house.storage.root / folder / "client" / "stray.txt").write_text("named by nobody")
    for wrong in (
        "client/stray.txt",
        "../../../secret.txt",
        "%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/etc/passwd",
        "client",
    ):
        assert owner.get(f"{files}/{wrong}").status_code in {404, 422}
    assert owner.get(f"/runs/{run_id}/files/no_such_step/{name}").status_code == 404
    page = owner.get(f"/runs/{run_id}/package?file=../../secret.txt")
    assert "secret" not in page.text.replace("secret.txt", "")

    owner.post(f"/runs/{run_id}/erase", data={"name": "Before the rain"})
    assert owner.get(f"{files}/{name}").status_code == 404
    assert owner.get(f"/runs/{run_id}/package.zip").status_code == 404


def test_a_brief_is_saved_by_whom_it_is_written_and_handed_in_once(owner: Visitor, house: App) -> None:
    brief = owner.post("/briefs", data={"pack": "example"}).headers["location"]
    checked = owner.post(f"{brief}/check", data={"pack": "social_starter", "title": "Roofs: <b>all</b>"})
    assert "Ready to start" in checked.text
    assert "Roofs: &lt;b&gt;" not in checked.text, "markup is taken out of a brief"
    first = owner.post(f"{brief}/submit", data={"hold": "yes"})
    assert first.status_code == 303
    assert owner.post(f"{brief}/submit").status_code == 404, "it is gone from the desk"
    run = saga.get(house.database, saga.newest(house.database)[0].id)
    assert first.headers["location"] == f"/runs/{run.id}"
    assert run.idempotency_key == f"brief {brief.removeprefix('/briefs/')}"
    assert run.meta == {"on_qc_fail": "hold"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("brief.yaml", b"brief: 1\ntitle: Spring\n", 303),
        ("letter.txt", b"Client: Acme\nBudget: 6000 USD\n", 303),
        ("brief.yaml", b"- just\n- a list\n", 303),
        ("empty.yaml", b"", 422),
        ("program.exe", b"MZ\x00\x01", 422),
        ("broken.pdf", b"%PDF-1.7 nothing more", 422),
        ("../../etc/passwd", b"root\n", 303),
    ],
)
def test_whatever_is_uploaded_gets_an_answer(owner: Visitor, name: str, content: bytes, code: int) -> None:
    answer = owner.post("/briefs", files={"file": (name, content)})
    assert answer.status_code == code
    if code == 303:
        assert owner.get(answer.headers["location"]).status_code == 200


def test_rows_and_lists_of_the_form_come_back_as_they_were_written() -> None:
    """The form and the text are two looks at one brief: nothing is lost between them."""
    received = receive("brief.yaml", brief_text.example().encode())
    from aicmo.onboarding.reading import parse  # noqa: PLC0415
    from aicmo.web.fields import groups  # noqa: PLC0415

    data = parse(received).data
    form: dict[str, str] = {}
    for field in (field for group in groups() for field in group.fields):
        value = brief_text.value_at(data, field.path)
        if field.kind == "rows":
            for number, row in enumerate([*brief_text.rows(field, value), {}]):
                form |= {f"{field.path}.{number}.{column.key}": row.get(column.key, "") for column in field.columns}
        else:
            form[field.path] = brief_text.shown(field, value)
    again = parse(receive("brief.yaml", brief_text.text_of(brief_text.merged({}, form)).encode())).data
    assert examined(receive("brief.yaml", brief_text.text_of(again).encode())).brief == examined(received).brief


def test_the_example_of_the_form_offers_what_the_shipped_example_offers() -> None:
    shipped = YAML(typ="safe", pure=True).load(
        (Path(__file__).parents[2] / "examples" / "brief.yaml").read_text("utf-8")
    )
    tried = receive("brief.yaml", brief_text.example().encode())
    assert examined(tried).outcome == "accepted"
    given = YAML(typ="safe", pure=True).load(tried.text)
    assert [each["claim"] for each in given["offer"]["proof"]] == [each["claim"] for each in shipped["offer"]["proof"]]
    assert given["offer"]["benefits"] == shipped["offer"]["benefits"]
    assert given["offer"]["questions"] == shipped["offer"]["questions"]
    assert [each["item"] for each in given["offer"]["prices"]] == [each["item"] for each in shipped["offer"]["prices"]]


def test_a_letter_is_shown_as_the_letter_until_the_form_is_asked_for(owner: Visitor) -> None:
    sent = owner.post("/briefs", data={"text": "Client: Acme\nWe need posts. Please be gentle with our neighbours."})
    address = sent.headers["location"]
    assert "Please be gentle" in owner.get(address).text
    assert "This came as a letter" in owner.get(f"{address}?view=form").text


def test_a_letter_keeps_its_lines_as_browsers_send_them(owner: Visitor) -> None:
    text = "Client: Acme\r\nWe need posts.\r\n"
    file = {"file": ("letter.txt", text.encode())}
    for address in (owner.post("/briefs", data={"text": text}), owner.post("/briefs", files=file)):
        place = address.headers["location"]
        assert "Client: Acme\nWe need posts." in owner.get(place).text
        owner.post(f"{place}/check", data={"text": text})
        assert "\ufffd" not in owner.get(place).text


def test_the_clients_brand_profile_counts_in_the_form(owner: Visitor, house: App) -> None:
    text = brief_text.example().replace("client: alder-and-rain", "client: profiled")
    branding.keep(house.database, "profiled", BrandProfile(avoid=("scaffold",)), by="owner")
    address = owner.post("/briefs", data={"text": text}).headers["location"]
    run_id = UUID(owner.post(f"{address}/submit").headers["location"].rsplit("/", 1)[1])
    assert "scaffold" in str(saga.get(house.database, run_id).input["normalized"]["brief"]["rules"]["avoid"])


def test_a_pdf_of_the_package_is_shown_page_by_page(owner: Visitor, house: App, example: Order) -> None:
    run_id, _ = saga.submit(house.database, house.saga, example)
    with house.worker() as worker:
        worker.finish(run_id)
    found = work.report_of(house.database, run_id)
    assert found is not None
    assert found.findings == (), "what a newcomer sees first has nothing to be mended"
    name = "client/00_cover_letter.pdf"
    shown = owner.get(f"/runs/{run_id}/package?file={name}").text
    pages = [unescape(found) for found in re.findall(r'src="(/runs/[^"]+/pages/[^"]+)"', shown)]
    assert pages
    for each in pages:
        assert owner.get(each).content.startswith(b"\x89PNG")
    assert owner.get(f"/runs/{run_id}/pages/{len(pages)}?file={name}").status_code == 404
    for wrong in ("client/manifest.json", "../../../etc/passwd.pdf", "nothing.pdf"):
        assert owner.get(f"/runs/{run_id}/pages/0", params={"file": wrong}).status_code == 404


def test_a_logo_is_kept_shown_and_removed_and_nothing_else_is_taken_for_one(owner: Visitor, house: App) -> None:
    address = "/clients/alder%20%26%20rain/brand"
    assert owner.get(f"{address}/logo.png").status_code == 404
    for wrong, said in (
        (b"<svg onload='alert(1)'/>", "is an SVG"),
        (b"#!/bin/sh", "cannot be read"),
        (b"", "cannot be read"),
    ):
        refused = owner.post(f"{address}/logo", files={"file": ("logo.png", wrong, "image/png")})
        assert refused.status_code == 422
        assert said in refused.text
    kept = owner.post(f"{address}/logo", files={"file": ("any.txt", picture(), "text/plain")})
    shown = owner.get(kept.headers["location"]).text
    given = owner.get(re.search(r'src="([^"]+logo\.png[^"]*)"', shown)[1])  # type: ignore[index]
    assert (given.headers["content-type"], given.headers["x-content-type-options"]) == ("image/png", "nosniff")
    assert given.content == branding.logo_of(house.database, "alder & rain").png  # type: ignore[union-attr]
    assert owner.post(f"{address}/logo/remove").status_code == 303
    assert branding.logo_of(house.database, "alder & rain") is None


def test_a_brand_profile_is_kept_shown_and_removed(owner: Visitor, house: App) -> None:
    address = "/clients/alder-and-rain/brand"
    assert owner.post(address, data={"text": "avoid: [scaffold]\ntone: [warm]"}).status_code == 303
    assert "scaffold" in owner.get(address).text
    refused = owner.post(address, data={"text": "tone: {a: b}"})
    assert refused.status_code == 422
    assert "tone" in refused.text
    assert owner.post(f"{address}/remove").status_code == 303
    assert branding.profile_of(house.database, "alder-and-rain") is None
