"""A visitor of the site: a browser's manners over a test client, and the way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.testclient import TestClient

from aicmo.people import access
from aicmo.web.site import make_site

if TYPE_CHECKING:
    from httpx2 import Response

    from aicmo.app import App

HERE = "http://127.0.0.1"


class Visitor(TestClient):
    """Somebody at a browser that says, as browsers do, where a request comes from."""

    def __init__(self, house: App) -> None:
        self.house = house
        self.site = make_site(house)
        super().__init__(self.site, base_url=HERE, follow_redirects=False, raise_server_exceptions=False)
        self.headers["Sec-Fetch-Site"] = "same-origin"

    def link(self) -> str:
        secret = access.new_link(self.house.database, access.owner(self.house.database).id)
        return f"/login/{secret}"

    def enter(self, password: str = "") -> Response:
        return self.post(self.link(), data={"password": password})
