"""The structured brief a client hands in, version 1: one shape for file, form, API and tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from aicmo.catalog import industries
from aicmo.catalog.documents import Doc, Objective
from aicmo.onboarding.values import Amount, Country, Day, HexColor, Line, MoneyText, Name, Text


def _version(value: Any) -> Any:
    """Accept the version as YAML text."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value


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

    @property
    def is_regulated(self) -> bool:
        """Whether its sector is regulated: by a category the brief names, or by its industry's own."""
        industry = industries().get(self.industry or "")
        return bool(self.regulated) or (industry is not None and industry.regulated)


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


class Quote(Doc):
    """Words that a person has approved for the press, and who says them."""

    text: Line
    by: Line


class Launch(Doc):
    """What is launched, on which day, and what may be quoted about it."""

    name: Name
    on: Day
    quotes: tuple[Quote, ...] = ()


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
    launch: Launch | None = None
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


class Term(Doc):
    """A word the brand uses, and those it uses it for: ``guests``, never ``customers``."""

    use: Line
    instead_of: tuple[Line, ...] = Field(min_length=1)


class BrandProfile(Doc):
    """What all briefs of one client have in common; what a brief says itself must not contradict it."""

    tone: tuple[Name, ...] = ()
    formality: Literal["formal", "neutral", "informal"] | None = None
    colors: tuple[HexColor, ...] = ()
    terms: tuple[Term, ...] = ()
    avoid: tuple[Line, ...] = ()
    visuals: tuple[Line, ...] = ()
    legal: tuple[LegalLine, ...] = ()
    logo: Line | None = Field(default=None, description="the logo's file, relative to the brief")
