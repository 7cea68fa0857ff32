"""What is sent: Jinja files with a version in their name, and somebody's data fenced in as data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined


@dataclass(frozen=True, slots=True)
class Fence:
    """The marks around data; ``seed`` is what they, and the canary in them, follow from."""

    seed: str

    @property
    def marks(self) -> dict[str, str]:
        """What a template calls ``opens`` and ``closes``."""
        mark = hashlib.sha256(self.seed.encode()).hexdigest()[:12]
        return {"opens": f"<data-{mark}>", "closes": f"</data-{mark}>"}


def fenced(data: dict[str, Any]) -> str:
    """Return JSON that holds no angle bracket, so that nothing in it can close the fence around it."""
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def filled(package: str, name: str, **values: Any) -> str:
    """Return the template ``prompts/<name>.jinja`` of a package with its values in it."""
    text = resources.files(package).joinpath("prompts", f"{name}.jinja").read_text(encoding="utf-8")
    return _templates().from_string(text).render(values).strip()


def hash_of(system: str, user: str) -> str:
    """Return the SHA-256 of everything that is sent."""
    return hashlib.sha256(f"{system}\n\n{user}".encode()).hexdigest()


@cache
def _templates() -> Environment:
    # Prompts are plain text: escaping for HTML would spoil them, and the data is escaped as JSON.
    return Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)  # noqa: S701
