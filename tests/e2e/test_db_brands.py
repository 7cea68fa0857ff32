"""A client's first profile and first logo, kept by two people at the same moment: the later one stays."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert

from aicmo.onboarding.documents import BrandProfile, Logo
from aicmo.onboarding.models import ClientLogo, ClientProfile
from aicmo.workflows import branding
from servers.locking import started, until_locked_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from aicmo.db import Database

PROFILE = BrandProfile(avoid=("posh",))
LOGO = Logo(png=b"dGhlIGxhdGVyIG9uZQ==", width=400, height=160)
FIRST: dict[Any, dict[str, Any]] = {
    ClientProfile: {"document": BrandProfile(avoid=("cheap",))},
    ClientLogo: {"png": b"the first one", "width": 1, "height": 1, "sha256": "0" * 64},
}
LATER: dict[Any, Callable[[Database], None]] = {
    ClientProfile: lambda database: branding.keep(database, "coffee", PROFILE, by="Ben"),
    ClientLogo: lambda database: branding.keep_logo(database, "coffee", LOGO, by="Ben"),
}


@pytest.mark.parametrize("model", [ClientProfile, ClientLogo])
def test_of_two_who_keep_the_first_one_at_once_the_later_has_it(database: Database, model: Any) -> None:
    failed: list[Exception] = []

    def keep() -> None:
        try:
            LATER[model](database)
        except Exception as error:  # noqa: BLE001 (whatever it is, nobody should see it)
            failed.append(error)

    with database.transaction() as connection:
        row = {"client": "coffee", "updated_at": datetime.now(UTC), "updated_by": "Ines", **FIRST[model]}
        connection.execute(insert(model).values(**row))
        thread = started(database, keep)
        until_locked_out(database, 1)
    thread.join()

    assert failed == []
    kept = branding.profile_of if model is ClientProfile else branding.logo_of
    assert kept(database, "coffee") == (PROFILE if model is ClientProfile else LOGO)
