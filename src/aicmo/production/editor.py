"""Who a writer works with in a run: reviews go to quality control's eyes, calls into the step's journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionCall, ProductionDraft
from aicmo.saga import Journal, Run
from aicmo.strategy.models import StrategyDocument
from aicmo.writing import Call
from aicmo.writing.documents import Review, Written


class Reviewer(Protocol):
    """Looks at drafts with the eyes of those who will judge them in the end."""

    def review(
        self,
        run: Run,
        brief: OnboardingBrief,
        strategy: StrategyDocument,
        rows: Sequence[ProductionDraft | ProductionBundle | ProductionBundleAsset],
    ) -> Review:
        """Review a whole package's drafts, bundles and assets; its cards are as good as rendered."""
        ...


class RunEditor:
    """The :class:`~aicmo.writing.Editor` of one try of one run."""

    def __init__(self, review: Callable[[Sequence[Written | None]], Review], journal: Journal) -> None:
        """``review`` judges answers in the order of the assignments; ``journal`` is the step's."""
        self.review = review
        self._journal = journal

    def take_over(self, calls: Sequence[Call]) -> None:
        """Keep what was called for the run before it was one, so that it counts in its budget and its account."""
        for call in calls:
            if self.kept(call.name) is None:
                self.keep(call)

    def kept(self, name: str) -> Call | None:
        """Return the call kept under a name."""
        return next((row.document for row in self._journal.rows(name, ProductionCall)), None)

    def keep(self, call: Call) -> None:
        """Keep a call; a NUL, which no database keeps as text, is replaced."""
        values = call.model_dump() | {"answer": call.answer.replace("\0", "\ufffd")}
        self._journal.keep(call.name, [ProductionCall(**values)])

    def calls(self) -> list[Call]:
        """Return all calls kept so far."""
        return [call for name in self._journal if (call := self.kept(name)) is not None]
