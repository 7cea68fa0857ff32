"""The risk register: rows from the stock whose condition this brief meets, gravest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Literal

from pydantic import Field

from aicmo.catalog import industries, read_toml
from aicmo.catalog.documents import Doc
from aicmo.strategy.documents import Risk
from aicmo.strategy.goals import Measure
from aicmo.strategy.material import Material
from aicmo.strategy.voice import quote, sentence

RiskKind = Literal["legal", "brand", "data", "supply", "performance", "schedule"]


class Stock(Doc):
    """One kind of risk, with its wordings and the condition under which it enters."""

    kind: RiskKind
    when: str
    probability: int = Field(ge=1, le=3)
    impact: int = Field(ge=1, le=3)
    owner: Literal["client", "agency"]
    risk: tuple[str, ...]
    trigger: tuple[str, ...]
    action: tuple[str, ...]


class Register(Doc):
    """The whole stock, and how many rows a register has."""

    source: str
    checked_on: date
    least: int
    most: int
    risk: tuple[Stock, ...]


@cache
def register() -> Register:
    """Return the shipped stock, checked: every condition is known."""
    found = Register.model_validate(read_toml("aicmo.strategy", "risks.toml"))
    if unknown := {row.when for row in found.risk} - set(CONDITIONS):
        raise ValueError(f"risks.toml: unknown conditions {sorted(unknown)}; risks.py knows {sorted(CONDITIONS)}")
    return found


CONDITIONS: dict[str, Callable[[Material], bool]] = {
    "always": lambda _: True,
    "regulated": lambda material: bool(sector(material)),
    "held_back": lambda material: any(claim.status == "held_back" for claim in material.normal.claims),
    "paid": lambda material: material.brief.budget is not None,
    "competitors": lambda material: bool(material.brief.context.competitors),
    "price_until": lambda material: any(price.until for price in material.brief.offer.prices),
    "approval": lambda material: material.brief.approval is not None,
    "email": lambda material: material.brief.email is not None and "email" in material.channels,
    "few_facts": lambda material: len(material.facts) < 2 * material.pack.min_facts,
    "blackout": lambda material: bool(material.brief.schedule.avoid_dates),
}


def sector(material: Material) -> str:
    """Return the regulated category the brief falls under, in words, or nothing."""
    brand = material.brief.brand
    if brand.regulated:
        return brand.regulated[0]
    industry = industries().get(brand.industry or "")
    return industry.name if industry and industry.regulated else ""


def risks(material: Material, measure: Measure) -> tuple[Risk, ...]:
    """Return five to eight risks, a legal one first wherever the sector is regulated."""
    rules = register()
    fitting = [row for row in rules.risk if CONDITIONS[row.when](material)]
    graded = sorted(fitting, key=lambda row: (row.when == "always", -row.probability * row.impact))
    chosen = graded[: rules.most]
    words = _words(material, measure)
    return tuple(_risk(material, number, row, words) for number, row in enumerate(chosen, 1))


def _risk(material: Material, number: int, row: Stock, words: dict[str, str]) -> Risk:
    key = f"risk.{row.when}.{row.kind}"
    # One wording index for all three columns: risk, trigger and action of a row belong together.
    variant = material.voice.choose(key, range(len(row.risk)))
    text, trigger, action = (
        sentence(column[variant].format(**words)) for column in (row.risk, row.trigger, row.action)
    )
    return Risk(
        id=f"risk-{number}",
        kind=row.kind,
        risk=text,
        probability=row.probability,
        impact=row.impact,
        trigger=trigger,
        action=action,
        owner=material.owner if row.owner == "client" else "Agency",
    )


def _words(material: Material, measure: Measure) -> dict[str, str]:
    brief = material.brief
    held = next((claim.text for claim in material.normal.claims if claim.status == "held_back"), "")
    dated = next((price.item for price in brief.offer.prices if price.until), "")
    return {
        "brand": brief.brand.name,
        "owner": material.owner,
        "sector": sector(material).replace("_", " "),
        "held": quote(held),
        "price": quote(dated),
        "metric": measure.metric,
        "consent": quote(brief.email.consent if brief.email else ""),
    }
