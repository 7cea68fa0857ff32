"""The landing page: promise, problem, benefits, proof, steps, offer, questions, one goal, all from the brief."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import asked, goal_act, in_place
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import filled, first_fit
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
    act = asked(desk, slot)
    act = goal_act(desk.brief).short[0].capitalize() if in_place(act) else act
    kinds = {
        kind: [fact for fact in told if fact.kind == kind] for kind in ("benefit", "proof", "price", "question", "what")
    }
    promise = _promise(desk, assignment, kinds)
    page = LandingPage(
        meta_title=_title(desk, promise),
        meta_description=filled(
            CHANNEL, "meta_description", _sentences(kinds["what"], kinds["benefit"], kinds["price"])
        ),
        promise=promise,
        subline=first_fit(
            CHANNEL, "subline", [lines.finished(lines.tidy(desk.brief.brief.offer.what)), *_sentences(kinds["what"])]
        )
        or desk.brand,
        action=act,
        link=assignment.link,
        problem=_problem(desk, assignment, kinds["question"]),
        benefits=_benefits(desk, kinds["benefit"], slot.id),
        proof=_proof(desk, kinds["proof"], slot.id),
        steps=_steps(kinds["benefit"], kinds["question"], act),
        offer=_offer(desk, kinds["price"], slot.id),
        faq=tuple(Faq(ask=fact.hook, answer=fact.remainder) for fact in kinds["question"] if fact.rest),
        closing=lines.finished(act),
        legal=desk.demanded(slot),
        form_fields=goal_act(desk.brief).form,
    )
    facts = tuple(fact.id for fact in told if fact.kind in kinds or fact.kind == "audience")
    desk.used(slot, facts, promise)
    return Written(content=page, facts=facts)


def _sentences(*groups: Sequence[Telling]) -> list[str]:
    return [text for group in groups for fact in group for text in (fact.hook, *fact.rest)]


def _promise(desk: Desk, assignment: Assignment, kinds: dict[str, list[Telling]]) -> str:
    """Return the first line: the campaign's promise if it fits, else a benefit that does."""
    options = [assignment.promise, assignment.idea.line]
    options += [fact.short for fact in kinds["benefit"] if fact.short]
    fit = first_fit(CHANNEL, "promise", [lines.bare(lines.tidy(text)) for text in options if not desk.barred(text)])
    return lines.opened(fit or desk.brand)


def _title(desk: Desk, promise: str) -> str:
    what = lines.head_of(lines.opened(lines.tidy(desk.brief.brief.offer.what)), 7)
    options = [f"{what} | {desk.brand}" if what else None, f"{promise} | {desk.brand}", what, promise, desk.brand]
    return first_fit(CHANNEL, "meta_title", options) or desk.brand


def _problem(desk: Desk, assignment: Assignment, questions: Sequence[Telling]) -> Block:
    slot = assignment.slot
    asks = [fact.hook for fact in questions] or [lines.finished(assignment.pillar.objection)]
    return Block(
        heading=desk.say("landing.problem", slot.id),
        paragraphs=(desk.say("landing.problem_lead", slot.id),),
        bullets=tuple(ask for ask in asks if not desk.barred(ask))[:MOST_DOUBTS],
    )


def _benefits(desk: Desk, facts: Sequence[Telling], salt: str) -> tuple[Block, ...]:
    """Return benefits as heading and line where their sentence has two parts, the others together in a list."""
    blocks = [(fact, _benefit(fact)) for fact in facts]
    parted = [block for _, block in blocks if block is not None][: MOST_BENEFITS - 1]
    whole = sorted((fact for fact, block in blocks if block is None), key=lambda fact: len(fact.hook))
    lacking = max(0, FEWEST_BENEFITS - len(parted))
    parted += [Block(heading=lines.bare(fact.full)) for fact in whole[:lacking]]
    if not whole[lacking:]:
        return tuple(parted)
    rest = tuple(fact.full for fact in whole[lacking:])
    return (*parted, Block(heading=desk.say("landing.more", salt), bullets=rest))


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


def _proof(desk: Desk, proofs: Sequence[Telling], salt: str) -> Block | None:
    if not proofs:
        return None
    return Block(heading=desk.say("landing.proof", salt), bullets=tuple(fact.full for fact in proofs))


def _steps(benefits: Sequence[Telling], questions: Sequence[Telling], act: str) -> tuple[str, ...]:
    """Return how it goes: the first step, then one benefit that speaks of what is before, during and after."""
    timed: list[tuple[int, str]] = []
    for fact in benefits:
        found = set(fact.full.lower().replace(",", " ").replace(".", " ").split())
        if fact.hook.split(" ", 1)[0].lower() in words("replies"):
            continue
        phase = next((number for number, name in enumerate(("early", "during", "late")) if found & words(name)), None)
        if phase is not None:
            timed.append((phase, fact.full))
    steps = dict(sorted(timed, key=lambda step: step[0]))
    later = [fact.remainder for fact in questions if fact.hook.lower().startswith("how long") and fact.rest][:1]
    return (lines.finished(act), *(steps.values() or later))


def _offer(desk: Desk, prices: Sequence[Telling], salt: str) -> Block | None:
    if not prices:
        return None
    return Block(
        heading=desk.say("landing.gift" if desk.sort(prices[0]) == "gift" else "landing.offer", salt),
        bullets=tuple(fact.full for fact in prices),
    )
