"""The JSON Schema of a brief, shipped for editors and forms."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def brief_schema() -> dict[str, Any]:
    """Return the schema of the structured brief, version 1, as it ships in ``data/brief.schema.json``."""
    text = resources.files("aicmo.onboarding").joinpath("data", "brief.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
