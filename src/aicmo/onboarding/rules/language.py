"""A rule about the language of a brief: copy is written from the client's own sentences, so both must be in one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import regex

from aicmo.catalog import read_toml
from aicmo.onboarding.documents import Problem
from aicmo.onboarding.limits import limit
from aicmo.onboarding.rules.judgement import Case

WORD = re.compile(r"[^\W\d_]+")
OURS = "English"


def written_in_its_language(case: Case) -> Iterator[Problem]:
    """The writer quotes what the brief says, and it writes English only."""
    offer = case.brief.offer
    answers = (f"{each.ask} {each.answer}" for each in offer.questions)
    for text in (offer.what, case.brief.audience.primary, " ".join(offer.benefits), " ".join(answers)):
        if language := other_language(text):
            yield Problem(
                code="another_language",
                message=f"“{text[:60]}…” is in {language}. The built-in writer takes over the words of the brief and "
                "writes English only: write the brief in English.",
                span=text[:200],
            )
            return


def other_language(text: str) -> str | None:
    """Return the language a text is clearly written in if that is not ours.

    It counts function words, so names and short texts prove nothing; a text of many non-Latin letters is told by them.
    """
    if _is_other_script(text):
        return "other letters than English"
    words = [word.casefold() for word in WORD.findall(text)]
    lists: dict[str, Sequence[str]] = read_toml("aicmo.onboarding", "languages.toml")["words"]
    counts = {language: sum(word in known for word in words) for language, known in lists.items()}
    best = max(counts, key=lambda language: counts[language])
    is_clear = best != OURS and counts[best] >= limit("foreign") and counts[best] > counts[OURS]
    return best if is_clear else None


def _is_other_script(text: str) -> bool:
    letters = len(regex.findall(r"\p{L}", text))
    return len(regex.findall(r"[\p{L}--\p{Latin}]", text, regex.VERSION1)) * 100 > limit("letters") * letters
