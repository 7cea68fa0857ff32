"""A shop whose database keeps a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aicmo.saga import Storage
from crash import recorder
from crash.programs import Stage, hurried
from saga.shop import TABLES, Carrier, ShopBase, World, shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aicmo.db import Database


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    with database.transaction() as connection:
        ShopBase.metadata.create_all(connection)
    recorder.install(database, TABLES)
    return World(database, Storage(tmp_path / "storage"), shop(), Carrier())


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    with hurried():
        stage = Stage(world)
        yield stage
        stage.close()
