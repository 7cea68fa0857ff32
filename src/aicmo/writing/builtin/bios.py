"""Profile texts: what it is, where, and one reason, as far as the channel's limit goes."""

from __future__ import annotations

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import asked, in_place
from aicmo.writing.builtin.desk import Desk, channel_of
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.hashtags import hashtags, topics
from aicmo.writing.documents import Assignment, Bio, Written

ENOUGH = 2


def write_bio(desk: Desk, assignment: Assignment) -> Written | None:
    """Write a profile text; None when not even two facts fit."""
    slot = assignment.slot
    parts = _parts(desk, assignment)
    kept: list[tuple[str, str]] = []
    ending = desk.demanded(slot)
    for fact_id, text in parts:
        said = lines.paragraph([*(kept_text for _, kept_text in kept), text, *ending])
        if fact_id not in dict(kept) and fits(slot.channel, "bio", said):
            kept.append((fact_id, text))
    facts = tuple(fact_id for fact_id, _ in kept if fact_id)
    if len(facts) < ENOUGH:
        return None
    text = lines.paragraph([*(text for _, text in kept), *ending])
    return Written(content=Bio(text=text, hashtags=hashtags(desk, channel_of(slot), text, slot.id)), facts=facts)


def _parts(desk: Desk, assignment: Assignment) -> list[tuple[str, str]]:
    """Return what a profile may say, the most important first; one fact may come in a long and a short form."""
    tellings = [desk.telling(fact) for fact in desk.stock(assignment)]
    parts: list[tuple[str, str]] = []
    for telling in tellings:
        if telling.kind == "what":
            topic = next(iter(topics(telling.full)), "")
            short = [telling.full, lines.head_of(telling.hook, 9), lines.opened(topic)]
            parts += [(telling.id, lines.finished(text)) for text in short if text]
    parts += [(telling.id, telling.hook) for telling in tellings if telling.kind == "place"][:1]
    for telling in tellings:
        if telling.kind in {"benefit", "proof"}:
            parts += [(telling.id, lines.finished(text)) for text in (telling.full, telling.short) if text]
    act = asked(assignment.slot)
    return parts if in_place(act) else [*parts, ("", f"{act}.")]
