"""What a launch needs beside a campaign: the press release, the one-pager, and the words that name the day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from aicmo.catalog.locales import long_day
from aicmo.onboarding.documents import Launch
from aicmo.strategy.documents import Slot
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import goal_act
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import first_fit
from aicmo.writing.builtin.pages import offered, promised, proven, subline
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.builtin.words import words
from aicmo.writing.documents import Assignment, Block, OnePager, PressRelease, Spoken, Written

PRESS, SHEET = "press", "one_pager"
FEWEST_FACTS = 3
GLANCE = 7
SHEET_GAINS = 5
SHEET_ASKS = 3


def launch_line(desk: Desk, slot: Slot) -> str:
    """Return what a draft says of the launch before anything else: that it comes, is there, is still there; or ""."""
    launch, day = desk.brief.brief.launch, slot.publish_at.date() if slot.publish_at else None
    if launch is None or day is None:
        return ""
    use = "before" if day < launch.on else "day" if day == launch.on else "after"
    return desk.say(f"launch.{use}", slot.id, name=launch.name, day=long_day(launch.on, slot.locale))


def is_before_launch(desk: Desk, slot: Slot) -> bool:
    """Say whether a draft appears before the day of the launch that the brief names."""
    launch = desk.brief.brief.launch
    return launch is not None and slot.publish_at is not None and slot.publish_at.date() < launch.on


def launch_subject(desk: Desk, slot: Slot) -> list[str]:
    """Return subjects that name the launch, the one for the mail's day first; none without a launch."""
    launch = desk.brief.brief.launch
    if launch is None or slot.publish_at is None or slot.publish_at.date() > launch.on:
        return []
    use = "before" if slot.publish_at.date() < launch.on else "day"
    return [desk.say(f"launch.{use}_subject", slot.id, name=launch.name, day=long_day(launch.on, slot.locale))]


def write_release(desk: Desk, assignment: Assignment) -> Written | None:
    """Write the press release; None without a launch or with fewer than three facts an editor may print.

    It speaks of the client in the third person, so lines that say "we" or "you" stay out; quotes are the client's own.
    """
    launch, slot = desk.brief.brief.launch, assignment.slot
    told = [fact for fact in _in_order(desk, assignment) if printable(fact.full)]
    if launch is None or len(told) < FEWEST_FACTS:
        return None
    of = {kind: [fact for fact in told if fact.kind == kind] for kind in ("what", "proof", "benefit", "price")}
    day = slot.publish_at.date() if slot.publish_at else launch.on
    told_whole = [fact for fact in of["proof"] if lines.is_clause(fact.hook)]
    short = [fact for fact in of["proof"] if fact not in told_whole]
    glance = [*short, *of["benefit"], *of["price"]][:GLANCE]
    release = PressRelease(
        embargo=desk.once("press.embargo", day=long_day(launch.on, slot.locale)),
        headline=_headline(desk, launch, [*of["what"], *of["benefit"], *of["proof"]]),
        dateline=_dateline(desk, day, slot.locale),
        lead=_lead(desk, launch, of["what"], slot.locale),
        paragraphs=tuple(_evidence(told_whole)),
        glance=tuple(fact.full for fact in glance),
        quotes=tuple(Spoken(text=quote.text, by=quote.by) for quote in launch.quotes),
        about=_about(desk, of["what"]),
        contact=tuple(desk.brief.brief.brand.public_contacts) or (desk.brief.brief.brand.website or desk.brand,),
        legal=desk.demanded(slot),
        link=assignment.link,
    )
    facts = tuple(dict.fromkeys(fact.id for fact in (*of["what"], *of["proof"], *glance)))
    desk.used(slot, facts, release.headline)
    return Written(content=release, facts=facts)


def _in_order(desk: Desk, assignment: Assignment) -> list[Telling]:
    """Return all facts that may be said in the client's order: a document is read from its top."""
    stock = desk.stock(assignment)
    return [desk.telling(fact) for fact in desk.brief.facts if fact in stock]


def printable(text: str) -> bool:
    """Say whether a line stands in the third person, as an editor prints it."""
    said = set(re.findall(r"[\w’]+", text.lower().replace("'", "’")))
    return not said & (words("first_person") | words("second_person"))


def _headline(desk: Desk, launch: Launch, facts: Sequence[Telling]) -> str:
    plain = desk.once("press.headline", name=launch.name)
    options = [f"{plain}: {lines.lowered(lines.bare(fact.short), desk.names)}" for fact in facts if fact.short]
    return first_fit(PRESS, "headline", [*options[:2], plain]) or launch.name


def _dateline(desk: Desk, day: date, locale: str) -> str:
    return ", ".join([*desk.places[:1], long_day(day, locale)])


def _lead(desk: Desk, launch: Launch, offers: Sequence[Telling], locale: str) -> str:
    """Return who brings what, when and where, and what it is."""
    where = lines.listed(desk.places)
    key = "press.lead" if where else "press.lead_anywhere"
    opening = desk.once(key, name=launch.name, day=long_day(launch.on, locale), where=where)
    what = lines.sentences(desk.brief.brief.offer.what) if offers else []
    said = [
        text if lines.is_clause(text) else desk.once("press.what", what=lines.lowered(text, desk.names))
        for text in what[:1]
    ]
    return lines.paragraph([opening, *map(lines.finished, [*said, *what[1:]])])


def _evidence(proofs: Sequence[Telling]) -> list[str]:
    return [lines.paragraph([fact.full for fact in proofs])] if proofs else []


def _about(desk: Desk, offers: Sequence[Telling]) -> str:
    site = desk.brief.brief.brand.website
    what = [f"{desk.brand}: {lines.lowered(fact.hook, desk.names)}" for fact in offers[:1]] or [f"{desk.brand}."]
    where = [desk.once("press.site", site=re.sub(r"^https?://", "", site).rstrip("/"))] if site else []
    return lines.paragraph([*what, *where])


def write_sheet(desk: Desk, assignment: Assignment) -> Written | None:
    """Write the one-pager: promise, gains, proof, price, questions, one thing to do; None with too few facts."""
    slot = assignment.slot
    told = _in_order(desk, assignment)
    of = {
        kind: [fact for fact in told if fact.kind == kind] for kind in ("what", "benefit", "proof", "price", "question")
    }
    if len(told) < FEWEST_FACTS or assignment.link is None:
        return None
    gains, asks = of["benefit"][:SHEET_GAINS], [fact for fact in of["question"] if fact.rest][:SHEET_ASKS]
    blocks = [
        Block(heading=desk.say("landing.gains", slot.id), bullets=tuple(fact.full for fact in gains))
        if gains
        else None,
        proven(desk, of["proof"], slot.id),
        offered(desk, of["price"], slot.id),
        Block(heading=desk.say("blog.faq", slot.id), bullets=tuple(fact.full for fact in asks)) if asks else None,
    ]
    sheet = OnePager(
        promise=promised(desk, assignment, of),
        subline=subline(desk, of["what"]),
        sections=tuple(block for block in blocks if block),
        action=lines.opened(goal_act(desk.brief).short[0].lower()),
        link=assignment.link,
        contact=tuple(desk.brief.brief.brand.public_contacts),
        legal=desk.demanded(slot),
    )
    facts = tuple(fact.id for fact in (*of["what"], *gains, *of["proof"], *of["price"], *asks))
    desk.used(slot, facts, sheet.promise)
    return Written(content=sheet, facts=facts)
