"""Who may use the API: a key that works and nothing else, whatever is asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import select

from aicmo.people import access, keys
from aicmo.people.models import ApiKey
from api.program import V1, Program
from cli.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from aicmo.app import App

OPEN = {"/openapi.json", "/problems/{slug}"}
SOME = str(UUID(int=7))


def asked(site: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield method and address of every route that needs a key, as the application itself lists them."""
    for route in iter_route_contexts(site.state.api.routes):
        if route.path not in OPEN:
            for method in sorted(route.methods or ()):
                yield method, V1 + re.sub(r"\{\w+(:\w+)?\}", SOME, str(route.path))


@pytest.mark.parametrize("given", [None, "Bearer aicmo_nobodys", "Basic YTpi", "Bearer", "Bearer \u00e9"])
def test_no_address_answers_without_a_key_that_works(program: Program, given: str | None) -> None:
    addresses = [*asked(program.site), ("GET", f"{V1}/nowhere")]
    assert len(addresses) > 10
    program.headers.pop("Authorization")
    program.cookies.set("aicmo_session", access.enter_by_link(program.house.database, _link(program.house)) or "")
    assert program.get("/runs").status_code == 200, "the browser's session is good, but opens only pages"
    wrong = []
    for method, path in addresses[: 20 if given else None]:  # more wrong keys would be told to wait
        answer = program.request(method, path, headers={b"authorization": given.encode()} if given else None)
        kind = (answer.status_code, answer.headers["content-type"], answer.headers["www-authenticate"][:6])
        if kind != (401, "application/problem+json", "Bearer"):
            wrong.append((method, path, kind))
    assert wrong == []


def test_a_revoked_key_opens_nothing_from_the_next_request_on(program: Program) -> None:
    assert program.get(f"{V1}/runs").status_code == 200
    keys.revoke(program.house.database, "ci")
    assert program.get(f"{V1}/runs").status_code == 401
    with pytest.raises(keys.NoSuchKey):
        keys.revoke(program.house.database, "ci")


def test_guessing_is_slowed_down_and_a_good_key_still_works(program: Program) -> None:
    guesses = [
        program.get(f"{V1}/runs", headers={"Authorization": f"Bearer aicmo_{number}"}).status_code
        for number in range(21)
    ]
    assert guesses == [401] * 20 + [429]
    assert program.get(f"{V1}/runs").status_code == 200


def test_no_key_is_kept_and_its_name_is_used_once(program: Program) -> None:
    with program.house.database.connect() as connection:
        rows = [str(row) for row in connection.execute(select(ApiKey))]
    assert [row for row in rows if program.key in row or program.key.removeprefix(keys.PREFIX) in row] == []
    for name in ("ci", "", "a\nb", "x" * 65):
        with pytest.raises(keys.BadKeyName):
            keys.create(program.house.database, name)


def test_keys_are_made_listed_and_revoked_at_the_terminal(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    made = terminal.aicmo("key", "create", "ci", "--json").json
    assert made["key"].startswith("aicmo_")
    assert terminal.aicmo("key", "revoke", "ci").code == 0
    (listed,) = terminal.aicmo("key", "list", "--json").json["keys"]
    assert listed["revoked_at"]
    assert listed | {"revoked_at": None, "key": made["key"]} == made


def _link(house: App) -> str:
    return access.new_link(house.database, access.owner(house.database).id)
