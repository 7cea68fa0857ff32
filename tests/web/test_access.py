"""Who comes in, and who does not: no page without a session, no deed from elsewhere, no secret kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import select, update

from aicmo.people import access
from aicmo.people.models import LoginLink, Person, SignedIn
from aicmo.web.guards import MAX_BODY
from web.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aicmo.app import App

PASSWORD = "four calm grey herons"  # noqa: S105 (nobody's)
OPEN = {"/healthz", "/readyz", "/metrics", "/login", "/login/{link}", "/logout", "/theme"}
REVIEW = "/review/{token}"
"""What a share link opens; see test_review.py."""
SOME_ID = str(UUID(int=7))


def asked(site: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield method and address of every route that is not open to strangers."""
    for route in iter_route_contexts(site.routes):
        path = str(route.path)
        if isinstance(route.original_route, APIRoute) and path not in OPEN and not path.startswith(REVIEW):
            for method in route.methods or ():
                yield method, re.sub(r"\{\w+\}", SOME_ID, path)


def test_every_page_without_a_session_leads_to_the_door(stranger: Visitor) -> None:
    wrong = []
    for method, path in asked(stranger.site):
        answer = stranger.request(method, path)
        if (answer.status_code, answer.headers.get("location", "")[:6]) != (303, "/login"):
            wrong.append((method, path, answer.status_code))
    assert wrong == []
    assert len(list(asked(stranger.site))) > 10


def test_a_link_signs_in_once_and_a_look_at_it_uses_nothing_up(stranger: Visitor, house: App) -> None:
    link = stranger.link()
    assert stranger.get(link).status_code == 200
    first = stranger.post(link)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert stranger.get("/runs").status_code == 200

    with Visitor(house) as other:
        assert other.post(link).status_code == 410
        assert other.get("/runs").status_code == 303


def test_a_link_that_has_expired_lets_nobody_in(stranger: Visitor, house: App) -> None:
    link = stranger.link()
    with house.database.transaction() as connection:
        connection.execute(update(LoginLink).values(expires_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert stranger.get(link).status_code == 410
    assert stranger.post(link).status_code == 410


def test_a_password_set_at_the_first_visit_opens_the_door_the_next_time(stranger: Visitor, house: App) -> None:
    assert stranger.post(stranger.link(), data={"password": "short"}).status_code == 422
    assert stranger.enter(PASSWORD).status_code == 303
    with Visitor(house) as again:
        assert again.post("/login", data={"password": PASSWORD + "!"}).status_code == 401
        answer = again.post("/login", data={"password": PASSWORD, "next": "/runs?status=FAILED"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/runs?status=FAILED")


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", "\t//e"]
)
def test_signing_in_never_leads_to_another_site(stranger: Visitor, target: str) -> None:
    stranger.enter(PASSWORD)
    assert stranger.post("/login", data={"password": PASSWORD, "next": target}).headers["location"] == "/"


def test_leaving_ends_the_session_on_the_server(owner: Visitor) -> None:
    kept = owner.cookies["aicmo_session"]
    assert owner.post("/logout").headers["location"] == "/login"
    owner.cookies.set("aicmo_session", kept)
    assert owner.get("/runs").status_code == 303


def test_a_new_password_signs_out_every_other_browser(owner: Visitor, house: App) -> None:
    with Visitor(house) as other:
        other.enter()
        assert owner.post("/account/password", data={"password": PASSWORD}).status_code == 200
        assert other.get("/runs").status_code == 303
    assert owner.get("/runs").status_code == 200


def test_a_session_that_has_expired_is_none(owner: Visitor, house: App) -> None:
    with house.database.transaction() as connection:
        connection.execute(update(SignedIn).values(expires_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert owner.get("/runs").status_code == 303


def test_no_secret_is_kept(stranger: Visitor, house: App) -> None:
    link = stranger.link().removeprefix("/login/")
    stranger.enter(PASSWORD)
    with house.database.connect() as connection:
        kept = [str(row) for table in (LoginLink, SignedIn, Person) for row in connection.execute(select(table))]
    for secret in (link, PASSWORD, stranger.cookies["aicmo_session"]):
        assert [row for row in kept if secret in row] == []


def test_guessing_is_slowed_down(stranger: Visitor) -> None:
    tries = [stranger.post("/login", data={"password": f"guess {number}"}).status_code for number in range(11)]
    assert tries == [401] * 10 + [429]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ],
)
def test_what_another_site_sends_does_nothing(owner: Visitor, headers: dict[str, str]) -> None:
    assert owner.post("/logout", headers=headers).status_code == 403
    assert owner.get("/runs").status_code == 200


def test_an_older_browser_may_say_its_origin_instead(owner: Visitor) -> None:
    answer = owner.post("/logout", headers={"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1"})
    assert answer.status_code == 303


def test_a_host_that_is_not_ours_gets_nothing(owner: Visitor) -> None:
    """Else a page elsewhere whose name is made to mean this machine could read ours."""
    assert owner.get("/runs", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/login", "/runs", "/nowhere", "/healthz"])
def test_every_answer_has_the_headers_that_guard_it(owner: Visitor, path: str) -> None:
    headers = owner.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin", "no-referrer would hide a form's origin on plain HTTP"
    assert headers["cache-control"] == "no-store"


def test_a_body_that_is_too_long_is_refused_whatever_it_announced(owner: Visitor) -> None:
    long = b"password=" + b"x" * MAX_BODY
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert owner.post("/account/password", content=long, headers=kind).status_code == 413
    pieces = (long[start : start + 50_000] for start in range(0, len(long), 50_000))
    assert owner.post("/account/password", content=pieces, headers=kind).status_code == 413


def test_the_site_says_whether_it_lives_and_is_ready(stranger: Visitor) -> None:
    assert stranger.get("/healthz").json() == {"status": "ok"}
    assert stranger.get("/readyz").json() == {"status": "ok", "database": "ok"}
    assert "aicmo_runs" in stranger.get("/metrics").text


def test_there_is_one_owner_however_often_somebody_asks(house: App) -> None:
    assert access.owner(house.database).id == access.owner(house.database).id
