"""A draft tells what it was planned for: P12."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aicmo.onboarding.documents import Fact
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.rules.grounding import MODEL
from aicmo.qc.rules.language import content_words
from aicmo.qc.work import Draft, Work


def check_told(work: Work, rule: Rule) -> Checked:
    """P12: what a model wrote tells enough of the facts it was given; people answer for what they leave out."""
    facts = {fact.id: fact for fact in work.brief.facts}
    least_words, least_facts = rule.share("min_words_share"), rule.share("min_facts_share")

    def find(draft: Draft) -> Iterator[Defect]:
        given = [facts[name] for name in draft.facts if name in facts]
        said = _telling(draft.copy)
        told = sum(_share(fact, said) >= least_words for fact in given)
        if told < least_facts * len(given):
            yield Defect(draft.code, "text", f"tells {told} of the {len(given)} facts it was planned for", draft.copy)

    return over([draft for draft in work.drafts if draft.origin == MODEL], find)


def _share(fact: Fact, said: set[str]) -> float:
    """Return how much of a fact is said, 0 to 1: of its headline, or of the whole with its detail, the better."""
    wholes = (_telling(fact.text), _telling(f"{fact.text} {fact.detail or ''}"))
    return max(len(words & said) / len(words) if words else 0.0 for words in wholes)


def _telling(text: str) -> set[str]:
    return content_words(text) | set(re.findall(r"\d+", text))
