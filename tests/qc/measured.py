"""How well quality control finds seeded defects and leaves people's copy alone: figures for tests and benchmark."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aicmo.onboarding.documents import Fact
from aicmo.qc.documents import Finding, Severity
from aicmo.qc.evaluation import evaluate
from aicmo.qc.rulebook import rulebook
from aicmo.qc.work import Draft, Work
from qc.clean import clean_work
from qc.seeding import both, changed, rebriefed, reshown, reslotted, rewritten
from qc.seeds import SEEDS

HUMAN = Path(__file__).with_name("human.toml")
PACKAGE_WIDE = {"R04"}
"""Rules on many drafts together: the ten posts of a campaign stand beside drafts of another one here."""


@dataclass(frozen=True)
class Recall:
    """One rule: how many variants of its defect were seeded, and how many it found."""

    rule_id: str
    seeded: int
    found: int


def recalls() -> list[Recall]:
    """Seed every defect and count what its rule finds, by rule."""
    rows = []
    for rule, check in rulebook():
        changes = [change for rule_id, change in SEEDS if rule_id == rule.id]
        found = sum(bool(check(change(clean_work()), rule).defects) for change in changes)
        rows.append(Recall(rule.id, len(changes), found))
    return rows


def human_drafts() -> Iterator[tuple[Draft, list[Finding]]]:
    """Yield every draft that people wrote, with what quality control has against it."""
    clean = evaluate(clean_work())
    for draft in clean_work().drafts:
        yield draft, [row for row in clean.findings if row.object_id == draft.code]
    for work in human_works():
        report = evaluate(work)
        for draft in work.drafts:
            yield (
                draft,
                [row for row in report.findings if row.object_id == draft.code and row.rule_id not in PACKAGE_WIDE],
            )


def human_works() -> Iterator[Work]:
    """Yield every campaign that people wrote, resting on its own brief."""
    yield from map(_work, tomllib.loads(HUMAN.read_text(encoding="utf-8"))["campaign"])


def false_positives(severity: Severity) -> tuple[int, int]:
    """Return how many drafts there are, and on how many of them a rule of this severity speaks."""
    rows = [any(row.severity is severity for row in findings) for _, findings in human_drafts()]
    return len(rows), sum(rows)


def _work(campaign: dict[str, Any]) -> Work:
    """Return the campaign's posts on the calendar of the clean one, resting on the campaign's own brief."""
    prices = [{"item": item, "price": price} for item, price in campaign["prices"]]
    questions = [{"ask": ask, "answer": answer} for ask, answer in campaign["questions"]]
    offer = {"what": campaign["what"], "benefits": campaign["benefits"], "prices": prices, "questions": questions}
    work = clean_work()
    for path, value in (
        ("brand.name", campaign["brand"]),
        ("brand.tone", campaign["tone"]),
        ("brand.formality", campaign["formality"]),
        ("offer", offer),
        ("rules", {}),
        ("market.locales", [campaign["locale"]]),
    ):
        work = rebriefed(path, value)(work)
    texts = [campaign["what"], *campaign["benefits"], *(row["answer"] for row in questions)]
    facts = tuple(
        Fact(id=fact.id, kind=fact.kind, text=text) for fact, text in zip(work.brief.facts, texts * 2, strict=False)
    )
    brief = work.brief.model_copy(update={"facts": facts, "claims": (), "business": campaign.get("business", "b2c")})
    posts = [draft.code for draft in work.drafts if draft.code.startswith(("ig-", "fb-"))][: len(campaign["posts"])]
    for code, text in zip(posts, campaign["posts"], strict=True):
        shown = text.split(". ")[0].rstrip(".?")
        described = f"A card with the words: {shown}."
        work = both(
            reslotted(code, locale=campaign["locale"]),
            changed(code, locale=campaign["locale"]),
            rewritten(code, text=text, image_text=shown, alt_text=described),
            reshown(code, text=shown, kicker="", signature=campaign["brand"], alt_text=described),
        )(work)
    return replace(work, brief=brief, drafts=tuple(draft for draft in work.drafts if draft.code in posts))
