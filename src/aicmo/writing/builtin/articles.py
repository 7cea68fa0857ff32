"""The article: the title's question answered first, then one question or point a section; as long as the facts last."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import asked, goal_act, in_place
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import filled, first_fit
from aicmo.writing.builtin.hashtags import topics
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment, Block, BlogPost, Written

CHANNEL = "blog"
FEWEST_FACTS = 4
TOGETHER = 3


def write_article(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one article; None when the brief has too few facts to answer anything."""
    slot = assignment.slot
    told = [desk.telling(fact) for fact in desk.stock(assignment)]
    if len(told) < FEWEST_FACTS:
        return None
    lead = _lead(told)
    title = first_fit(CHANNEL, "title", _titles(desk, lead)) or desk.brand
    act = asked(slot)
    act = goal_act(desk.brief).short[0].capitalize() if in_place(act) else act
    day = slot.publish_at.date() if slot.publish_at else desk.brief.brief.schedule.starts
    article = BlogPost(
        title=title,
        meta_description=filled(CHANNEL, "meta_description", [lead.hook, *lead.rest, *_others(told, lead)]),
        intro=_intro(desk, assignment, lead, told),
        sections=_sections(desk, assignment, lead, told),
        closing=_closing(desk, assignment, act),
        action=act,
        link=assignment.link,
        author=desk.brand,
        dated=day,
    )
    facts = tuple(dict.fromkeys([lead.id, *(fact.id for fact in told)]))
    desk.used(slot, facts, title)
    return Written(content=article, facts=facts)


def _lead(told: Sequence[Telling]) -> Telling:
    """Return what the article is about: a question with a real answer, else its first fact."""
    asked_facts = [fact for fact in told if fact.kind == "question" and fact.rest]
    return asked_facts[0] if asked_facts else told[0]


def _titles(desk: Desk, lead: Telling) -> list[str]:
    topic = next(iter(topics(desk.brief.brief.offer.what)), desk.brand)
    hook = lines.bare(lead.hook)
    options = (f"{lines.opened(topic)}: {lines.lowered(hook, desk.names)}", hook, lead.short, lines.opened(topic))
    return [text for text in options if text]


def _others(told: Sequence[Telling], lead: Telling) -> list[str]:
    return [text for fact in told if fact is not lead and fact.kind == "benefit" for text in (fact.hook, *fact.rest)]


def _intro(desk: Desk, assignment: Assignment, lead: Telling, told: Sequence[Telling]) -> str:
    opening = lead.remainder if lead.kind == "question" else lead.full
    what = next((fact.full for fact in told if fact.kind == "what"), "")
    return lines.paragraph([opening, what, desk.say("blog.lead", assignment.slot.id)])


def _sections(desk: Desk, assignment: Assignment, lead: Telling, told: Sequence[Telling]) -> tuple[Block, ...]:
    salt = assignment.slot.id
    of = {
        kind: [fact for fact in told if fact.kind == kind and fact is not lead]
        for kind in ("benefit", "question", "price", "proof", "moment", "place", "audience")
    }
    told_in = [fact.full for fact in of["benefit"]]
    benefits = [lines.paragraph(told_in[at : at + TOGETHER]) for at in range(0, len(told_in), TOGETHER)]
    blocks: list[Block] = []
    if benefits:
        blocks.append(Block(heading=desk.say("blog.benefits", salt), paragraphs=tuple(benefits)))
    blocks += [Block(heading=fact.hook, paragraphs=(fact.remainder,)) for fact in of["question"] if fact.rest]
    if of["price"]:
        blocks.append(
            Block(
                heading=desk.say(f"blog.{desk.sort(of['price'][0])}", salt),
                bullets=tuple(fact.full for fact in of["price"]),
            )
        )
    if of["proof"]:
        blocks.append(Block(heading=desk.say("blog.proof", salt), bullets=tuple(fact.full for fact in of["proof"])))
    if of["moment"]:
        blocks.append(Block(heading=desk.say("blog.moment", salt), bullets=tuple(fact.full for fact in of["moment"])))
    where = [fact.full for fact in of["audience"][:1]]
    if of["place"]:
        where.append(f"{desk.brand} for {lines.listed([fact.tags['place'] for fact in of['place']])}.")
    if where:
        blocks.append(Block(heading=desk.say("blog.where", salt), paragraphs=(lines.paragraph(where),)))
    return tuple(blocks)


def _closing(desk: Desk, assignment: Assignment, act: str) -> str:
    closing = desk.say("blog.closing", assignment.slot.id, act=lines.lowered(act), Act=act)
    return "\n\n".join([closing, *desk.demanded(assignment.slot)])
