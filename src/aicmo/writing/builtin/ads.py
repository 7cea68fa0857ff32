"""Single-image ads on Meta and LinkedIn: one fact above the fold, a headline, a line, a button."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import Act, act_of, asked, goal_act, in_place
from aicmo.writing.builtin.cards import card_words, described
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.hashtags import topics
from aicmo.writing.builtin.pairing import follow, near, pairs
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment, LinkedInAd, MetaAd, Written

FEWEST_FACTS = 2
MOST_FACTS = 3
ECHO = 0.7


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
    action = asked(desk, assignment.slot)
    return goal_act(desk.brief) if in_place(action) else act_of(desk.brief, action)


def _copy(desk: Desk, assignment: Assignment, field: str) -> tuple[str, str, str, list[Telling]] | None:
    """Return text, headline, description and the facts they tell, or None when two facts do not fit."""
    slot = assignment.slot
    demanded = desk.demanded(slot)
    for long, two in product((False, True), pairs(desk, assignment)):
        picks = [*two, *follow(desk, two, desk.free(assignment), MOST_FACTS)]
        body = two if long else _body(slot.channel, field, picks, demanded)
        text = _whole(body, demanded)
        two_offers = sum(fact.kind == "price" for fact in body) > 1
        if two_offers or not fits(slot.channel, field, text, advised=False) or desk.echo(slot, text) > ECHO:
            continue
        headed = _headed(desk, slot.channel, body, [*picks, *desk.free(assignment)])
        told = [*body, *([headed] if headed else [])]
        if len(told) >= FEWEST_FACTS:
            desk.keep(slot, text)
            headline = (_line(slot.channel, "headline", headed) if headed else None) or _subject(desk, slot.channel)
            return text, headline, _description(desk, assignment), told
    return None


def _whole(body: Sequence[Telling], demanded: Sequence[str]) -> str:
    return "\n\n".join([lines.paragraph(fact.full for fact in body), *demanded])


def _body(channel: str, field: str, picks: list[Telling], demanded: Sequence[str]) -> list[Telling]:
    """Return the first fact that is seen whole with what must stand there, and a second where both are."""
    lead = next((fact for fact in picks if fits(channel, field, _whole([fact], demanded))), picks[0])
    others = [fact for fact in picks if fact is not lead]
    second = next((fact for fact in others if fits(channel, field, _whole([lead, fact], demanded))), None)
    return [lead, second] if second and len(picks) > FEWEST_FACTS else [lead]


def _headed(desk: Desk, channel: str, body: list[Telling], known: list[Telling]) -> Telling | None:
    """Return the fact that belongs to the body best and heads no ad yet; two prices in one ad would be two offers."""
    told, priced = {fact.id for fact in body}, any(fact.kind == "price" for fact in body)
    fresh = [fact for fact in known if fact.id not in told and not (priced and fact.kind == "price")]
    fitting = [fact for fact in fresh if _line(channel, "headline", fact)]
    unused = [fact for fact in fitting if not desk.headed[fact.id]]
    best = max(
        unused,
        key=lambda fact: near(desk, fact, body),
        default=None,
    )
    if best is not None:
        desk.headed[best.id] += 1
    return best


def _line(channel: str, field: str, fact: Telling) -> str | None:
    """Return the longest form of a fact that a line of the ad holds."""
    if fact.kind in {"place", "question"}:
        return None
    forms = [lines.bare(text) for text in (fact.full, fact.hook, fact.short) if text]
    return next((text for text in forms if fits(channel, field, text)), None)


def _description(desk: Desk, assignment: Assignment) -> str:
    """Return the line below the headline: the brand, with the act where both fit."""
    channel, act = assignment.slot.channel, _act(desk, assignment)
    options = [f"{desk.brand}: {text.lower()}" for text in act.short]
    options += [f"{desk.brand}, {place}" for place in desk.places[:1]]
    fit = [text for text in options if fits(channel, "description", text) and not desk.barred(text)]
    return desk.choose(fit or [desk.brand], assignment.slot.id)


def _subject(desk: Desk, channel: str) -> str:
    """Return the offer in as many words as a headline holds."""
    what = lines.opened(lines.tidy(desk.brief.brief.offer.what))
    heads = [lines.head_of(what, size) for size in (12, 9, 6, 4)] + [lines.opened(text) for text in topics(what)[:1]]
    return next((head for head in heads if head and fits(channel, "headline", head)), desk.brand)
