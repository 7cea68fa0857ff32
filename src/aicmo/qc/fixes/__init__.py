"""Automatic fixes: defects of form that are mended without a person, and never at the price of a meaning.

A fix is a function from content to content. Applied to what is clean it changes nothing, applied twice it does what it
does once, and words that the brief demands to the letter stay as they are. A person's own words are not mended: the fix
is offered beside the finding instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from aicmo.onboarding.documents import NormalizedBrief
from aicmo.qc.fixes.ground import Ground
from aicmo.qc.fixes.hashtags import capitalise, join_up, keep_advised, keep_taken
from aicmo.qc.fixes.signs import curl_quotes, mend_spaces
from aicmo.qc.fixes.tracking import lower_tags
from aicmo.qc.texts import laid_out
from aicmo.strategy.documents import Slot
from aicmo.writing.documents import Content, Fix

__all__ = ["FIXES", "mended"]

Mend = Callable[[Content, Ground], Content]

FIXES: Final[Mapping[str, tuple[Mend, ...]]] = {
    "Q10": (mend_spaces, curl_quotes),
    "L05": (join_up,),
    "A02": (capitalise,),
    "L03": (keep_taken,),
    "L04": (keep_advised,),
    "N02": (lower_tags,),
}
"""The functions that mend a rule's defects, by rule, in the order in which they are applied."""


def mended(content: Content, slot: Slot, brief: NormalizedBrief) -> tuple[Content, tuple[Fix, ...]]:
    """Return a draft's content with every defect mended that needs no judgement, and what was changed where.

    ``slot`` tells channel and language, ``brief`` the words that are known and those that must stay.
    """
    ground = Ground(slot, brief)
    found: list[Fix] = []
    for rule_id, mends in FIXES.items():
        for mend in mends:
            new = mend(content, ground)
            found += _differences(rule_id, content, new)
            content = new
    return content, tuple(found)


def _differences(rule_id: str, was: Content, now: Content) -> Iterator[Fix]:
    if was is now or was == now:
        return
    before, after = _places(was), _places(now)
    for path, text in before.items():
        if text != after[path]:
            yield Fix(rule_id=rule_id, path=path, before=text, after=after[path])


def _places(content: Content) -> dict[str, str]:
    """Return every text by path; the hashtags as one, because dropping one moves the others."""
    texts = laid_out(content)
    own = {text.path: text.text for text in texts if text.role != "tag"}
    return own | {"hashtags": " ".join(text.text for text in texts if text.role == "tag")}
