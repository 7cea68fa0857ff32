"""How a service is asked where the environment does not say: what runs on a laptop is slower, and forgets sooner."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc


class Server(Doc):
    """A row of ``data/servers.toml``: calls at once, seconds of silence, tokens of its window (None: no bound)."""

    parallel: int = Field(gt=0)
    seconds: float = Field(gt=0)
    window: int | None = Field(default=None, gt=0)


@cache
def server_of(provider: str) -> Server:
    """Return how a provider is asked."""
    row = read_toml("aicmo.llm", "servers.toml")[provider]
    return Server.model_validate({name: row[name] for name in Server.model_fields if name in row})
