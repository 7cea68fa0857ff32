"""Whether a brief lets a pack do what it needs more answers for: send e-mail, or buy media."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aicmo.catalog import channels
from aicmo.onboarding.words import first_match

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aicmo.catalog.documents import Pack


def needs(need: str, pack: Pack, data: Mapping[str, Any]) -> bool:
    """Say whether a need of the pack is one of this brief: not if it forbids every channel that would need it."""
    paid = {name for name in pack.channels if channels()[name].kind == "paid"}
    bearers = paid if need == "budget" else {need}
    is_forbidden = bearers <= set(_texts(data, "channels"))
    prose = (*_texts(data, "rules"), *_texts({"": data}, "", "extras"))
    return not (is_forbidden or (need == "budget" and any(first_match("no_ads", text) for text in prose)))


def _texts(data: Mapping[str, Any], section: str, key: str = "avoid") -> list[str]:
    """Return the texts of a list of the plain data; none for what has another form, which the model refuses."""
    inner = data.get(section)
    values = inner.get(key) if isinstance(inner, dict) else None
    return [each for each in values if isinstance(each, str)] if isinstance(values, list) else []
