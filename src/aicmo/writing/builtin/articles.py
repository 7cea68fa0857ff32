"""The article: the title's question answered first, then one question or point a section; as long as the facts last."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import asked, goal_act, in_place
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import filled, first_fit
from aicmo.writing.builtin.hashtags import topics
from aicmo.writing.builtin.pairing import follow
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.builtin.words import words
from aicmo.writing.documents import Assignment, Block, BlogPost, Written

CHANNEL = "blog"
FEWEST_FACTS = 4
CLOSE = 0.75
KINDS = ("benefit", "question", "price", "proof", "moment", "place", "audience")


def write_article(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one article; None when the brief has too few facts to answer anything."""
    slot = assignment.slot
    told = [desk.telling(fact) for fact in desk.stock(assignment)]
    if len(told) < FEWEST_FACTS:
        return None
    lead = _lead(told)
    title = first_fit(CHANNEL, "title", _titles(desk, lead)) or desk.brand
    act = asked(desk, slot)
    act = goal_act(desk.brief).short[0].capitalize() if in_place(act) or act.startswith("Read") else act
    day = slot.publish_at.date() if slot.publish_at else desk.brief.brief.schedule.starts
    article = BlogPost(
        title=title,
        meta_description=filled(CHANNEL, "meta_description", [lead.hook, *lead.rest, *_others(told, lead)]),
        intro=_intro(desk, lead, told),
        sections=_sections(desk, assignment, lead, told),
        closing=_closing(desk, assignment),
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
    general = [fact for fact in asked_facts if fact.hook.split(" ", 1)[0].lower() in words("asking")]
    return [*general, *asked_facts, told[0]][0]


def _titles(desk: Desk, lead: Telling) -> list[str]:
    topic = next(iter(topics(desk.brief.brief.offer.what)), desk.brand)
    hook = lines.bare(lead.hook)
    options = (f"{lines.opened(topic)}: {lines.lowered(hook, desk.names)}", hook, lead.short, lines.opened(topic))
    return [text for text in options if text]


def _others(told: Sequence[Telling], lead: Telling) -> list[str]:
    return [text for fact in told if fact is not lead and fact.kind == "benefit" for text in (fact.hook, *fact.rest)]


def _intro(desk: Desk, lead: Telling, told: Sequence[Telling]) -> str:
    """Return the answer to the title's question, what belongs to it, and what the client offers."""
    opening = lead.remainder if lead.kind == "question" else lead.full
    benefits = [fact for fact in told if fact.kind == "benefit"]
    near = [fact.full for fact in _near(desk, lead, benefits)]
    what = next((f"{desk.brand}: {lines.lowered(fact.full, desk.names)}" for fact in told if fact.kind == "what"), "")
    return "\n\n".join(text for text in (lines.paragraph([opening, *near]), what) if text)


def _sections(desk: Desk, assignment: Assignment, lead: Telling, told: Sequence[Telling]) -> tuple[Block, ...]:
    """Return a section for each question, with what belongs to its answer; then the rest, prices, proof and dates."""
    salt = assignment.slot.id
    of = {kind: [fact for fact in told if fact.kind == kind and fact is not lead] for kind in KINDS}
    asked_facts = [fact for fact in of["question"] if fact.rest]
    left = [fact for fact in of["benefit"] if fact not in _near(desk, lead, of["benefit"])]
    answered = _answered(desk, follow(desk, [lead], asked_facts, len(asked_facts)), left)
    used = {fact.id for _, facts in answered for fact in facts}
    blocks = [
        Block(heading=ask.hook, paragraphs=(lines.paragraph([ask.remainder, *(fact.full for fact in facts)]),))
        for ask, facts in answered
    ]
    rest = [fact for fact in left if fact.id not in used]
    gift = "gift" if of["price"] and desk.sort(of["price"][0]) == "gift" else "price"
    listed = (("benefits", rest), (gift, of["price"]), ("proof", of["proof"]), ("moment", of["moment"]))
    blocks += [
        Block(heading=desk.say(f"blog.{use}", salt), bullets=tuple(fact.full for fact in facts))
        for use, facts in listed
        if facts
    ]
    where = _where(of["audience"], of["place"])
    return (*blocks, Block(heading=desk.say("blog.where", salt), paragraphs=(where,))) if where else tuple(blocks)


def _answered(
    desk: Desk, questions: Sequence[Telling], benefits: Sequence[Telling]
) -> list[tuple[Telling, list[Telling]]]:
    """Return each question with the one benefit that clearly belongs to its answer; no benefit stands twice."""
    left, found = list(benefits), []
    for ask in questions:
        near = _near(desk, ask, left)
        left = [fact for fact in left if fact not in near]
        found.append((ask, near))
    return found


def _near(desk: Desk, ask: Telling, benefits: Sequence[Telling]) -> list[Telling]:
    """Return the one benefit that clearly belongs to an answer, if there is one."""
    return [fact for fact in follow(desk, [ask], benefits, 1) if desk.affinity.of(ask.id, fact.id) >= CLOSE]


def _where(audiences: Sequence[Telling], places: Sequence[Telling]) -> str:
    names = lines.listed([fact.tags["place"] for fact in places])
    who = audiences[0].tags["who"] if audiences else "people"
    if not names or " in " in who:
        return audiences[0].full if audiences else ""
    return f"For {who} in {names}."


def _closing(desk: Desk, assignment: Assignment) -> str:
    closing = desk.say("blog.closing", assignment.slot.id)
    return "\n\n".join([closing, *desk.demanded(assignment.slot)])
