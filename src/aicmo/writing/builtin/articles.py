"""The article: the title's question answered first, then one question or point a section; as long as the facts last."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import goal_act, linked
from aicmo.writing.builtin.affinity import stems
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.emails import reply
from aicmo.writing.builtin.fitting import filled, first_fit
from aicmo.writing.builtin.hashtags import topics
from aicmo.writing.builtin.launches import launch_line
from aicmo.writing.builtin.pages import priced
from aicmo.writing.builtin.pairing import follow
from aicmo.writing.builtin.process import phased, tells_process
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.builtin.words import words
from aicmo.writing.documents import Assignment, Block, BlogPost, Written

CHANNEL = "blog"
FEWEST_FACTS = 4
CLOSE = 1.0
MORE = 10
WHOLE = 7
COURSE = 3
MOST_SECTIONS = 4
FEWEST_OTHERS = 2
KINDS = ("benefit", "question", "price", "proof", "moment", "audience")


def write_article(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one article; None when the brief's facts do not fill one."""
    slot = assignment.slot
    told = [desk.telling(fact) for fact in desk.stock(assignment)]
    if len(told) < FEWEST_FACTS:
        return None
    lead = _lead(desk, told)
    title = first_fit(CHANNEL, "title", _titles(desk, lead)) or desk.brand
    act = linked(desk, slot, [lead])
    act = goal_act(desk.brief).short[0].capitalize() if act.startswith("Read") else act
    day = slot.publish_at.date() if slot.publish_at else desk.brief.brief.schedule.starts
    article = BlogPost(
        title=title,
        meta_description=filled(CHANNEL, "meta_description", [lead.hook, *lead.rest, *_others(told, lead)]),
        intro=_intro(desk, assignment, lead, told),
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


def _lead(desk: Desk, told: Sequence[Telling]) -> Telling:
    """Return what the article is about: the question with the fullest answer, an open one first.

    How to pay comes last, and what becomes of an earlier product: both are asked by those who know the offer.
    """
    answered = [fact for fact in told if fact.kind == "question" and fact.rest]

    subject = stems(" ".join(topics(desk.brief.brief.offer.what)))

    def substance(fact: Telling) -> int:
        open_ended = fact.hook.split(" ", 1)[0].lower() in words("asking")
        money = "money" in desk.affinity.themes(fact.id)
        named = bool(subject & stems(fact.hook))
        back = bool(stems(fact.hook) & stems(" ".join(words("bygone"))))
        return lines.count_words(fact.remainder) + MORE * (open_ended + named - 2 * money - 2 * back)

    return max(answered, key=substance, default=told[0])


def _titles(desk: Desk, lead: Telling) -> list[str]:
    """Return the question, after the topic where it does not name it."""
    topic = next(iter(topics(desk.brief.brief.offer.what)), desk.brand)
    hook = lines.bare(lead.hook)
    full = f"{lines.opened(topic)}: {lines.lowered(hook, desk.names)}"
    named = stems(topic) & stems(hook) or lines.count_words(hook) >= WHOLE
    options = ((hook, full) if named else (full, hook)) + (lead.short, lines.opened(topic))
    return [text for text in options if text]


def _others(told: Sequence[Telling], lead: Telling) -> list[str]:
    return [text for fact in told if fact is not lead and fact.kind == "benefit" for text in (fact.hook, *fact.rest)]


def _intro(desk: Desk, assignment: Assignment, lead: Telling, told: Sequence[Telling]) -> str:
    """Return the answer to the title's question, what belongs to it, what is launched, and what the client offers."""
    opening = lead.remainder if lead.kind == "question" else lead.full
    benefits = [fact for fact in told if fact.kind == "benefit"]
    near = [fact.full for fact in _near(desk, lead, benefits)]
    what = next((f"{desk.brand}: {lines.lowered(fact.full, desk.names)}" for fact in told if fact.kind == "what"), "")
    news = lines.paragraph([launch_line(desk, assignment.slot), what])
    return "\n\n".join(text for text in (lines.paragraph([opening, *near]), news) if text)


def _sections(desk: Desk, assignment: Assignment, lead: Telling, told: Sequence[Telling]) -> tuple[Block, ...]:
    """Return how it goes, the questions nearest the lead with what belongs to them, lists, and the other questions."""
    salt = assignment.slot.id
    of = {kind: [fact for fact in told if fact.kind == kind and fact is not lead] for kind in KINDS}
    left = [fact for fact in of["benefit"] if fact not in _near(desk, lead, of["benefit"])]
    course = [fact for fact in phased(left) if fact.kind == "benefit"]
    course = course if len(course) >= COURSE and not tells_process(told) else []
    left = [fact for fact in left if fact not in course]
    asked_facts = follow(desk, [lead], [fact for fact in of["question"] if fact.rest], len(of["question"]))
    told_at_length, others = asked_facts[:MOST_SECTIONS], asked_facts[MOST_SECTIONS:]
    if len(others) < FEWEST_OTHERS:
        told_at_length, others = asked_facts, []
    answered = _answered(desk, told_at_length, left)
    used = {fact.id for _, facts in answered for fact in facts}
    rest = [fact for fact in left if fact.id not in used]
    blocks = [
        _listed(desk, "course", course, salt),
        *(
            Block(heading=ask.hook, paragraphs=(lines.paragraph([ask.remainder, *(fact.full for fact in facts)]),))
            for ask, facts in answered
        ),
        _listed(desk, "benefits", rest, salt),
        _prices(desk, of["price"], salt),
        _listed(desk, "proof", of["proof"], salt),
        _listed(desk, "moment", [fact for fact in of["moment"] if not fact.hook.endswith("?")], salt),
        _questions(desk, others, salt),
        _for_whom(desk, of["audience"], salt),
    ]
    return tuple(block for block in blocks if block)


def _listed(desk: Desk, use: str, facts: Sequence[Telling], salt: str) -> Block | None:
    if not facts:
        return None
    return Block(heading=desk.say(f"blog.{use}", salt), bullets=tuple(fact.full for fact in facts))


def _prices(desk: Desk, prices: Sequence[Telling], salt: str) -> Block | None:
    if not prices:
        return None
    gift = desk.sort(prices[0]) == "gift"
    return priced(desk, desk.say("blog.gift" if gift else "blog.price", salt), prices)


def _questions(desk: Desk, asks: Sequence[Telling], salt: str) -> Block | None:
    if not asks:
        return None
    return Block(heading=desk.say("blog.faq", salt), paragraphs=tuple(fact.full for fact in asks))


def _for_whom(desk: Desk, audiences: Sequence[Telling], salt: str) -> Block | None:
    """Return who it is for and where, where the brief says so."""
    first = min(audiences, key=lambda fact: fact.id, default=None)
    if first is None:
        return None
    who, names = first.tags["who"], lines.listed(desk.places)
    text = first.full if not names or " in " in who else f"For {who} in {names}."
    return Block(heading=desk.say("blog.where", salt), paragraphs=(text,))


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


def _closing(desk: Desk, assignment: Assignment) -> str:
    """Return the way to ask what is still open, and the lines that the brief demands."""
    asked = lines.paragraph([desk.say("blog.closing", assignment.slot.id), reply(desk, assignment.slot.id)])
    return "\n\n".join([asked, *desk.demanded(assignment.slot)])
