"""Names in a text: words in capitals that no dictionary explains, or that stand in the middle of a sentence.

English only: other languages write ordinary nouns in capitals. A name in small letters is found where the dictionary
knows the word only with a capital ("seattle").
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache
from itertools import pairwise

import regex

from aicmo.qc.lexicon import entries
from aicmo.qc.rules.grounding.sources import words_of
from aicmo.qc.rules.grounding.spans import Span, before

TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)?")
CAMEL = regex.compile(r"(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})")
SHORTENED = re.compile(r"(?:ca|wo|sha)?n't$|'(?:re|ve|ll|d|m|t)$")
GLUE = re.compile(r"\s|-|\s&\s|\.\s|\s(?:of|de|la|von|van|and the|of the)\s")
LINE = re.compile(r"[^\n.!?]+")
STARTS = regex.compile(r"(?:(?:^|[.!?…:;\n|•\p{So}\p{Sm}]|\d[.)])[\s\p{M}\"“‘'(\[*_–—-]*|[(\[\"“])$")


def names(text: str, locale: str, known: Container[str]) -> list[Span]:
    """Return the names of a text; words that are ``known`` (folded) are names only with a capital of their own."""
    if not locale.startswith("en"):
        return []
    tokens = list(TOKEN.finditer(text))
    titled = _titled_lines(text)
    found = [
        token
        for token in tokens
        if _is_name(token, text, known, titled=any(first <= token.start() < end for first, end in titled))
    ]
    return list(_joined(text, found))


def _is_name(token: regex.Match[str], text: str, known: Container[str], *, titled: bool) -> bool:
    word = SHORTENED.sub("", next(words_of(token.group()), ""))
    if not word[1:] or word in entries("not_a_name", "en"):
        return False
    if token.group()[0].islower():
        return word not in known and word not in _lower() and word.capitalize() in _capital()
    ordinary = word in _lower()
    if STARTS.search(before(text, token.start())) or titled:
        return not ordinary and not (word in known and word.removesuffix("s") in _lower())
    # "Do AVOID wet ladders" stresses a word.
    return not (ordinary and token.group().isupper())


def _titled_lines(text: str) -> list[tuple[int, int]]:
    """Return where lines are that write every telling word with a capital, as headlines do."""
    return [match.span() for match in LINE.finditer(text) if _titled(TOKEN.findall(match.group()))]


def _titled(words: list[str]) -> bool:
    """Say whether the words of a line are a title's: "Get in Touch" and "Ask Maya", not "This is Summit's"."""
    telling = [word for word in words if word.lower() not in _small()]
    judged = (
        telling if len(telling) > 1 else [word for word in words if word.lower() not in entries("title_small", "en")]
    )
    return len(words) > 1 and words[0][0].isupper() and all(word[0].isupper() for word in judged)


@cache
def _small() -> frozenset[str]:
    return frozenset({"a", *entries("stopword", "en"), *entries("function_word", "en")})


def _joined(text: str, found: list[regex.Match[str]]) -> Iterator[Span]:
    """Put neighbours together: Maya Ortiz, Golden Ladder Award."""
    if not found:
        return
    start = found[0].start()
    for one, two in pairwise(found):
        if not GLUE.fullmatch(text[one.end() : two.start()]):
            yield _span(text, start, one.end())
            start = two.start()
    yield _span(text, start, found[-1].end())


def _span(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return Span("name", start, end, words, tuple(words_of(words)))


@cache
def _lower() -> frozenset[str]:
    """Return the English words that are written in small letters, inflected forms with them."""
    return frozenset(word for word in _dictionary() if word.islower())


@cache
def _capital() -> frozenset[str]:
    return frozenset(word for word in _dictionary() if word.istitle())


def _dictionary() -> Iterator[str]:
    """Yield every word of the dictionary, as it stands in texts and as its entry."""
    from simplemma.strategies.dictionaries.dictionary_factory import (  # noqa: PLC0415  only models' drafts need it
        DefaultDictionaryFactory,
    )

    for pair in DefaultDictionaryFactory().get_dictionary("en").items():
        yield from (word.decode() if isinstance(word, bytes) else word for word in pair)
