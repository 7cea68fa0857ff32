"""Posts: a lead fact in the least heard shape, a second and a third fact, one call to action."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.writing.builtin.acts import asked, close, in_place
from aicmo.writing.builtin.cards import card_words, described, noted
from aicmo.writing.builtin.desk import Desk, channel_of, first_words
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.hashtags import hashtags
from aicmo.writing.builtin.phrasebook import rank
from aicmo.writing.builtin.shapes import OURS, Shape, shapes
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment, SocialPost, Written

MOST_FACTS = 3
FEWEST_FACTS = 2
ECHO = 0.7
SIZES = ("whole", "two", "bare", "brief")


def write_post(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one post; None when fewer than two facts may be said, nothing fits, or all would repeat another post."""
    slot = assignment.slot
    picks = _told(desk, assignment)
    if len(picks) < FEWEST_FACTS:
        return None
    link = None if in_place(asked(slot)) else assignment.link
    ending = [close(desk, slot), *desk.demanded(slot)]
    for shape, told, body in _bodies(desk, assignment, picks):
        text = "\n\n".join([*body, *ending])
        tags = hashtags(desk, channel_of(slot), text, slot.id)
        whole = "\n\n".join(part for part in (text, link, " ".join(tags)) if part)
        if fits(slot.channel, "text", whole, advised=False) and desk.echo(slot, text) <= ECHO:
            facts = tuple(telling.id for telling in told)
            desk.shapes[shape.paragraphs] += 1
            desk.used(slot, facts, text)
            desk.keep(slot, text)
            return Written(content=_post(desk, assignment, told, text, tags, link), facts=facts)
    return None


def _told(desk: Desk, assignment: Assignment) -> list[Telling]:
    """Return the facts of a post in the order of telling: a place signs the post, unless it can open it well."""
    picks = desk.picks(assignment, MOST_FACTS + 1)
    places = [fact for fact in picks if fact.kind == "place"][:1]
    others = [fact for fact in picks if fact.kind != "place"]
    if picks and places and picks[0] is places[0] and others and desk.placeless(others[0]):
        return [*places, *others][:MOST_FACTS]
    return [*others[: MOST_FACTS - len(places)], *places]


def _post(
    desk: Desk, assignment: Assignment, told: list[Telling], text: str, tags: tuple[str, ...], link: str | None
) -> SocialPost:
    words = card_words(desk, told, assignment)
    return SocialPost(
        text=text,
        hashtags=tags,
        link=link,
        image_text=words,
        image_note=noted(desk, words, assignment.slot.id),
        alt_text=described(desk, words, assignment.slot.id),
    )


def _bodies(
    desk: Desk, assignment: Assignment, picks: list[Telling]
) -> Iterator[tuple[Shape, list[Telling], list[str]]]:
    """Yield bodies, the fullest first, each with the facts it tells."""
    lead, support, *others = picks
    options = _ordered(desk, lead, support, assignment.slot.id)
    for size in SIZES:
        for shape in options:
            more = others[:1] if size == "whole" else []
            said = _said(desk, assignment.slot.id, shape, [lead, support, *more], size)
            if shape.complete(said):
                told = more if shape.tokens() & {"also", "more"} else []
                yield shape, [lead, support, *told], list(shape.arrange(said))


def _ordered(desk: Desk, lead: Telling, support: Telling, salt: str) -> list[Shape]:
    """Return the shapes a lead can take: the least heard opening first, then the least used shape."""

    def order(shape: Shape) -> tuple[int, int, int]:
        return _heard(desk, shape, lead), desk.shapes[shape.paragraphs], rank(desk.book.seed, salt, *shape.paragraphs)

    usable = [shape for shape in shapes(lead.kind) if "other" not in shape.tokens() or lead.other]
    if support.kind in {"place", "audience"}:
        usable = [shape for shape in usable if "{support}" not in shape.paragraphs[0]]
    return sorted(usable, key=order)


def _heard(desk: Desk, shape: Shape, lead: Telling) -> int:
    first = shape.paragraphs[0]
    opening = lead.other if "{other}" in first else lead.hook if "{open}" not in first else None
    return desk.openings[first_words(opening)] if opening and "{support}" not in first else 0


def _said(desk: Desk, salt: str, shape: Shape, facts: list[Telling], size: str) -> dict[str, str]:
    """Return what each token says, at one of four sizes: fewer facts, then fewer phrases, then shorter support."""
    lead, support, *more = facts
    tokens, short, spoken = shape.tokens(), size == "brief", size in {"whole", "two"}
    said = {
        "hook": lead.hook,
        "other": lead.other or "",
        "rest": lead.remainder,
        "later": lead.later,
        "full": lead.hook if short else lead.full,
        "support": support.hook if short and support.kind != "question" else support.full,
        "inner": "" if support.kind == "question" else desk.after_colon(support),
        "more": more[0].full if more else "",
        **lead.tags,
    }
    said |= {name: _phrase(desk, name, lead, salt) for name in sorted(OURS & tokens) if spoken}
    if "joined" in tokens:
        said["joined"] = desk.joined(support, salt) if spoken else support.full
    if "also" in tokens and more:
        said["also"] = more[0].full if "joined" in tokens else desk.joined(more[0], f"{salt}/more")
    return said


def _phrase(desk: Desk, name: str, lead: Telling, salt: str) -> str:
    return desk.say(f"open.{desk.sort(lead)}" if name == "open" else name, salt, ask=lead.hook)
