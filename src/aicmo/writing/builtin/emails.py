"""E-mails: a fact as subject, another as preheader, short paragraphs, one call to action, a lawful footer."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import asked, goal_act, in_place
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.pairing import follow, pair
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment, Email, Written

CHANNEL = "email"
FEWEST_FACTS = 2
MOST_FACTS = 4
SUBJECT = 50
PREHEADER = (40, 90)


def write_email(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one e-mail; None without a page, without a postal address, or with fewer than two facts."""
    brief, slot = desk.brief.brief, assignment.slot
    told = _told(desk, assignment)
    if len(told) < FEWEST_FACTS or brief.email is None or assignment.link is None:
        return None
    subject_fact, subject = _subject(desk, told)
    act = asked(desk, slot)
    if in_place(act):
        act = goal_act(desk.brief).short[0].capitalize()
    email = Email(
        subject=subject,
        preheader=_preheader(told, subject_fact, subject),
        greeting=desk.say("greeting", slot.id),
        paragraphs=_paragraphs(desk, assignment, told),
        action=act,
        link=assignment.link,
        sign_off=f"{desk.say('signoff', slot.id)}\n{brief.email.sender or desk.brand}",
        footer=_footer(desk, assignment),
    )
    facts = tuple(fact.id for fact in told)
    desk.used(slot, facts, subject)
    desk.cards[subject] += 1
    return Written(content=email, facts=facts)


def _told(desk: Desk, assignment: Assignment) -> list[Telling]:
    """Return the facts of one mail, each belonging to the one before: a pair, two that follow, the offer at first."""
    two = pair(desk, assignment)
    stock = [desk.telling(fact) for fact in desk.stock(assignment)]
    told = [*two, *follow(desk, two, [fact for fact in stock if fact.kind not in {"what", "moment"}], MOST_FACTS - 2)]
    what = [fact for fact in stock if fact.kind == "what" and not desk.mailed[fact.id] and fact not in told]
    told = [*told[:1], *what, *told[1:]]
    desk.mailed.update(fact.id for fact in told)
    return told


def _subject(desk: Desk, told: Sequence[Telling]) -> tuple[Telling, str]:
    """Return the fact and the words of the subject: the least used short form that phones show whole."""
    options = [
        (fact, text)
        for fact in told
        for form in (fact.hook, fact.short, *(fact.rest if fact.kind == "benefit" else ()))
        if form and fact.kind not in {"place", "audience"}
        if len(text := lines.bare(form)) <= SUBJECT and fits(CHANNEL, "subject", text) and lines.count_words(text) > 2  # noqa: PLR2004 (two words say too little)
    ]
    if not options:
        return told[0], desk.brand
    return min(options, key=lambda option: (desk.cards[option[1]], len(option[1]) < 20, told.index(option[0])))  # noqa: PLR2004 (very short subjects look like spam)


def _preheader(told: Sequence[Telling], used: Telling, subject: str) -> str:
    """Return what the inbox shows after the subject: another fact, told whole, 40 to 90 characters; else two."""
    least, most = PREHEADER
    shown = [fact for fact in told if fact is not used] + [used]
    sentences = [text for fact in shown for text in (fact.full, fact.hook) if lines.bare(text) != subject]
    sentences = [text for text in dict.fromkeys(sentences) if subject not in text]
    pairs = [f"{one} {two}" for one in sentences for two in sentences if one not in two and two not in one]
    for options in (sentences, pairs):
        fit = next((text for text in options if least <= len(text) <= most), None)
        if fit:
            return fit
    return max((text for text in sentences if len(text) <= most), key=len, default="")


def _paragraphs(desk: Desk, assignment: Assignment, told: Sequence[Telling]) -> tuple[str, ...]:
    """Return the mail's paragraphs: the lead with what belongs to it, the price last, and a contact."""
    salt = assignment.slot.id
    lead, *others = sorted(told, key=lambda fact: fact.kind == "price")
    found = [lead.hook, lead.remainder] if lead.kind == "question" else [lead.full]
    for fact in others:
        if fact.kind == "what":
            found.append(f"{desk.brand}: {lines.lowered(fact.full, desk.names)}")
        elif fact.kind == "benefit" and found[-1] in benefits(others) and not found[-1].endswith("?"):
            found[-1] = f"{found[-1]} {fact.full}"
        else:
            found.append(fact.full)
    contacts = [contact for contact in desk.brief.brief.brand.public_contacts[:2] if contact]
    if contacts:
        found.append(desk.say("email.reply", salt, contact=lines.listed(contacts, "or")))
    return tuple(dict.fromkeys(text for text in found if text))


def benefits(told: Sequence[Telling]) -> set[str]:
    """Return the benefits among what is told, as they are told: two of them share a paragraph."""
    return {fact.full for fact in told if fact.kind == "benefit"}


def _footer(desk: Desk, assignment: Assignment) -> tuple[str, ...]:
    details = desk.brief.brief.email
    if details is None:
        return ()
    sender = details.sender or desk.brand
    reason = desk.once("footer.reason", consent=lines.lowered(lines.bare(details.consent)))
    stop = desk.once("footer.stop")
    return tuple(
        dict.fromkeys(
            [*desk.demanded(assignment.slot), f"{sender}, {lines.tidy(details.postal_address)}", reason, stop]
        )
    )
