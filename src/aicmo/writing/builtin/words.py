"""Word lists: small closed classes of English that the writer needs to handle other people's lines."""

from __future__ import annotations

from functools import cache

from aicmo.catalog import read_toml


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(row) for name, row in read_toml("aicmo.writing", "words.toml")["list"].items()}


def words(name: str) -> frozenset[str]:
    """Return one list by name, lower-cased; KeyError if the data file has no such list."""
    return _lists()[name]


@cache
def deeds() -> dict[str, frozenset[str]]:
    """Return what people search for when somebody says what they do, each with the forms of its verb."""
    return {name: frozenset(forms) for name, forms in read_toml("aicmo.writing", "words.toml")["deeds"].items()}


@cache
def british() -> dict[str, str]:
    """Return British spellings of the American words in our own phrases."""
    return dict(read_toml("aicmo.writing", "words.toml")["british"])


@cache
def contractions() -> dict[str, str]:
    """Return the long form of each contraction in our own phrases, for formal brands."""
    return dict(read_toml("aicmo.writing", "words.toml")["contractions"])
