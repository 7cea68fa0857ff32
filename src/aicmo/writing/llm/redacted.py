"""Whom a brief's fields name: what is kept from the model where the operator says so."""

from __future__ import annotations

from aicmo.llm.redaction import Redaction
from aicmo.onboarding.documents import NormalizedBrief


def redaction(brief: NormalizedBrief) -> Redaction:
    """Return what is kept from the model of one brief."""
    return Redaction(brief.model_dump_json(), _people(brief))


def _people(brief: NormalizedBrief) -> list[str]:
    """Return the people and addresses that fields of the brief name; what is told in prose is found by its form."""
    given = brief.brief
    named = [quote.by.split(",")[0] for quote in given.launch.quotes] if given.launch else []
    if given.approval:
        named.append(given.approval.by.split(",")[0])
    if given.email:
        named += [given.email.postal_address, *([given.email.sender] if given.email.sender else [])]
    return [name.strip() for name in named if name.strip() and name.strip() != given.brand.name]
