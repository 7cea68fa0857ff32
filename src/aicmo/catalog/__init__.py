"""The catalog: facts that every room reads and nobody computes. Data in ``data/*.toml``, checked when first read."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from aicmo.catalog.documents import Channel, Industry, Pack
from aicmo.errors import AicmoError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CatalogError", "channels", "industries", "packs", "read_toml"]


T = TypeVar("T", bound=BaseModel)


class CatalogError(AicmoError):
    """Shipped data contradicts itself or its shape; raised when the data is first read."""


def read_toml(package: str, name: str) -> dict[str, Any]:
    """Return the content of ``data/<name>`` that ships inside ``package``."""
    return tomllib.loads(resources.files(package).joinpath("data", name).read_text(encoding="utf-8"))


@cache
def channels() -> Mapping[str, Channel]:
    """Return all channels by id."""
    return {channel.id: channel for channel in _rows("channels.toml", "channel", Channel)}


@cache
def packs() -> Mapping[str, Pack]:
    """Return all packs by id; each names only channels that exist and has drafts for."""
    found = {pack.id: pack for pack in _rows("packs.toml", "pack", Pack)}
    for pack in found.values():
        if unknown := set(pack.channels) - set(channels()):
            message = f"packs.toml: pack {pack.id} names channels that channels.toml does not have: {sorted(unknown)}"
            raise CatalogError(message)
    return found


@cache
def industries() -> Mapping[str, Industry]:
    """Return all industries by id."""
    return {industry.id: industry for industry in _rows("industries.toml", "industry", Industry)}


def _rows(name: str, key: str, shape: type[T]) -> list[T]:
    try:
        return [shape.model_validate(row) for row in read_toml("aicmo.catalog", name)[key]]
    except (ValidationError, KeyError) as error:
        message = f"{name}: {error}"
        raise CatalogError(message) from error
