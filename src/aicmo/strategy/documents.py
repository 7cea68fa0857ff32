"""The strategy document: every statement is tagged, every figure says where it comes from.

Money is in the brief's currency; shares are percentages with one decimal that sum to 100.0; days are the market's.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import Field

from aicmo.catalog.documents import Doc, DraftKind, Stage
from aicmo.onboarding.documents import Assumption, Money
from aicmo.strategy.launch_documents import LaunchPlan

Origin = Literal["brief", "benchmark", "assumption", "calculated"]


class Source(Doc):
    """A published source, quoted by id (``S1``) wherever its figures appear."""

    id: str
    title: str
    publisher: str
    year: int
    region: str
    sample: str
    secondary: bool
    checked_on: date


class Figure(Doc):
    """A number with its unit and origin. ``ref``: a fact, source (``S1``) or assumption (``A1``) id, or a formula."""

    value: Decimal
    unit: str
    origin: Origin
    ref: str


class Statement(Doc):
    """A sentence with its origin, and the ids it rests on."""

    text: str
    origin: Origin
    refs: tuple[str, ...] = ()


class Range(Doc):
    """Low, expected and high of one outcome: an estimate, never a promise."""

    metric: str
    unit: str
    low: Decimal
    expected: Decimal
    high: Decimal
    formula: str
    refs: tuple[str, ...]


class Objective(Doc):
    """A SMART objective."""

    id: str
    statement: str
    metric: str
    baseline: Figure | None
    target: Figure | None
    per: str
    deadline: date
    owner: str


class KpiNode(Doc):
    """A node of the KPI tree: ``value`` recomputes from the children by ``formula`` within 1 %.

    A formula is the children's ids joined by `` + `` or `` × `` (``K2 + K3``, ``K5 × K6``); a leaf's says in words what
    its value rests on. A node whose value is None recomputes from nothing: there is no honest number yet.
    """

    id: str
    name: str
    formula: str
    value: Figure | None
    event: str
    source: str
    frequency: str
    owner: str
    channel: str | None = Field(default=None, description="the one channel whose part this node is")
    children: tuple[KpiNode, ...] = ()


class Persona(Doc):
    """A reader with a job to do, never a mere demographic."""

    id: str
    name: str
    segment: str
    job: str
    trigger: str
    barrier: str
    proof_wanted: str
    channels: tuple[str, ...]
    refs: tuple[str, ...]


class Positioning(Doc):
    """For [who] who [need], [brand] is [category] that [benefit] because [proof]."""

    audience: str
    need: str
    category: str
    benefit: str
    because: str
    refs: tuple[str, ...]


class Pillar(Doc):
    """One of three or four lines of argument; each is used by at least two drafts.

    ``facts`` are all that its drafts may draw on, places and audiences among them; ``evidence`` those that prove it.
    """

    id: str
    name: str
    message: str
    facts: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    objection: str
    answer: str


class Idea(Doc):
    """A campaign idea: one line, and why it fits."""

    line: str
    rationale: str
    refs: tuple[str, ...]


class ChannelPlan(Doc):
    """What one channel does in this campaign. ``score`` holds the points that led to its share.

    ``share`` is the channel's part of the money that all channels spend, so paid channels sum to 100.0; organic and
    owned channels have neither ``budget`` nor ``share``. ``posts`` counts the dated slots on the channel, of any kind.
    ``planned`` is what the KPI tree asks of a paid channel over the whole campaign, in the goal's measure; ``ceiling``
    what one such result may cost before the channel is paused.
    """

    channel: str
    role: str
    audience_fit: str
    formats: tuple[DraftKind, ...]
    posts_per_week: Decimal | None
    posts: int
    budget: Money | None
    share: Decimal | None
    optimise_for: str | None
    kpi: str
    stop_rule: str
    score: dict[str, int] = Field(default_factory=dict)
    forecast: tuple[Range, ...] = ()
    no_forecast: str | None = None
    planned: Decimal | None = None
    ceiling: Money | None = None


class BudgetLine(Doc):
    """A line of the budget table; amounts sum to ``Strategy.total`` exactly, shares (of the total) to 100.0."""

    label: str
    kind: Literal["channel", "reserve", "fees"]
    channel: str | None
    amount: Money
    share: Decimal


class Flight(Doc):
    """A phase of spending; ``amount`` is media money only."""

    name: str
    starts: date
    ends: date
    share: Decimal
    amount: Money | None
    purpose: str


class FunnelStage(Doc):
    """What a reader at one stage needs, sees and does next."""

    stage: Stage
    message: str
    formats: tuple[DraftKind, ...]
    kpi: str
    next_step: str


class Slot(Doc):
    """A planned draft: what is to be written, from which facts, and when it appears (some kinds have no time)."""

    id: str
    kind: DraftKind
    channel: str
    locale: str
    stage: Stage
    pillar: str
    persona: str
    angle: str
    facts: tuple[str, ...]
    action: str = Field(description="what the reader is asked to do")
    publish_at: datetime | None = None
    link: str | None = None
    owner: str = ""
    words: int | None = None  # the planned length, where the facts carry less than is usual


class Measure(Doc):
    """How one KPI is measured and what is decided on it."""

    kpi: str
    event: str
    tool: str
    frequency: str
    decision: str


class Experiment(Doc):
    """An A/B test; ``sample_per_arm`` is None, with the reason in ``note``, where no honest rate is known."""

    id: str
    hypothesis: str
    variant: str
    metric: str
    subject: str = Field(default="", description="where it runs: a channel's name, e-mail, or organic posts")
    baseline_rate: Figure | None
    detectable_lift: Decimal | None
    sample_per_arm: int | None
    days: int | None
    note: str


class Risk(Doc):
    """A row of the risk register; probability and impact from 1 to 3."""

    id: str
    kind: Literal["legal", "brand", "data", "supply", "performance", "schedule"]
    risk: str
    probability: int = Field(ge=1, le=3)
    impact: int = Field(ge=1, le=3)
    trigger: str
    action: str
    owner: str


class SectionText(Doc):
    """One section of the document as prose, in the pack's order; tables come from the structured parts."""

    id: str
    title: str
    statements: tuple[Statement, ...]


class Strategy(Doc):
    """The whole strategy. ``ideas[0]`` is the recommended one.

    ``assumptions`` are the brief's own, followed by those the planner had to make, numbered on.
    """

    sections: tuple[SectionText, ...]
    objectives: tuple[Objective, ...]
    kpis: KpiNode
    personas: tuple[Persona, ...]
    positioning: Positioning
    promise: str
    pillars: tuple[Pillar, ...]
    ideas: tuple[Idea, ...]
    channels: tuple[ChannelPlan, ...]
    budget: tuple[BudgetLine, ...]
    flights: tuple[Flight, ...]
    funnel: tuple[FunnelStage, ...]
    slots: tuple[Slot, ...]
    measures: tuple[Measure, ...]
    experiments: tuple[Experiment, ...]
    risks: tuple[Risk, ...]
    sources: tuple[Source, ...]
    launch: LaunchPlan = LaunchPlan()
    total: Money | None = Field(default=None, description="what the budget lines sum to; None without paid media")
    assumptions: tuple[Assumption, ...] = ()
    missing: tuple[str, ...] = Field(default=(), description="what we would need to do more, in words for the client")
    shortfalls: tuple[str, ...] = Field(default=(), description="those of ``missing`` that say what the pack lacks")

    def pillar(self, pillar_id: str) -> Pillar:
        """Return the pillar with this id; KeyError if there is none."""
        for pillar in self.pillars:
            if pillar.id == pillar_id:
                return pillar
        raise KeyError(pillar_id)
