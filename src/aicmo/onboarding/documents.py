"""The brief, as one model, and what intake makes of it.

``Brief`` is the structured brief a client hands in, after its relative dates were resolved. ``NormalizedBrief`` is what
the later rooms read: the brief with its facts, claims, assumptions and requests numbered, so that every sentence of the
package can say where it comes from.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from aicmo.catalog.documents import Doc, Objective

Day = Annotated[
    date,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(\d{4}-\d{2}-\d{2}|[Ii]n \d{1,4} days?)$",
            "examples": ["2027-03-01", "in 21 days"],
        },
        mode="validation",
    ),
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
HexColor = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Amount = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=3)]


MONEY = re.compile(r"(?P<amount>(?:\d{1,3}(?:,\d{3})+|\d+)(?P<cents>\.\d{1,3})?) +(?P<currency>[A-Z]{3})", re.ASCII)
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""ISO 4217 currencies of a thousand parts; elsewhere ``1.000`` means a thousand to half the world, so it is refused."""


class Money(Doc):
    """An amount with its ISO 4217 currency. A brief may write ``6000 USD``."""

    amount: Amount
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


def _money(value: Any) -> Any:
    """Accept ``6000 USD`` beside ``{amount, currency}``."""
    if not isinstance(value, str):
        return value
    match = MONEY.fullmatch(value.strip())
    if match is None or (len(match["cents"] or "") == len(".000") and match["currency"] not in THREE_DECIMALS):
        raise PydanticCustomError("money", "write an amount with its currency, such as 6000 USD or 11.50 EUR")
    return {"amount": match["amount"].replace(",", ""), "currency": match["currency"]}


def _version(value: Any) -> Any:
    """Accept the version as YAML text."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


MoneyText = Annotated[
    Money,
    BeforeValidator(_money),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": r"^(\d{1,3}(,\d{3})+|\d+)(\.\d{1,3})? +[A-Z]{3}$",
                    "examples": ["6000 USD"],
                },
                Money.model_json_schema(),
            ]
        },
        mode="validation",
    ),
]


class Brand(Doc):
    """Who speaks."""

    name: Name
    website: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=300)] | None = None
    industry: Name | None = None
    regulated: tuple[Name, ...] = ()
    tone: tuple[Name, ...] = ()
    formality: Literal["formal", "neutral", "informal"] = "neutral"
    colors: tuple[HexColor, ...] = ()
    social: dict[str, str] = Field(default_factory=dict)
    public_contacts: tuple[Line, ...] = ()


class Price(Doc):
    """An offer with its price; ``until`` is the last day it is valid."""

    item: Line
    price: MoneyText
    until: Day | None = None
    terms: Line | None = None


class Proof(Doc):
    """A claim, with the evidence that allows it into copy."""

    claim: Line
    evidence: Line | None = None
    date: Day | None = None


class Question(Doc):
    """What customers ask, and the client's answer."""

    ask: Line
    answer: Text


class Offer(Doc):
    """What is sold, and why anyone should care."""

    what: Text
    benefits: tuple[Line, ...] = ()
    prices: tuple[Price, ...] = ()
    proof: tuple[Proof, ...] = ()
    questions: tuple[Question, ...] = ()


class Kpi(Doc):
    """A measure with today's value and the wanted one, per period."""

    metric: Name
    baseline: Amount | None = None
    target: Amount | None = None
    per: Literal["day", "week", "month", "quarter", "year", "campaign"] = "month"


class Goal(Doc):
    """What the campaign is for."""

    objective: Objective
    kpi: Kpi | None = None
    secondary: tuple[Kpi, ...] = ()


class Audience(Doc):
    """Who it is for, and who not."""

    primary: Text
    secondary: tuple[Line, ...] = ()
    exclude: tuple[Line, ...] = ()
    min_age: Annotated[int, Field(ge=13, le=99)] | None = None


class Market(Doc):
    """Where and in which language. ``locales`` are BCP 47 tags, ``time_zone`` is an IANA name."""

    countries: tuple[Country, ...]
    places: tuple[Name, ...] = ()
    locales: tuple[Name, ...] = ("en-US",)
    time_zone: Name = "UTC"


class Schedule(Doc):
    """When. ``in N days`` was resolved before this model was made."""

    starts: Day
    weeks: Annotated[int, Field(ge=1, le=52)]
    avoid_dates: tuple[Day, ...] = ()
    deliver_by: Day | None = None

    @property
    def ends(self) -> Day:
        """The campaign's last day."""
        return self.starts + timedelta(weeks=self.weeks) - timedelta(days=1)


class Budget(Doc):
    """Money for media, for the whole campaign or per month; fees included or not."""

    media: MoneyText
    covers: Literal["whole campaign", "month"] = Field(default="whole campaign", alias="for")
    includes_fees: bool = False
    fees: MoneyText | None = None


class Channels(Doc):
    """Channels wanted and forbidden, by catalog id."""

    use: tuple[Name, ...] = ()
    avoid: tuple[Name, ...] = ()


class Inclusion(Doc):
    """A text that must appear; ``places`` are draft kinds or channels, empty for everywhere."""

    text: Line
    places: tuple[Name, ...] = Field(default=(), alias="in")
    exact: bool = False


class LegalLine(Doc):
    """A disclaimer and what it applies to (draft kinds, channels or ``all``)."""

    text: Line
    applies_to: tuple[Name, ...] = ("all",)
    locale: Name | None = None


class Confidential(Doc):
    """A thing that must not be said before a date."""

    text: Line
    until: Day | None = None


class Rules(Doc):
    """Binding instructions for everything that is written."""

    include: tuple[Inclusion, ...] = ()
    avoid: tuple[Line, ...] = ()
    visuals: tuple[Line, ...] = ()
    legal: tuple[LegalLine, ...] = ()
    confidential: tuple[Confidential, ...] = ()


class EmailDetails(Doc):
    """What the law wants to know before an e-mail goes out."""

    postal_address: Line
    consent: Line
    sender: Name | None = None


class Asset(Doc):
    """A file the client supplied; ``file`` is relative to the brief."""

    file: Line
    kind: Literal["logo", "image", "font", "guide", "approved_copy", "account_export"]
    rights: Line | None = None


class Approval(Doc):
    """Who approves, and how many rounds are included."""

    by: Name
    email: Name | None = None
    rounds: Annotated[int, Field(ge=0, le=20)] = 2


class Competitor(Doc):
    """A competitor; its name never appears in copy."""

    name: Name
    url: Line | None = None


class Tried(Doc):
    """What was tried before and what came of it."""

    what: Line
    result: Line | None = None


class Moment(Doc):
    """A dated event that matters to the audience."""

    name: Line
    on: Day


class Context(Doc):
    """The surroundings."""

    competitors: tuple[Competitor, ...] = ()
    tried: tuple[Tried, ...] = ()
    events: tuple[Moment, ...] = ()


class Tracking(Doc):
    """The client's own scheme wins over ours."""

    utm: dict[str, str] = Field(default_factory=dict)
    conversions: tuple[Line, ...] = ()


class Brief(Doc):
    """The structured brief, version 1. Unknown keys are errors."""

    brief: Annotated[Literal[1], BeforeValidator(_version)] = 1
    title: Name
    pack: Name
    client: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    brand: Brand
    offer: Offer
    goal: Goal
    audience: Audience
    market: Market
    schedule: Schedule
    budget: Budget | None = None
    channels: Channels = Channels()
    rules: Rules = Rules()
    email: EmailDetails | None = None
    assets: tuple[Asset, ...] = ()
    approval: Approval | None = None
    context: Context = Context()
    tracking: Tracking = Tracking()
    extras: tuple[Line, ...] = ()
    on_missing: Literal["ask", "assume"] = "ask"


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


class Intake(Doc):
    """What intake decided. ``brief`` is there when it was accepted."""

    outcome: Literal["accepted", "needs_clarification", "rejected"]
    questions: tuple[Ask, ...] = ()
    errors: tuple[Problem, ...] = ()
    brief: NormalizedBrief | None = None


class Received(Doc):
    """The submission as it came: nothing the client sent is ever lost."""

    name: str
    text: str
    sha256: str


class Submission(Doc):
    """A run's input: the brief as understood, and as received."""

    normalized: NormalizedBrief
    received: Received
    assume: bool = False
