"""Takes a brief in: the file as text, and the text as plain data. Strict about its form, silent about its content."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from aicmo.onboarding.documents import Reading, Received
from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.freetext.converting import BINARY, lines_of
from aicmo.onboarding.freetext.understanding import understand
from aicmo.onboarding.limits import limit
from aicmo.onboarding.loading import Parsed, load

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 200_000
LETTERS: Final = {"txt", "text", "md", "markdown"}
"""Endings of free text; a converted document ends with the first of them."""
STRUCTURED: Final = re.compile(r"^brief:\s*1\s*(?:#.*)?$", re.MULTILINE)


def read_brief(path: Path) -> Received:
    """Read a brief's file as text; raises :class:`~aicmo.onboarding.errors.BriefError` if it is no readable text."""
    if path.exists() and not path.is_file():
        raise BriefError(f"{path} is no file with text in it. Name the brief's own file.")
    try:
        with path.open("rb") as file:
            raw = file.read(_most_bytes(path.name) + 1)
    except FileNotFoundError:
        raise BriefError(f"There is no file {path}. `aicmo brief new` makes one to fill in.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BriefError(f"{path} cannot be read: {reason}.") from error
    return receive(path.name, raw)


def receive(name: str, raw: bytes) -> Received:
    """Take a submission as it came, a document as its text; raises BriefError when it is too long or holds no text."""
    if len(raw) > _most_bytes(name):
        raise _too_long(name, _most_bytes(name))
    text = lines_of(name, raw)
    if text is not None:
        if len(text.encode()) > MAX_BYTES:
            raise _too_long(name, MAX_BYTES)
        return _received(f"{name}.txt", text, raw)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BriefError(
            f"{name} is not UTF-8 text (byte {error.start}). Save it as UTF-8 and send it again."
        ) from error
    if "\0" in text:
        raise BriefError(f"{name} holds a NUL byte at character {text.index(chr(0))}: it is no text file.")
    return _received(name, text, raw)


def is_free_text(received: Received) -> bool:
    """Say whether a submission is a letter or document to be understood, not a structured brief to be loaded."""
    return _ending(received.name) in LETTERS and not STRUCTURED.search(received.text)


def parse(received: Received, reading: Reading | None = None) -> Parsed:
    """Turn a brief's text into plain data; raises BriefError with line and column for what cannot be read.

    ``reading`` is what a language model says of free text; only what the text bears out counts.
    """
    if is_free_text(received):
        return understand(received.name, received.text, reading.statements if reading else ())
    return load(received.name, received.text)


def _received(name: str, text: str, raw: bytes) -> Received:
    if not text.strip():
        raise BriefError(f"{name} is empty. `aicmo brief new` makes a brief to fill in.")
    return Received(name=name, text=text, sha256=sha256(raw).hexdigest())


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _most_bytes(name: str) -> int:
    return limit("document") if _ending(name) in BINARY else MAX_BYTES


def _too_long(name: str, most: int) -> BriefError:
    return BriefError(f"{name} is longer than the {most:,} bytes a brief may have. Send long material as files.")
