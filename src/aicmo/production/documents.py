"""What an asset is (a card set in type, or a brief for a shot that a person takes), and what people did to drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from aicmo.catalog.documents import Doc
from aicmo.review.documents import Approved, Gate
from aicmo.saga import Run, Signal, Signals
from aicmo.writing.documents import Content, Fix


class Card(Doc):
    """A type-led card, rendered to PNG. ``contrast`` is the WCAG 2.2 ratio of text to background."""

    kind: Literal["card"] = "card"
    width: int
    height: int
    text: str
    kicker: str
    signature: str
    background: str
    foreground: str
    accent: str
    contrast: float
    alt_text: str
    file: str = Field(description="path of the PNG among the run's files, e.g. cards/ig-01.png")


class ShotBrief(Doc):
    """Instructions for a photograph or clip; the alt text is a proposal, to be confirmed when the image exists."""

    kind: Literal["shot_brief"] = "shot_brief"
    width: int
    height: int
    subject: str
    framing: str
    on_image_text: str
    rules: tuple[str, ...]
    alt_text: str


AssetSpec = Annotated[Card | ShotBrief, Field(discriminator="kind")]


class Kept(Doc):
    """A draft that stands: it is taken over into the run's next attempt, or into a revision, and not written again."""

    content: Content
    facts: tuple[str, ...]
    origin: Literal["human", "builtin", "llm"]
    revision: int = 1
    fixes: tuple[Fix, ...] = ()
    prompt_sha256: str | None = None


class _Deed(Doc):
    """What a person did, and the drafts that stood then: they stay as they are, whoever wrote them."""

    by: str = ""
    kept: dict[str, Kept] = Field(default_factory=dict)


class Edit(_Deed):
    """Drafts in a person's words, by code."""

    verdict: Literal["edit"] = "edit"
    drafts: dict[str, Kept] = Field(min_length=1)


class Again(_Deed):
    """Other versions of some drafts, by code; of all when none is named."""

    verdict: Literal["regenerate"] = "regenerate"
    items: tuple[str, ...] = ()


class Discard(_Deed):
    """Drafts that are not to be delivered, by code, with the reason."""

    verdict: Literal["discard"] = "discard"
    because: str = ""
    items: tuple[str, ...] = Field(min_length=1)


Deed = Edit | Again | Discard
HEARD: Final = ("qc", "approval")
"""The signals that may carry a deed: what a held run and a run before a gate wait for."""
_DEEDS: Final[TypeAdapter[Deed]] = TypeAdapter(Annotated[Deed, Field(discriminator="verdict")])


def deed(signal: Signal) -> Deed | None:
    """Return what a person did to the drafts with this signal; None if it says something else, or nothing clear."""
    if signal.name not in HEARD or signal.expired:
        return None
    try:
        return _DEEDS.validate_python(signal.payload)
    except ValidationError:
        return None


def deeds(signals: Signals) -> Iterator[tuple[int, Deed]]:
    """Yield what people did to the drafts, oldest first, each with the attempt they saw."""
    for signal in signals:
        if (done := deed(signal)) is not None:
            yield signal.attempt, done


class Revision(Doc):
    """What a revision takes over from the run it revises: its drafts, edited or as they were, by code."""

    of: str
    version: str
    drafts: dict[str, Kept]
    changed: tuple[str, ...] = ()
    discarded: tuple[str, ...] = ()
    approvals: dict[Gate, dict[str, Approved]] = Field(default_factory=dict)


class Handwork(Doc):
    """What people have done to a run's drafts, all told: which stand, which are unwanted versions, which are gone."""

    kept: dict[str, Kept] = Field(default_factory=dict)
    unwanted: dict[str, tuple[Content, ...]] = Field(default_factory=dict)
    discarded: frozenset[str] = frozenset()

    @classmethod
    def of(cls, run: Run, signals: Signals) -> Handwork:
        """Fold a run's input and what it was told. What a deed says it kept never undoes what was done meanwhile."""
        start = revision(run)
        kept = dict(start.drafts) if start else {}
        unwanted: dict[str, tuple[Content, ...]] = {}
        discarded = set(start.discarded) if start else set()
        asked_at: dict[str, int] = {}
        for attempt, done in deeds(signals):
            for code, draft in done.kept.items():
                if asked_at.get(code) != attempt:
                    kept.setdefault(code, draft)
            match done:
                case Edit():
                    kept |= done.drafts
                case Discard():
                    discarded.update(done.items)
                case Again():
                    for code in done.items or tuple(kept):
                        asked_at[code] = attempt
                        if was := kept.pop(code, None):
                            unwanted[code] = (*unwanted.get(code, ()), was.content)
        return cls(kept=kept, unwanted=unwanted, discarded=frozenset(discarded))


def revision(run: Run) -> Revision | None:
    """Return what the run takes over from the run it revises; None for a run that revises nothing."""
    given: Any = run.input.get("revision")
    return None if given is None else Revision.model_validate(given)


def carried(run: Run, gate: Gate, versions: Mapping[str, str]) -> dict[str, Approved]:
    """Return the approvals that a revision has from the run it revises, of what is still the same."""
    before = start.approvals.get(gate, {}) if (start := revision(run)) else {}
    return {item: each for item, each in before.items() if versions.get(item) == each.sha256}
