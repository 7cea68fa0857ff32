"""Who buys: businesses or consumers, by the words of the brief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from aicmo.onboarding.words import count_matches

if TYPE_CHECKING:
    from aicmo.onboarding.documents import Brief


def business(brief: Brief) -> Literal["b2b", "b2c"]:
    """Return who the offer is for; consumers when the words do not decide."""
    text = " ".join((brief.audience.primary, *brief.audience.secondary, brief.offer.what))
    return "b2b" if count_matches("business", "b2b", text) > count_matches("business", "b2c", text) else "b2c"
