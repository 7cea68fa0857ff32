"""Takes a brief in: the file as text, and the text as plain data. Strict about its form, silent about its content."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from aicmo.onboarding.documents import Received
from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.loading import Parsed, load

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 200_000


def read_brief(path: Path) -> Received:
    """Read a brief's file as text; raises :class:`~aicmo.onboarding.errors.BriefError` if it is no readable text."""
    if path.exists() and not path.is_file():
        raise BriefError(f"{path} is no file with text in it. Name the brief's own file.")
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BriefError(f"There is no file {path}. `aicmo brief new` makes one to fill in.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BriefError(f"{path} cannot be read: {reason}.") from error
    return receive(path.name, raw)


def receive(name: str, raw: bytes) -> Received:
    """Take a submission as it came; raises BriefError when it is too long or no UTF-8 text."""
    if len(raw) > MAX_BYTES:
        raise BriefError(
            f"{name} is longer than the {MAX_BYTES:,} bytes a brief may have. Send long material as files."
        )
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
    return load(received.name, received.text)
