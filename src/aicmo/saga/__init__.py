"""A saga engine: steps return new rows, only the engine writes, and nobody writes undo code."""

from aicmo.saga.errors import Rejected, Retry
from aicmo.saga.facts import File, Files, Run
from aicmo.saga.models import Owned

__all__ = ["File", "Files", "Owned", "Rejected", "Retry", "Run"]
