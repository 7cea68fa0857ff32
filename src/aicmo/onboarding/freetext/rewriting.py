"""Free text as a structured brief: what was understood, as YAML, with the line each field was read from."""

from __future__ import annotations

from hashlib import sha256
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from aicmo.onboarding.documents import Reading, Received
from aicmo.onboarding.freetext.understanding import understand

WIDTH = 1_000
EXCERPT = 70


def structured(received: Received, reading: Reading | None = None) -> Received:
    """Return the structured brief of a free text; what nobody understood of it stays in the text that was received."""
    parsed = understand(received.name, received.text, reading.statements if reading else ())
    notes = {row.field: f"line {row.line}: {row.excerpt[:EXCERPT]}" for row in parsed.understood}
    out = StringIO()
    yaml = YAML()
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(_noted(parsed.data, "", notes), out)
    text = f"# What was understood of {received.name}; each field names the line it was read from.\n{out.getvalue()}"
    return Received(name="brief.yaml", text=text, sha256=sha256(text.encode()).hexdigest())


def _noted(data: dict[str, object], path: str, notes: dict[str, str]) -> CommentedMap:
    found = CommentedMap()
    for key, value in data.items():
        here = f"{path}.{key}" if path else key
        found[key] = _noted(value, here, notes) if isinstance(value, dict) and here not in notes else value
        if here in notes:
            found.yaml_set_comment_before_after_key(key, before=notes[here], indent=2 * here.count("."))
    return found
