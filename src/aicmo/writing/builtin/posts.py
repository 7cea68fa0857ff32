"""Posts: a lead fact in the least heard shape, a second and a third fact, one call to action."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import asked, close, in_place
from aicmo.writing.builtin.cards import card_words, described
from aicmo.writing.builtin.desk import Desk, channel_of, first_words
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.hashtags import hashtags
from aicmo.writing.builtin.phrasebook import rank
from aicmo.writing.builtin.shapes import OURS, Shape, shapes
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment, SocialPost, Written

MOST_FACTS = 3
FEWEST_FACTS = 2


def write_post(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one post; None when fewer than two facts may be said or nothing fits the platform."""
    slot = assignment.slot
    picks = desk.picks(assignment, MOST_FACTS)
    if len(picks) < FEWEST_FACTS:
        return None
    link = None if in_place(asked(slot)) else assignment.link
    ending = desk.demanded(slot)
    call = close(desk, slot)
    for shape, chosen, body in _bodies(desk, assignment, picks):
        text = "\n\n".join([*body, call, *ending])
        tags = hashtags(desk, channel_of(slot), text, slot.id)
        whole = "\n\n".join(part for part in (text, link, " ".join(tags)) if part)
        if fits(slot.channel, "text", whole, advised=False):
            post = SocialPost(text=text, hashtags=tags, link=link, **_card(desk, assignment, chosen))
            facts = tuple(telling.id for telling in chosen)
            desk.used(slot, facts, text)
            desk.shapes[shape.paragraphs] += 1
            return Written(content=post, facts=facts)
    return None


def _card(desk: Desk, assignment: Assignment, chosen: list[Telling]) -> dict[str, str]:
    words = card_words(desk, chosen, assignment)
    return {
        "image_text": words,
        "image_note": desk.say("note", assignment.slot.id, words=lines.finished(words)),
        "alt_text": described(desk, words, assignment.slot.id),
    }


def _bodies(
    desk: Desk, assignment: Assignment, picks: list[Telling]
) -> Iterator[tuple[Shape, list[Telling], list[str]]]:
    """Yield bodies, the fullest first, each with the facts it tells."""
    lead, support, *others = picks
    options = _ordered(desk, lead, assignment.slot.id)
    for size in ("whole", "two", "bare", "brief"):
        for shape in options:
            more = others[:1] if size == "whole" else []
            said = _said(desk, assignment.slot.id, shape, [lead, support, *more], size)
            if _complete(shape, said):
                told = more if "{also}" in shape.paragraphs else []
                yield shape, [lead, support, *told], list(shape.arrange(said))


def _complete(shape: Shape, said: dict[str, str]) -> bool:
    """Say whether every fact the shape wants is there."""
    return all(said.get(token) for token in shape.tokens() - OURS - {"also", "rest"})


def _ordered(desk: Desk, lead: Telling, salt: str) -> list[Shape]:
    """Return the shapes a lead can take: the least used for this fact first, then the least heard opening."""

    def order(shape: Shape) -> tuple[int, int, int]:
        return _heard(desk, shape, lead), desk.shapes[shape.paragraphs], rank(desk.book.seed, salt, *shape.paragraphs)

    return sorted((shape for shape in shapes(lead.kind) if "other" not in shape.tokens() or lead.other), key=order)


def _heard(desk: Desk, shape: Shape, lead: Telling) -> int:
    first = shape.paragraphs[0]
    opening = lead.other if "{other}" in first else lead.hook if "{open}" not in first else None
    return desk.openings[first_words(opening)] if opening and "{support}" not in first else 0


def _said(desk: Desk, salt: str, shape: Shape, facts: list[Telling], size: str) -> dict[str, str]:
    """Return what each token says, at one of four sizes: fewer facts, then fewer phrases, then shorter support."""
    lead, support, *more = facts
    tokens = shape.tokens()
    ours = OURS & tokens if size in {"whole", "two"} else set()
    said = {name: _phrase(desk, name, lead, salt) for name in sorted(ours)}
    short = size == "brief"
    said |= {
        "hook": lead.hook,
        "other": lead.other or "",
        "rest": lead.remainder,
        "full": lead.hook if short else lead.full,
        "support": support.hook if short and support.kind != "question" else support.full,
        "more": more[0].full if more else "",
        "told": lead.hook,
        **lead.tags,
    }
    if "joined" in tokens:
        said["joined"] = _joined(desk, support, salt, bare=size in {"bare", "brief"})
    if "also" in tokens and more:
        said["also"] = _joined(desk, more[0], salt + "/more", bare=False)
    return said


def _phrase(desk: Desk, name: str, lead: Telling, salt: str) -> str:
    return desk.say(f"open.{lead.kind}" if name == "open" and lead.kind != "question" else name, salt)


def _joined(desk: Desk, fact: Telling, salt: str, *, bare: bool) -> str:
    bridge = "" if bare else desk.say(f"bridge.{fact.kind}", salt)
    return f"{bridge} {desk.after_colon(fact) if bridge.endswith(':') else fact.full}".strip()
