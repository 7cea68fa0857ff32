"""The plan holds only what the facts carry: every draft it names is written, however thin the brief."""

from __future__ import annotations

from pathlib import Path

import pytest

from writing.written_packages import EXAMPLES, package, written

ALWAYS = {"what", "audience", "place"}


@pytest.mark.parametrize("kept", [6, 9, 14])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_thin_brief_plans_no_draft_that_nobody_writes(path: Path, kept: int) -> None:
    brief = package(path).brief
    told = [fact for fact in brief.facts if fact.kind not in ALWAYS]
    # Every n-th fact, so that a thin brief still has facts of several kinds.
    few = {fact.id for fact in told[:: -(-len(told) // kept)]}
    facts = tuple(fact for fact in brief.facts if fact.kind in ALWAYS or fact.id in few)
    thin = written("thin", brief.model_copy(update={"facts": facts}))
    lost = [each.slot.id for each, answer in zip(thin.assignments, thin.answers, strict=True) if answer is None]
    assert lost == []
    assert thin.drafts
