"""The funnel: what a reader needs, sees and does next at each stage that has drafts."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.catalog.documents import Stage
from aicmo.strategy.documents import FunnelStage, Slot
from aicmo.strategy.goals import Measure
from aicmo.strategy.material import Material
from aicmo.strategy.voice import quote


def funnel(material: Material, measure: Measure, slots: Sequence[Slot]) -> tuple[FunnelStage, ...]:
    """Return the stages in order, each with the formats that serve it."""
    return tuple(
        _stage(material, measure, stage, [slot for slot in slots if slot.stage is stage])
        for stage in Stage
        if any(slot.stage is stage for slot in slots)
    )


def _stage(material: Material, measure: Measure, stage: Stage, slots: Sequence[Slot]) -> FunnelStage:
    lead = material.normal.fact(slots[0].facts[0])
    words = {"lead": quote(lead.text), "brand": material.brief.brand.name, "metric": measure.metric}
    return FunnelStage(
        stage=stage,
        message=material.voice.say(f"funnel_message.{stage}", **words),
        formats=tuple(dict.fromkeys(slot.kind for slot in slots)),
        kpi=material.voice.say(f"funnel_kpi.{stage}", **words).rstrip("."),
        next_step=material.voice.say(f"funnel_next.{stage}", **words),
    )
