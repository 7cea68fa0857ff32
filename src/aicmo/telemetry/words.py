"""What an event may tell outside: ids, names, counts and times; of an error its first line, without a password."""

from __future__ import annotations

import re
from typing import Any, Final

from aicmo.saga import Event

PASSWORD: Final = re.compile(r"(?<=://)([^\s:/@]*):\S+(?=@)")
"""What stands between ``://`` and the last ``@``: whoever did not escape an ``@`` in a password is protected too."""
SECRET: Final = re.compile(r"(?i)\b(password|passwd|pwd|secret|token|api_?key)=('[^']*'|[^\s&;,]+)")
LONGEST: Final = 200
"""Characters of an error: enough to know it by, too few for what a client wrote."""


def words(event: Event) -> dict[str, Any]:
    """Return an event's fields for a log line: flat, JSON-ready, the id as text."""
    told = {name: getattr(event, name) for kind in type(event).__mro__ for name in getattr(kind, "__slots__", ())}
    return {"run_id": str(event.run_id)} | {
        name: _plain(value) for name, value in told.items() if name != "run_id" and value is not None
    }


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        line = value.splitlines()[0] if value.strip() else ""
        return SECRET.sub(r"\1=***", PASSWORD.sub(r"\1:***", line))[:LONGEST]
    return round(value, 3) if isinstance(value, float) else value
