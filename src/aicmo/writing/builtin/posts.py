"""Posts: the fact that stops the reader, a second that belongs to it, one call to action. Nothing in between."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import asked, close, in_place
from aicmo.writing.builtin.cards import card_words, described, noted
from aicmo.writing.builtin.desk import Desk, channel_of, first_words
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.gatherings import gathered
from aicmo.writing.builtin.hashtags import hashtags
from aicmo.writing.builtin.launches import launch_line
from aicmo.writing.builtin.occasions import dated, occasion
from aicmo.writing.builtin.pairing import pairs
from aicmo.writing.builtin.phrasebook import rank
from aicmo.writing.builtin.shapes import Shape, shapes
from aicmo.writing.builtin.situations import KIND, meets, unheard
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment, SocialPost, Written

ECHO = 0.7
GATHERED = "gathered"
FIRST_READERS = "audience-1"
FOR_READERS = frozenset({"problem", "who_it_is_for"})


def write_post(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one post; None when fewer than two facts may be said, nothing fits, or all would repeat another post."""
    slot = assignment.slot
    announced = [launch_line(desk, slot)] if slot.id in desk.announcing else []
    event = None if announced else occasion(desk, slot)
    for form, facts, body in _candidates(desk, assignment):
        link = None if in_place(asked(desk, slot, facts)) else assignment.link
        said = "\n\n".join([*announced, *body, *dated(event, facts, slot.id), close(desk, slot, facts)])
        text = "\n\n".join([said, *desk.demanded(slot)])
        tags = hashtags(desk, channel_of(slot), text, slot.id)
        whole = "\n\n".join(part for part in (text, link, " ".join(tags)) if part)
        if fits(slot.channel, "text", whole, advised=False) and desk.echo(slot, said) <= ECHO:
            ids = tuple(telling.id for telling in facts)
            desk.shapes[form] += 1
            if form[0] == GATHERED:
                desk.gather(slot, ids)
            desk.used(slot, ids, text)
            desk.keep(slot, said)
            return Written(content=_post(desk, assignment, facts, text, tags, link), facts=ids)
    return None


def _post(
    desk: Desk, assignment: Assignment, told: list[Telling], text: str, tags: tuple[str, ...], link: str | None
) -> SocialPost:
    words = card_words(desk, told, assignment)
    return SocialPost(
        text=text,
        hashtags=tags,
        link=link,
        image_text=words,
        image_note=noted(desk, told[0], assignment.slot.id),
        alt_text=described(desk, words, assignment.slot.id),
    )


def _candidates(desk: Desk, assignment: Assignment) -> Iterator[tuple[tuple[str, ...], list[Telling], list[str]]]:
    """Yield the form, facts and paragraphs of each post that could be written, the best first."""
    for facts, body in _to_readers(desk, assignment):
        yield (KIND,), facts, body
    together = gathered(desk, assignment)
    if together:
        yield (GATHERED, together[0][0].kind), *together
    for shape, facts, body in _above_the_fold(desk, assignment):
        yield shape.paragraphs, facts, body


def _to_readers(desk: Desk, assignment: Assignment) -> Iterator[tuple[list[Telling], list[str]]]:
    """Yield a post that opens with its readers' situation: a channel's first, and those planned for whom it helps.

    What is offered answers the first audience, once on each channel; the fact nearest to it answers the others, and
    what has been asked elsewhere.
    """
    slot = assignment.slot
    if slot.angle not in FOR_READERS and (slot.channel, slot.kind.value) in desk.texts:
        return
    stock = [desk.telling(fact) for fact in desk.stock(assignment)]
    offer = next((fact for fact in stock if fact.kind == "what" and not desk.told[slot.channel, fact.id]), None)
    for opening in unheard(desk, slot):
        nearest = meets(desk, opening, desk.free(assignment))
        first = offer if opening.id == FIRST_READERS else None
        answer = (nearest or first) if desk.asked(opening) else (first or nearest)
        if answer:
            told = answer.plain
            said = f"{desk.brand}: {lines.lowered(told, desk.names)}" if answer is offer else told
            yield [opening, answer], [opening.hook, said]


def _above_the_fold(desk: Desk, assignment: Assignment) -> Iterator[tuple[Shape, list[Telling], list[str]]]:
    """Yield the bodies whose first sentence a reader sees whole, then the others."""
    for seen in (True, False):
        for shape, facts, body in _bodies(desk, assignment):
            if fits(assignment.slot.channel, "fold", lines.sentences(body[0])[0]) is seen:
                yield shape, facts, body


def _bodies(desk: Desk, assignment: Assignment) -> Iterator[tuple[Shape, list[Telling], list[str]]]:
    """Yield bodies, the best first: each pair as it is told, then turned round, then without what follows the hook."""
    for short, two in product((False, True), pairs(desk, assignment)):
        for lead, support in (two, two[::-1]):
            for shape in _ordered(desk, lead, assignment.slot.id):
                said = _said(lead, support, desk.endings([lead, support]), short=short)
                if support.kind == "what":
                    said["support"] = f"{desk.brand}: {lines.lowered(said['support'], desk.names)}"
                if shape.complete(said):
                    yield shape, [lead, support], list(shape.arrange(said))


def _ordered(desk: Desk, lead: Telling, salt: str) -> list[Shape]:
    """Return the shapes a lead can take: the least heard opening first, then the least used shape."""

    def order(shape: Shape) -> tuple[int, int, int]:
        return _heard(desk, shape, lead), desk.shapes[shape.paragraphs], rank(desk.book.seed, salt, *shape.paragraphs)

    return sorted((shape for shape in shapes(lead.kind) if "other" not in shape.tokens() or lead.other), key=order)


def _heard(desk: Desk, shape: Shape, lead: Telling) -> int:
    opening = lead.other if "other" in shape.tokens() else lead.hook
    return desk.openings[first_words(opening or lead.hook)]


def _said(lead: Telling, support: Telling, ends: list[str], *, short: bool) -> dict[str, str]:
    """Return what each token says; the short form leaves out what follows a hook, but no answer and no last day."""
    return {
        "hook": lead.hook,
        "other": lead.other or "",
        "rest": lines.paragraph([lead.remainder, ends[0]]),
        "later": lines.paragraph([lead.later, ends[0]]),
        "full": lines.paragraph([lead.hook if short else lead.plain, ends[0]]),
        "support": lines.paragraph([support.hook if short and support.kind != "question" else support.plain, ends[1]]),
    }
