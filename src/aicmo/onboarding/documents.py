"""The brief, as one model, and what intake makes of it.

``Brief`` is the structured brief a client hands in, after its relative dates were resolved. ``NormalizedBrief`` is what
the later rooms read: the brief with its facts, claims, assumptions and requests numbered, so that every sentence of the
package can say where it comes from.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final, Literal

from pydantic import Base64Bytes, Field

from aicmo.catalog.documents import Doc
from aicmo.llm import Call, Spent
from aicmo.onboarding.structured import (
    Approval,
    Asset,
    Audience,
    Brand,
    BrandProfile,
    Brief,
    Budget,
    Channels,
    Competitor,
    Confidential,
    Context,
    EmailDetails,
    Goal,
    Inclusion,
    Kpi,
    Launch,
    LegalLine,
    Market,
    Moment,
    Offer,
    Price,
    Proof,
    Question,
    Quote,
    Rules,
    Schedule,
    Term,
    Tracking,
    Tried,
)
from aicmo.onboarding.values import Day, Money

__all__ = [
    "Approval",
    "Ask",
    "Asset",
    "Assumption",
    "Audience",
    "Brand",
    "BrandProfile",
    "Brief",
    "Budget",
    "ByModel",
    "Channels",
    "Claim",
    "Competitor",
    "Confidential",
    "Context",
    "EmailDetails",
    "Fact",
    "Goal",
    "Inclusion",
    "Intake",
    "Kpi",
    "Launch",
    "LeftOut",
    "LegalLine",
    "Market",
    "Moment",
    "Money",
    "NormalizedBrief",
    "Offer",
    "Price",
    "Problem",
    "Proof",
    "Question",
    "Quote",
    "Reading",
    "Received",
    "Request",
    "Rules",
    "Schedule",
    "Statement",
    "Submission",
    "Term",
    "Tracking",
    "Tried",
    "Understood",
]


class Fact(Doc):
    """A thing the client told us, by id; every draft cites at least two.

    Ids are ``<kind>-<n>`` in the brief's order: ``benefit-1``, ``price-2``, ``question-1`` …
    """

    id: str
    kind: Literal["what", "benefit", "proof", "price", "question", "place", "moment", "audience"]
    text: str
    detail: str | None = Field(default=None, description="an answer, terms, a date: what belongs to the text")
    until: Day | None = None


class Claim(Doc):
    """A line of the claims register. ``held_back`` claims appear in no copy."""

    id: str
    text: str
    status: Literal["supported", "held_back", "subjective"]
    evidence: str | None = None
    date: Day | None = None
    reason: str = ""


class Assumption(Doc):
    """A gap filled with a default the client accepted or the rules allow; repeated in strategy and cover letter."""

    id: str = Field(pattern=r"^A\d+$")
    field: str
    value: str
    why: str


class Request(Doc):
    """A deliverable the client asked for, matched to the pack."""

    text: str
    status: Literal["included", "extra", "not_included"]


class NormalizedBrief(Doc):
    """The brief as understood: what every later room reads."""

    brief: Brief
    facts: tuple[Fact, ...]
    claims: tuple[Claim, ...]
    assumptions: tuple[Assumption, ...]
    requests: tuple[Request, ...]
    business: Literal["b2b", "b2c"]
    received_on: Day

    def fact(self, fact_id: str) -> Fact:
        """Return the fact with this id; KeyError if the brief has none."""
        for fact in self.facts:
            if fact.id == fact_id:
                return fact
        raise KeyError(fact_id)


class Ask(Doc):
    """A clarifying question. ``default`` is used only if the client says so."""

    field: str
    reason: str
    example: str
    default: str | None = None


class Problem(Doc):
    """Why a brief was refused: a code, a sentence, and the offending span of the brief."""

    code: str
    message: str
    span: str | None = None


class Understood(Doc):
    """A field that was read from free text, with the line it came from (1-based) and that line's own words."""

    field: str
    value: str
    line: int
    excerpt: str
    spans: tuple[tuple[int, int], ...] = Field(
        default=(), description="what a language model quoted: from and to, in characters of the text as cleaned"
    )


class Statement(Doc):
    """What a language model says that a letter says of a field: the passage, and the parts of it that are the value."""

    field: str
    quote: str
    parts: dict[str, str]


class Reading(Doc):
    """What a language model made of a letter, and its calls; ``said`` is why nothing came of it.

    Nobody believes it: each statement is held against the letter whenever the letter is read.
    """

    statements: tuple[Statement, ...] = ()
    calls: tuple[Call, ...] = ()
    said: str = ""


class LeftOut(Doc):
    """What a language model said of a field, and why it was not taken."""

    field: str
    value: str
    why: str


class ByModel(Doc):
    """A language model's part in what was understood: what of it did not hold, and what it took."""

    said: str
    left_out: tuple[LeftOut, ...]
    spent: Spent | None


class Intake(Doc):
    """What intake decided. ``brief`` is there when it was accepted; ``understood`` when it came as free text."""

    outcome: Literal["accepted", "needs_clarification", "rejected"]
    questions: tuple[Ask, ...] = ()
    errors: tuple[Problem, ...] = ()
    later: tuple[Ask, ...] = Field(default=(), description="questions beyond those of this round")
    brief: NormalizedBrief | None = None
    understood: tuple[Understood, ...] = ()
    by_model: ByModel | None = Field(default=None, description="where a language model was asked to read")


class Received(Doc):
    """The submission as it came: nothing the client sent is ever lost."""

    name: str
    text: str
    sha256: str


LOGO: Final = "logo.png"
"""The file of the client's logo among a run's files."""


class Logo(Doc):
    """A client's logo as it is kept and printed: an opaque PNG without metadata, its size in pixels."""

    png: Base64Bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The picture's SHA-256 in hex."""
        return sha256(self.png).hexdigest()


class Submission(Doc):
    """A run's input: the brief as understood, and as received."""

    normalized: NormalizedBrief
    received: Received
    assume: bool = False
    logo: Logo | None = Field(default=None, description="the client's, as it was when the run was ordered")
    reading: Reading | None = Field(default=None, description="what a language model read, where one was asked to")
    revision: dict[str, Any] | None = Field(
        default=None, description="what a revision takes over; the production room's document"
    )
