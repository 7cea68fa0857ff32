"""Single-image ads on Meta and LinkedIn: one fact above the fold, a headline, a line, a button."""

from __future__ import annotations

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import Act, act_of, asked, goal_act, in_place
from aicmo.writing.builtin.cards import card_words, described
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment, LinkedInAd, MetaAd, Written

FEWEST_FACTS = 2
MOST_FACTS = 3


def write_meta_ad(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one Meta ad; None without a page or with fewer than two facts."""
    copy = _copy(desk, assignment, "primary_text")
    if copy is None or assignment.link is None:
        return None
    text, headline, description, told = copy
    words = card_words(desk, told, assignment)
    ad = MetaAd(
        primary_text=text,
        headline=headline,
        description=description,
        button=_act(desk, assignment).meta,
        link=assignment.link,
        image_text=words,
        alt_text=described(desk, words, assignment.slot.id),
    )
    return _written(desk, assignment, ad, told)


def write_linkedin_ad(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one LinkedIn ad; None without a page or with fewer than two facts."""
    copy = _copy(desk, assignment, "intro")
    if copy is None or assignment.link is None:
        return None
    text, headline, description, told = copy
    words = card_words(desk, told, assignment)
    ad = LinkedInAd(
        intro=text,
        headline=headline,
        description=description,
        button=_act(desk, assignment).linkedin,
        link=assignment.link,
        image_text=words,
        alt_text=described(desk, words, assignment.slot.id),
    )
    return _written(desk, assignment, ad, told)


def _written(desk: Desk, assignment: Assignment, ad: MetaAd | LinkedInAd, told: list[Telling]) -> Written:
    facts = tuple(telling.id for telling in told)
    desk.used(assignment.slot, facts, ad.primary_text if isinstance(ad, MetaAd) else ad.intro)
    return Written(content=ad, facts=facts)


def _act(desk: Desk, assignment: Assignment) -> Act:
    action = asked(assignment.slot)
    return goal_act(desk.brief) if in_place(action) else act_of(desk.brief, action)


def _copy(desk: Desk, assignment: Assignment, field: str) -> tuple[str, str, str, list[Telling]] | None:
    """Return text, headline, description and the facts they tell, or None when two facts do not fit."""
    channel = assignment.slot.channel
    picks = desk.picks(assignment, MOST_FACTS + 1)
    if len(picks) < FEWEST_FACTS:
        return None
    ending = desk.demanded(assignment.slot)
    lead = next((fact for fact in picks if fits(channel, field, fact.full)), picks[0])
    others = [fact for fact in picks if fact is not lead]
    second = next((fact for fact in others if fits(channel, field, f"{lead.full} {fact.full}")), None)
    headed = next(
        ((fact, text) for fact in others if fact is not second and (text := _line(channel, "headline", fact))), None
    )
    head_fact, headline = headed or (None, None)
    left = [fact for fact in picks if fact not in [lead, second, head_fact]]
    lined = next(((fact, text) for fact in left if (text := _line(channel, "description", fact))), None)
    told = [lead, *(fact for fact in (second, head_fact, lined[0] if lined else None) if fact)]
    if len(told) < FEWEST_FACTS:
        told = [lead, others[0]]
        second = others[0]
    body = lines.paragraph([lead.full, second.full if second else ""])
    text = "\n\n".join([body, *ending])
    if not fits(channel, field, text, advised=False):
        return None
    act = _act(desk, assignment)
    short = desk.choose(
        [text for text in act.short if fits(channel, "description", text)] or [desk.brand], assignment.slot.id
    )
    return text, headline or _fallback(desk, channel), lined[1] if lined else short, told


def _line(channel: str, field: str, fact: Telling) -> str | None:
    """Return the longest form of a fact that a line of the ad holds."""
    if fact.kind in {"place", "audience"}:
        return None
    for text in (fact.full, fact.hook, fact.short):
        if text and (fact.kind != "question") and fits(channel, field, lines.bare(text)):
            return lines.bare(text)
    return None


def _fallback(desk: Desk, channel: str) -> str:
    what = desk.brief.brief.offer.what
    for size in (12, 9, 6, 4):
        head = lines.head_of(lines.opened(lines.tidy(what)), size)
        if head and fits(channel, "headline", head):
            return head
    return desk.brand
