"""Who buys: businesses or consumers, by the words of the brief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from aicmo.onboarding.words import count_matches

if TYPE_CHECKING:
    from aicmo.onboarding.documents import Brief


def business(brief: Brief) -> Literal["b2b", "b2c"]:
    """Return who the offer is for; a wish for LinkedIn speaks for businesses, and consumers win a tie."""
    text = " ".join((brief.audience.primary, *brief.audience.secondary, brief.offer.what))
    wished = sum(channel.startswith("linkedin") for channel in brief.channels.use)
    to_businesses = count_matches("business", "b2b", text) + wished
    return "b2b" if to_businesses > count_matches("business", "b2c", text) else "b2c"
