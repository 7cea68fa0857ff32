"""A shop on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aicmo.saga import Storage
from saga.shop import Carrier, ShopBase, World, shop

if TYPE_CHECKING:
    from pathlib import Path

    from aicmo.db import Database


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    with database.transaction() as connection:
        ShopBase.metadata.create_all(connection)
    return World(database, Storage(tmp_path / "storage"), shop(), Carrier())
