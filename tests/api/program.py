"""A program that uses the API over a test client, and a brief for it to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.testclient import TestClient

from aicmo.onboarding.reading import parse, receive
from aicmo.people import keys
from aicmo.web import brief_text
from aicmo.web.site import make_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aicmo.app import App

HERE = "http://127.0.0.1"
V1 = "/api/v1"


class Program(TestClient):
    """Something that calls the API with a key of its own."""

    run_id = ""
    """A run that has been carried out, if the fixture says so."""
    run_ids: Iterator[str] = iter(())
    """Runs that are there, turn about."""

    def __init__(self, house: App, name: str = "ci") -> None:
        self.house = house
        self.site = make_site(house, hosts=["testserver"])
        super().__init__(self.site, base_url=HERE, follow_redirects=False, raise_server_exceptions=False)
        self.key = keys.create(house.database, name)[1]
        self.headers["Authorization"] = f"Bearer {self.key}"

    def submit(self, key: str | None = None, **options: Any) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.post(f"{V1}/runs", json={"brief": example()} | options, headers=headers)
        assert answer.status_code == 201, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def carried(self) -> None:
        """Let a worker do everything there is to do."""
        with self.house.worker() as worker:
            worker.work(until_idle=True)


def example() -> dict[str, Any]:
    """Return the example brief as data."""
    return parse(receive("brief.yaml", brief_text.example().encode())).data
