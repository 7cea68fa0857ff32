"""Evidence is what proves something; weather is nobody's appointment."""

from __future__ import annotations

import pytest

from aicmo.onboarding.documents import Fact, NormalizedBrief
from aicmo.strategy.assembly import assembled
from aicmo.strategy.names import is_weather
from aicmo.strategy.plan import make
from strategy.trades import bakery, gutters, ledgers, normalized


@pytest.mark.parametrize("raw", [gutters, bakery, ledgers])
def test_evidence_of_an_argument_is_proof_benefit_or_price(raw: object) -> None:
    normal = normalized(raw())  # type: ignore[operator]
    for pillar in assembled(make(normal)).pillars:
        proving = {fact for fact in pillar.facts if normal.fact(fact).kind in {"proof", "benefit", "price"}}
        assert set(pillar.evidence) == proving
        assert proving or any(normal.fact(fact).kind == "question" for fact in pillar.facts)


def with_event(name: str) -> NormalizedBrief:
    raw = gutters()
    raw["audience"]["primary"] = "Owners of houses under trees."
    raw["context"] = {"events": [{"name": name, "on": "2026-12-20"}]}
    normal = normalized(raw)
    moment = Fact(id="moment-1", kind="moment", text=name, detail="2026-12-20", until=normal.brief.schedule.ends)
    return normal.model_copy(update={"facts": (*normal.facts, moment)})


def test_weather_is_expected_and_never_announced_for_a_day() -> None:
    strategy = assembled(make(with_event("First soaking rain of the season")))
    assert not any("moment-1" in slot.facts for slot in strategy.slots)
    assert strategy.personas[0].trigger == "the first soaking rain of the season is expected (around December 20, 2026)"
    said = " ".join(row.text for part in strategy.sections if part.id == "audience" for row in part.statements)
    assert "expected around December 20, 2026" in said


def test_an_appointment_is_announced() -> None:
    strategy = assembled(make(with_event("Open yard")))
    assert any("moment-1" in slot.facts for slot in strategy.slots)
    assert strategy.personas[0].trigger == "it is nearly time for the open yard (December 20, 2026)"


@pytest.mark.parametrize(
    ("name", "weather"),
    [
        ("First snow", True),
        ("Rain barrel workshop", False),
        ("Frost", True),
        ("Snow day sale", False),
        ("Trains", False),
    ],
)
def test_weather_is_told_from_what_people_meet_for(name: str, weather: object) -> None:
    assert is_weather(name) is weather
