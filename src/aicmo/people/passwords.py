"""Passwords: what counts as one, and how it is kept (argon2id)."""

from __future__ import annotations

from functools import cache
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from aicmo.errors import AicmoError

SHORTEST: Final = 12
LONGEST: Final = 200
"""Characters; longer ones would only let a stranger keep the machine busy."""


class WeakPassword(AicmoError):
    """This is no password that can be set."""


def hashed(password: str) -> str:
    """Return what is kept of a password; raises WeakPassword for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"A password has {SHORTEST} to {LONGEST} characters; this one has {len(password)}.")
    if len(set(password)) < 5:  # noqa: PLR2004 (one key held down is no password)
        raise WeakPassword("This repeats a few characters. Take several words instead.")
    return _hasher().hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Say whether this is the password of which ``kept`` is kept; takes the same time when there is none."""
    if len(password) > LONGEST:
        return False
    is_right = _hasher().verify(password, kept or _nobodys())
    return is_right and kept is not None


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody's password")
