"""The engine's shop, on each database."""

from __future__ import annotations

from saga.conftest import world

__all__ = ["world"]
