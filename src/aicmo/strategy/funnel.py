"""The funnel: what a reader needs, sees and does next at each stage that has drafts."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.catalog.documents import Stage
from aicmo.strategy.documents import FunnelStage, Slot
from aicmo.strategy.goals import Measure, people
from aicmo.strategy.material import Material
from aicmo.strategy.weaving import told

LEADS = {
    Stage.AWARENESS: ("moment", "benefit"),
    Stage.CONSIDERATION: ("question", "proof"),
    Stage.CONVERSION: ("price", "benefit"),
    Stage.RETENTION: ("benefit", "proof"),
}
MOST = 9


def funnel(material: Material, measure: Measure, slots: Sequence[Slot]) -> tuple[FunnelStage, ...]:
    """Return the stages in order, each with the formats that serve it."""
    return tuple(
        _stage(material, measure, stage, [slot for slot in slots if slot.stage is stage])
        for stage in Stage
        if any(slot.stage is stage for slot in slots)
    )


def _stage(material: Material, measure: Measure, stage: Stage, slots: Sequence[Slot]) -> FunnelStage:
    leads = [material.normal.fact(slot.facts[0]) for slot in slots]
    lead = min(leads, key=lambda fact: LEADS[stage].index(fact.kind) if fact.kind in LEADS[stage] else MOST)
    words = {
        "lead": told(material, lead),
        "brand": material.brief.brand.name,
        "metric": measure.metric,
        "people": people(material),
    }
    return FunnelStage(
        stage=stage,
        message=material.voice.say(f"funnel_message.{stage}", **words),
        formats=tuple(dict.fromkeys(slot.kind for slot in slots)),
        kpi=material.voice.say(f"funnel_kpi.{stage}", **words),
        next_step=material.voice.say(f"funnel_next.{stage}", **words),
    )
