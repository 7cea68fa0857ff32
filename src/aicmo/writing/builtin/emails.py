"""E-mails: a fact as subject, another as preheader, short paragraphs, one call to action, a lawful footer."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import linked
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import first_fit, fits
from aicmo.writing.builtin.launches import launch_line, launch_subject
from aicmo.writing.builtin.occasions import dated, occasion
from aicmo.writing.builtin.pairing import belong, follow, pairs
from aicmo.writing.builtin.situations import unheard
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment, Email, Written

CHANNEL = "email"
PROBLEM = "problem"
FEWEST_FACTS = 2
MOST_FACTS = 4
SUBJECT = 50
SPAMMY = 20
PREHEADER = (40, 90)


def write_email(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one e-mail; None without a page, without a postal address, or with fewer than two facts."""
    brief, slot = desk.brief.brief, assignment.slot
    told = _told(desk, assignment)
    if len(told) < FEWEST_FACTS or brief.email is None or assignment.link is None:
        return None
    subject_fact, subject = _subject(desk, told)
    lead = subject_fact
    if named := first_fit(CHANNEL, "subject", [text for text in launch_subject(desk, slot) if len(text) <= SUBJECT]):
        subject, lead = named, next((fact for fact in told if fact.kind == "what"), subject_fact)
    asked = next(iter(unheard(desk, slot)), None) if slot.angle == PROBLEM else None
    if asked and not named and len(asked.hook) <= SUBJECT and fits(CHANNEL, "subject", asked.hook):
        subject, lead = asked.hook, next((fact for fact in told if fact.kind == "what"), subject_fact)
    opening = [line for line in (launch_line(desk, slot), asked.hook if asked else "") if line and line != subject]
    paragraphs = _paragraphs(desk, assignment, opening, _ordered(told, lead, subject), subject)
    email = Email(
        subject=subject,
        preheader=_preheader(desk, told, subject, paragraphs[0]),
        greeting=desk.say("greeting", slot.id),
        paragraphs=paragraphs,
        action=linked(desk, slot, [subject_fact]),
        link=assignment.link,
        sign_off=f"{desk.say('signoff', slot.id)}\n{brief.email.sender or desk.brand}",
        footer=_footer(desk, assignment),
    )
    facts = tuple(fact.id for fact in (*told, *([asked] if asked else [])))
    desk.used(slot, facts, subject)
    desk.cards[subject] += 1
    desk.titles[subject] += 1
    return Written(content=email, facts=facts)


def _told(desk: Desk, assignment: Assignment) -> list[Telling]:
    """Return the facts of one mail, each belonging to the one before: a pair, two that follow, the offer at first."""
    two = _two(desk, assignment)
    stock = [desk.telling(fact) for fact in desk.stock(assignment)]
    told = [*two, *follow(desk, two, [fact for fact in stock if fact.kind not in {"what", "moment"}], MOST_FACTS - 2)]
    what = [fact for fact in stock if fact.kind == "what" and not desk.mailed[fact.id] and fact not in told]
    told = [*told[:1], *what, *told[1:]]
    desk.mailed.update(fact.id for fact in told)
    return told


def _two(desk: Desk, assignment: Assignment) -> list[Telling]:
    """Return the pair a mail begins with; one that tells the offer again only where a launch, or nothing else, asks."""
    options = pairs(desk, assignment)
    known = [two for two in options if any(fact.kind == "what" and desk.mailed[fact.id] for fact in two)]
    fresh = options if launch_subject(desk, assignment.slot) else [two for two in options if two not in known]
    unread = [two for two in fresh if belong(desk, *two) and not any(desk.mailed[fact.id] for fact in two)]
    return next(iter(unread or fresh or options), [])


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
    return min(
        options,
        key=lambda option: (
            desk.titles[option[1]],
            desk.cards[option[1]],
            len(option[1]) < SPAMMY,
            told.index(option[0]),
        ),
    )


def _ordered(told: Sequence[Telling], lead: Telling, subject: str) -> list[Telling]:
    """Return the facts as the mail tells them: what the subject promises first, and other prices last.

    A fact that the subject says whole is not said again at once: the next one opens, and it follows.
    """
    others = [fact for fact in told if fact is not lead]
    prices = [fact for fact in others if fact.kind == "price"]
    spoken = [fact for fact in others if fact.kind != "price"]
    again = lines.bare(lead.plain) == subject
    return [*spoken[:again], lead, *spoken[again:], *prices]


def _preheader(desk: Desk, told: Sequence[Telling], subject: str, first: str) -> str:
    """Return what the inbox shows after the subject: 40 to 90 characters that neither it nor the first line says."""
    least, most = PREHEADER
    known = f"{subject}\n{first}".casefold()
    late = list(reversed(told))
    said = [fact.plain for fact in late] + [text for fact in late for text in (fact.hook, *fact.rest)]
    said = [text for text in said if not lines.answers(text)]
    fresh = [text for text in dict.fromkeys(said) if lines.bare(text).casefold() not in known and subject not in text]
    named = [f"{desk.brand}: {lines.lowered(text, desk.names)}" for text in fresh]
    pairs = [f"{one} {two}" for one in fresh for two in fresh if one not in two and two not in one]
    for options in (fresh, named, pairs):
        fit = [text for text in options if least <= len(text) <= most]
        if fit:
            return min(fit, key=lambda text: desk.cards[text])
    return next((text for text in said if len(text) <= most and subject not in text), "")


def _paragraphs(
    desk: Desk, assignment: Assignment, opening: Sequence[str], told: Sequence[Telling], subject: str
) -> tuple[str, ...]:
    """Return the paragraphs: opening, lead with what belongs to it, prices with their end, an event's day, contact.

    A question that opens the mail and is its subject is answered at once; what else a subject says, the body says too.
    """
    found = [*opening]
    for fact, ends in zip(told, desk.endings(told), strict=True):
        text = lines.paragraph([fact.plain, ends])
        if fact.kind == "what":
            found.append(f"{desk.brand}: {lines.lowered(text, desk.names)}")
        elif fact.kind == "question" and not found:
            found += [fact.remainder] if lines.bare(fact.hook) == subject else [fact.hook, fact.remainder]
        elif fact.kind == "benefit" and found and found[-1] in benefits(told) and not found[-1].endswith("?"):
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
    found += dated(occasion(desk, assignment.slot), told, assignment.slot.id)
    found.append(reply(desk, assignment.slot.id))
    return tuple(dict.fromkeys(text for text in found if text))


def reply(desk: Desk, salt: str) -> str:
    """Return how the client is reached, by the first two public contacts; "" without any."""
    contacts = [contact for contact in desk.brief.brief.brand.public_contacts[:2] if contact]
    return desk.say("email.reply", salt, contact=lines.listed(contacts, "or")) if contacts else ""


def benefits(told: Sequence[Telling]) -> set[str]:
    """Return the benefits among what is told, as they are told: two of them share a paragraph."""
    return {fact.full for fact in told if fact.kind == "benefit"}


def _footer(desk: Desk, assignment: Assignment) -> tuple[str, ...]:
    details = desk.brief.brief.email
    if details is None:
        return ()
    address = lines.tidy(details.postal_address)
    sender = details.sender or desk.brand
    sender = sender.removesuffix(f" at {desk.brand}") if address.startswith(desk.brand) else sender
    reason = desk.once("footer.reason", consent=lines.lowered(lines.bare(details.consent)))
    stop = desk.once("footer.stop")
    who = address if address.startswith(sender) else f"{sender}, {address}"
    return tuple(dict.fromkeys([*desk.demanded(assignment.slot), who, reason, stop]))
