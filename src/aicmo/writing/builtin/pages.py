"""The landing page: promise, problem, benefits, proof, steps, offer, questions, one goal, all from the brief."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.catalog.locales import long_day
from aicmo.strategy.documents import Slot
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import goal_act, linked
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import filled, first_fit
from aicmo.writing.builtin.hashtags import topics
from aicmo.writing.builtin.process import fields, steps
from aicmo.writing.builtin.situations import meets, situations
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.builtin.words import words
from aicmo.writing.documents import Assignment, Block, Faq, LandingPage, Written

CHANNEL = "landing_page"
MOST_BENEFITS = 5
FEWEST_BENEFITS = 3
MOST_DOUBTS = 3
STANDING = 3
FEWEST_FACTS = 4


def write_page(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one landing page; None without a page address or with too few facts to fill it."""
    slot = assignment.slot
    told = [desk.telling(fact) for fact in desk.stock(assignment)]
    if assignment.link is None or len(told) < FEWEST_FACTS:
        return None
    act = linked(desk, slot)
    kinds = {
        kind: [fact for fact in told if fact.kind == kind] for kind in ("benefit", "proof", "price", "question", "what")
    }
    promise = promised(desk, assignment, kinds)
    page = LandingPage(
        meta_title=_title(desk, promise),
        meta_description=filled(
            CHANNEL, "meta_description", _sentences(kinds["what"], kinds["benefit"], kinds["price"])
        ),
        promise=promise,
        subline=subline(desk, kinds["what"]),
        action=act,
        link=assignment.link,
        problem=_problem(desk, assignment, kinds["question"]),
        benefits=_benefits(desk, kinds["benefit"], slot.id),
        proof=proven(desk, kinds["proof"], slot.id),
        steps=steps(desk, told, act),
        offer=offered(desk, kinds["price"], slot.id),
        faq=tuple(Faq(ask=fact.hook, answer=fact.remainder) for fact in kinds["question"] if fact.rest),
        closing=lines.finished(act),
        legal=desk.demanded(slot),
        form_fields=fields(desk, goal_act(desk.brief), told),
        before=_before(desk, slot),
    )
    facts = tuple(fact.id for fact in told if fact.kind in kinds or fact.kind == "audience")
    desk.used(slot, facts, promise)
    return Written(content=page, facts=facts)


def _before(desk: Desk, slot: Slot) -> Block | None:
    """Return what the page says until the launch, when nothing can be had yet; None where nothing is launched."""
    launch = desk.brief.brief.launch
    if launch is None:
        return None
    named = {"name": launch.name, "day": long_day(launch.on, slot.locale)}
    waiting = "landing.before_mailed" if desk.brief.brief.email else "landing.before"
    heading = lines.bare(desk.say("launch.before", slot.id, **named))
    return Block(heading=heading, paragraphs=(desk.say(waiting, slot.id, **named),))


def _sentences(*groups: Sequence[Telling]) -> list[str]:
    return [text for group in groups for fact in group for text in (fact.hook, *fact.rest)]


def promised(desk: Desk, assignment: Assignment, kinds: dict[str, list[Telling]]) -> str:
    """Return the first line: the campaign's promise if it fits, else a benefit that does."""
    options = [assignment.promise, assignment.idea.line]
    options += [fact.short for fact in kinds["benefit"] if fact.short]
    fit = first_fit(CHANNEL, "promise", [lines.bare(lines.tidy(text)) for text in options if not desk.barred(text)])
    return lines.opened(fit or desk.brand)


def _title(desk: Desk, promise: str) -> str:
    what = lines.head_of(lines.opened(lines.tidy(desk.brief.brief.offer.what)), 7)
    topic = next((lines.opened(text) for text in topics(desk.brief.brief.offer.what)), "")
    local = [f"{topic} in {place}" for place in desk.places[:1]]
    options = [f"{text} | {desk.brand}" for text in (what, promise, *local, topic) if text]
    return first_fit(CHANNEL, "meta_title", options) or desk.brand


def subline(desk: Desk, offers: Sequence[Telling]) -> str:
    """Return who it is and what it is, in a line."""
    said = [lines.lowered(text, desk.names) for text in _sentences(offers)]
    said += [lines.lowered(head, desk.names) for text in said if (head := lines.head_of(text, 14))]
    named = [lines.finished(f"{desk.brand}: {text}") for text in said]
    return first_fit(CHANNEL, "subline", named) or lines.finished(desk.brand)


def _problem(desk: Desk, assignment: Assignment, questions: Sequence[Telling]) -> Block:
    """Return what readers live with and what speaks of it; where the brief does not say, what they ask first."""
    slot = assignment.slot
    if lived := situations(desk)[:MOST_DOUBTS]:
        answer = meets(desk, lived[0], [desk.telling(fact) for fact in desk.stock(assignment)])
        first, *others = [lines.finished(lines.bare(each.hook).rstrip("?")) for each in lived]
        said = lines.paragraph([first, answer.hook if answer else ""])
        return Block(heading=desk.say("landing.situation", slot.id), paragraphs=(said,), bullets=tuple(others))
    asks = [fact.hook for fact in questions] or [lines.finished(assignment.pillar.objection)]
    return Block(
        heading=desk.say("landing.problem", slot.id),
        paragraphs=(desk.say("landing.problem_lead", slot.id),),
        bullets=tuple(ask for ask in asks if not desk.barred(ask))[:MOST_DOUBTS],
    )


def _benefits(desk: Desk, facts: Sequence[Telling], salt: str) -> tuple[Block, ...]:
    """Return benefits as heading and line where their sentence has two parts, the others together in a list.

    A heading with nothing below it says no more than a bullet: too few in two parts, and all of them are a list.
    """
    blocks = [_benefit(fact) for fact in facts]
    parted = [block for block in blocks if block is not None][: MOST_BENEFITS - 1]
    if len(parted) < FEWEST_BENEFITS:
        return (Block(heading=desk.say("landing.gains", salt), bullets=tuple(fact.full for fact in facts)),)
    rest = tuple(fact.full for fact, block in zip(facts, blocks, strict=True) if block not in parted)
    return (*parted, Block(heading=desk.say("landing.more", salt), bullets=rest)) if rest else tuple(parted)


def _benefit(fact: Telling) -> Block | None:
    """Return a benefit with its first part as the heading and the rest below; None for a sentence in one piece."""
    if fact.rest:
        return Block(heading=lines.bare(fact.hook), paragraphs=(fact.remainder,))
    head, _, tail = lines.bare(fact.hook).partition(", ")
    conditional = head.split(" ", 1)[0].lower() in words("conditions")
    short = min(lines.count_words(head), lines.count_words(tail)) < STANDING
    if short or conditional or not lines.stands(tail):
        return None
    return Block(heading=head, paragraphs=(lines.finished(tail),))


def proven(desk: Desk, proofs: Sequence[Telling], salt: str) -> Block | None:
    """Return the proofs as a list; None without any."""
    if not proofs:
        return None
    return Block(heading=desk.say("landing.proof", salt), bullets=tuple(fact.full for fact in proofs))


def offered(desk: Desk, prices: Sequence[Telling], salt: str) -> Block | None:
    """Return the prices under a heading; None without any."""
    if not prices:
        return None
    heading = desk.say("landing.gift" if desk.sort(prices[0]) == "gift" else "landing.offer", salt)
    return priced(desk, heading, prices)


def priced(desk: Desk, heading: str, prices: Sequence[Telling]) -> Block:
    """Return prices as a list; the day they end stands once below the heading where it is one day."""
    ends = desk.endings(prices)
    common = [end for end in ends if end]
    if len(common) == 1 and sum(fact.ends is not None for fact in prices) == len(prices) > 1:
        return Block(heading=heading, paragraphs=(common[0],), bullets=tuple(fact.plain for fact in prices))
    return Block(heading=heading, bullets=tuple(fact.full for fact in prices))
