"""One file of the package, before it is one: root, path, content, and what the manifest says of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc

Root = Literal["client", "internal"]
LONGEST_PATH: Final = 120


@dataclass(frozen=True, slots=True)
class Artifact:
    """``path`` is relative to ``root``; ``draft`` is the code of the draft a file belongs to, if it belongs to one."""

    path: str
    content: bytes = field(repr=False)
    role: str
    root: Root = "client"
    locale: str | None = None
    draft: str | None = None

    @property
    def media_type(self) -> str:
        """The media type that goes with the file's suffix; KeyError for a suffix ``data/files.toml`` does not have."""
        return media_types().types[self.path.rpartition(".")[2]]

    @property
    def sha256(self) -> str:
        """The content's SHA-256 in hex."""
        return hashlib.sha256(self.content).hexdigest()


class MediaTypes(Doc):
    """Suffix to media type, and the suffixes under which a brief may be handed back as it came."""

    types: dict[str, str]
    brief_suffixes: tuple[str, ...]


@cache
def media_types() -> MediaTypes:
    """Return the shipped table."""
    return MediaTypes.model_validate(read_toml("aicmo.delivery", "files.toml"))


def slug(text: str, longest: int = 40) -> str:
    """Return ``text`` as part of a path: lower case, ``[a-z0-9-]`` only; ``x`` if nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:longest].strip("-") or "x"


def part(text: str) -> str:
    """Return an id as part of a path, keeping underscores: ``google_search``, ``ig-01``."""
    return re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-")[:40] or "x"


def is_well_named(path: str) -> bool:
    """Say whether a path keeps to ``[a-z0-9-_.]``, one folder below the other, in at most 120 characters."""
    segments = path.split("/")
    return len(path) <= LONGEST_PATH and all(re.fullmatch(r"[a-z0-9_-][a-z0-9_.-]*", segment) for segment in segments)
