"""JSON with one spelling (after RFC 8785): sorted keys, no spaces, UTF-8."""

from __future__ import annotations

import json
from typing import Any


def canonical(value: Any) -> bytes:
    """Return ``value`` (JSON data without floats that need rounding) in its one spelling."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
