"""Short names out of the client's own sentences: heads, clauses and headlines that end where the grammar does."""

from __future__ import annotations

import re
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc

LONGEST_NAME = 8
LONGEST_HEAD = 14
STEM = 4


class Grammar(Doc):
    """Word lists for cutting English sentences at clause borders."""

    language: str
    source: str
    loose_ends: tuple[str, ...]
    relative: tuple[str, ...]
    triggers: tuple[str, ...]
    prepositions: tuple[str, ...]
    first_person: tuple[str, ...]
    second_person: tuple[str, ...]
    imperatives: tuple[str, ...]
    wishes: tuple[str, ...]
    participles: tuple[str, ...]
    articles: tuple[str, ...]
    negatives: tuple[str, ...]
    determiners: tuple[str, ...]
    calendar: tuple[str, ...]
    finite: tuple[str, ...]
    predicates: tuple[str, ...]
    weather: tuple[str, ...]
    gatherings: tuple[str, ...]


@cache
def grammar() -> Grammar:
    """Return the shipped word lists."""
    return Grammar.model_validate(read_toml("aicmo.strategy", "grammar.toml"))


def headline(text: str, longest: int = LONGEST_NAME) -> str | None:
    """Return a name of at most ``longest`` words from the start of a text, or None if no clean cut exists."""
    clause = re.split(r"(?<=[?!])\s|[.;:,](?:\s|$)|\s[–—-]\s|\s\(", " ".join(text.split()))[0].strip(" .;:,")
    words = clause.split()
    cut = len(words) > longest
    if cut:
        words = _tidy(_shortened(words, longest))
    # "get a photo and go | to the supplier": a lone word after "and" has lost its clause.
    if cut and len(words) > 2 and words[-2].casefold() in {"and", "or"}:  # noqa: PLR2004
        words = words[:-2]
    return " ".join(words) if len(words) > 1 else None


def _tidy(words: list[str]) -> list[str]:
    """Drop articles, prepositions and the like from the end."""
    while words and words[-1].casefold() in grammar().loose_ends:
        words = words[:-1]
    return words


def _shortened(words: list[str], longest: int) -> list[str]:
    """Cut before the last preposition that leaves a short enough name."""
    borders = [
        i
        for i, word in enumerate(words)
        if word.casefold() in grammar().loose_ends and 2 <= i <= longest and not words[i - 1][-1].isdigit()  # noqa: PLR2004
    ]
    return words[: borders[-1]] if borders else []


def core(text: str) -> str:
    """Return a noun phrase without what hangs on it: ``gutter cleaning and small roof repairs (for houses in …)``."""
    words = text.split()
    for at, word in enumerate(words[1:], 1):
        if word.casefold() in grammar().prepositions:
            kept = words[:at]
            return " ".join(kept[:-1] if len(kept) > 1 and kept[-1].endswith("ed") else kept)
    return text


def enumeration(text: str) -> str | None:
    """Return a list of things at the start of a text (``check-ups, hygiene and fillings (for adults)``), or None."""
    found = re.match(r"(?:[^,.;:]+, )+[^,.;:]+? (?:and|or) [^,.;:]+", text)
    listed = core(found[0]) if found else ""
    whole = re.search(r", .* (?:and|or) ", f"{listed} ")
    return listed if whole and not re.search(r", \w+ed\b", listed) else None


def head(text: str) -> str:
    """Return who or what a description is about: its words before the first relative clause, comma or stop."""
    clean = " ".join(text.split())
    closed = grammar()
    stops = "|".join(re.escape(word) for word in (*closed.relative, *closed.participles, *closed.triggers))
    found = re.split(rf",(?!\d)|;|\.(?:\s|$)|\s(?:{stops})\s", clean, maxsplit=1)[0].strip(" .,;")
    words = found.split()
    return " ".join(words if len(words) <= LONGEST_HEAD else _tidy(words[:LONGEST_HEAD]))


def readers(text: str) -> str:
    """Return who a description is about, with all that a list in it names: ``owners of dairies and bakeries``."""
    closed = grammar()
    stops = "|".join(re.escape(word) for word in (*closed.relative, *closed.participles, *closed.triggers))
    whole = re.split(rf";|\.(?:\s|$)|\s(?:{stops})\s", " ".join(text.split()), maxsplit=1)[0].strip(" .,;")
    listed = re.fullmatch(r"[^,]+(?:, (?:[^\s,]+ ?){1,3})+ (?:and|or) [^,]+", whole)
    return whole if listed and len(whole.split()) <= LONGEST_HEAD else head(text)


def doing(text: str) -> str | None:
    """Return what a business says that it does, as said of it: ``delivers chilled food``; None for another sentence."""
    found = re.match(r"We ([a-z]+) ([^.;:,]+)", text)
    if found is None or found[1] in grammar().finite:
        return None
    verb = found[1]
    ending = "es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s"
    third = f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2] not in "aeiou" else f"{verb}{ending}"
    return f"{third} {core(found[2])}"


def is_noun_phrase(text: str) -> bool:
    """Say whether a text can stand as a noun inside our sentence: no verb of its own, nobody speaking as "we"."""
    words = {word.strip(",.!?’'").casefold() for word in text.split()}
    closed = grammar()
    return bool(words) and not words & ({*closed.finite} | {*closed.first_person}) and not text.endswith("?")


def is_kind(text: str) -> bool:
    """Say whether a noun phrase names what somebody is (``a charity``), not what they do (``gutter cleaning``)."""
    return text.split(maxsplit=1)[0].casefold() in grammar().articles


def relative_clause(text: str) -> str | None:
    """Return what follows the first ``who`` (``put it off until …``) or a participle (``are looking for …``)."""
    clean = " ".join(text.split())
    found = re.search(r"\bwho\s+([^.;]+)", clean)
    if found:
        return found[1].strip(" ,")
    seeking = re.search(rf"\b(?:{'|'.join(grammar().participles)})\s[^.;]+", clean)
    return f"are {seeking[0].strip(' ,')}" if seeking and seeking.start() else None


def trigger_clause(text: str) -> str | None:
    """Return what sets people in motion: the words after ``until``, ``when``, ``before`` and the like."""
    words = "|".join(re.escape(word) for word in grammar().triggers)
    found = re.search(rf"\b(?:{words})\s+([^.;,]+)", " ".join(text.split()), re.IGNORECASE)
    return found[1].strip() if found and len(found[1].split()) > 1 else None


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of a text's longer words, for telling whether two texts speak of the same thing."""
    words = re.findall(r"[a-z]+", text.casefold())
    closed = grammar().loose_ends
    return frozenset(word.rstrip("s")[:STEM] for word in words if len(word) >= STEM and word not in closed)


def is_weather(name: str) -> bool:
    """Say whether a dated event is weather, which nobody can announce for a day: ``First soaking rain``."""
    words = set(re.findall(r"[a-z]+", name.casefold()))
    return bool(words & {*grammar().weather}) and not words & {*grammar().gatherings}
