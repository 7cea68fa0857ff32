"""Reads a brief from a file: strict about its form, silent about its content.

YAML 1.2 (and so JSON) with every scalar kept as the client wrote it: ``NO``, ``on``, ``18:00`` and dates stay text
until the model asks for something else. Everything here is untrusted: size, depth, encoding and control characters are
checked before anything is built from it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import nh3
import regex
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from aicmo.onboarding.documents import Received
from aicmo.onboarding.errors import BriefError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 200_000
MAX_DEPTH: Final = 12
PLAIN_TAGS: Final = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map")
UNWANTED = regex.compile(r"[\p{Cc}\p{Cf}--[\n\t\u200c\u200d]]", regex.VERSION1)
"""Control and invisible formatting characters (bidi overrides among them); joiners that scripts and emoji need stay."""
MARKUP = regex.compile(r"<[a-zA-Z!/?][^>]*>?")


@dataclass(frozen=True)
class Parsed:
    """A brief as plain data, and where each part of it stands (1-based line and column, by dotted path)."""

    data: dict[str, Any]
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    def place(self, path: str) -> str:
        """Return ``line:column`` of the nearest known part of ``path``, or nothing."""
        while path:
            if path in self.places:
                return "{}:{}".format(*self.places[path])
            path = path.rpartition(".")[0]
        return ""


def read_brief(path: Path) -> Received:
    """Read a brief's file as text; raises :class:`~aicmo.onboarding.errors.BriefError` if it is no readable text."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise BriefError(f"There is no file {path}. `aicmo brief new` makes one to fill in.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BriefError(f"{path} cannot be read: {reason}.") from error
    return receive(path.name, raw)


def receive(name: str, raw: bytes) -> Received:
    """Take a submission as it came; raises BriefError when it is too long or no UTF-8 text."""
    if len(raw) > MAX_BYTES:
        raise BriefError(f"{name} has {len(raw):,} bytes; a brief may have {MAX_BYTES:,}. Send long material as files.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BriefError(
            f"{name} is not UTF-8 text (byte {error.start}). Save it as UTF-8 and send it again."
        ) from error
    if "\0" in text:
        raise BriefError(f"{name} holds a NUL byte at character {text.index(chr(0))}: it is no text file.")
    if not text.strip():
        raise BriefError(f"{name} is empty. `aicmo brief new` makes a brief to fill in.")
    return Received(name=name, text=text, sha256=sha256(raw).hexdigest())


def parse(received: Received) -> Parsed:
    """Turn a brief's text into plain data; raises BriefError with line and column for what cannot be read."""
    try:
        root = YAML(typ="safe", pure=True).compose(received.text)
    except MarkedYAMLError as error:
        raise BriefError(_explain(received.name, error)) from error
    except (YAMLError, RecursionError, ValueError) as error:
        raise BriefError(f"{received.name} is no YAML that can be read: {str(error).splitlines()[0]}.") from error
    if not isinstance(root, MappingNode):
        raise BriefError(
            f"{received.name} is free text or a list, not a structured brief. Fill in what `aicmo brief new` gives."
        )
    places: dict[str, tuple[int, int]] = {}
    data = _mapping(received.name, root, "", 0, places)
    return Parsed(data, places)


def clean(text: str) -> str:
    """Return text as it may go on: NFC, without control or invisible characters, and without markup."""
    text = UNWANTED.sub("", unicodedata.normalize("NFC", text))
    if MARKUP.search(text):
        text = nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}).replace("&amp;", "&")
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ")
    return text.strip()


def _value(name: str, node: Node, path: str, depth: int, places: dict[str, tuple[int, int]]) -> Any:
    mark = node.start_mark
    places.setdefault(path, (mark.line + 1, mark.column + 1))
    if depth > MAX_DEPTH:
        raise BriefError(f"{name}:{mark.line + 1} is nested more than {MAX_DEPTH} levels deep; no brief needs that.")
    if isinstance(node, MappingNode):
        return _mapping(name, node, path, depth, places)
    if isinstance(node, SequenceNode):
        return [_value(name, item, f"{path}.{n}", depth + 1, places) for n, item in enumerate(node.value)]
    return _scalar(node.value, quoted=getattr(node, "style", None) in {"'", '"', "|", ">"})


def _mapping(name: str, node: MappingNode, path: str, depth: int, places: dict[str, tuple[int, int]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        mark = key_node.start_mark
        if not isinstance(key_node, ScalarNode):
            raise BriefError(f"{name}:{mark.line + 1}:{mark.column + 1}: a key must be a plain word.")
        key = str(key_node.value)
        if key in found:
            raise BriefError(f"{name}:{mark.line + 1}:{mark.column + 1}: {key!r} is given twice. Keep one.")
        inner = f"{path}.{key}" if path else key
        places[inner] = (mark.line + 1, mark.column + 1)
        found[key] = _value(name, value_node, inner, depth + 1, places)
    return found


def _scalar(value: object, *, quoted: bool) -> Any:
    """Keep a scalar as text; only an empty or null one is None, and plain true and false are booleans."""
    text = clean(str(value))
    return text if quoted else {"": None, "null": None, "~": None, "true": True, "false": False}.get(text, text)


def _explain(name: str, error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
    hint = (
        ' Put text that holds ": " or starts with a sign in quotes.' if "mapping values" in str(error.problem) else ""
    )
    return f"{name}{where}: {error.problem or 'this is not YAML'}.{hint}"
