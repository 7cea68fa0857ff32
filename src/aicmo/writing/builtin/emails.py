"""E-mails: a fact as subject, another as preheader, short paragraphs, one call to action, a lawful footer."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import asked, goal_act, in_place
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment, Email, Written

CHANNEL = "email"
FEWEST_FACTS = 2
MOST_FACTS = 5
SUBJECT = 50
INTRODUCTIONS = 2
WHOLE = frozenset({"question", "price"})
PREHEADER = (40, 90)


def write_email(desk: Desk, assignment: Assignment) -> Written | None:
    """Write one e-mail; None without a page, without a postal address, or with fewer than two facts."""
    brief, slot = desk.brief.brief, assignment.slot
    told = _told(desk, assignment)
    if len(told) < FEWEST_FACTS or brief.email is None or assignment.link is None:
        return None
    subject_fact, subject = _subject(desk, told)
    act = asked(slot)
    if in_place(act):
        act = goal_act(desk.brief).short[0].capitalize()
    email = Email(
        subject=subject,
        preheader=_preheader(told, subject_fact, subject),
        greeting=desk.say("greeting", slot.id),
        paragraphs=_paragraphs(desk, assignment, told, act),
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
    """Return the facts of one mail: the slot's own, then others that the mails have told least."""
    own = desk.picks(assignment, MOST_FACTS)
    spare = [desk.telling(fact) for fact in desk.stock(assignment) if fact.id not in {item.id for item in own}]
    spare = [fact for fact in spare if fact.kind not in {"place", "audience", "what"}]
    spare.sort(key=lambda fact: desk.mailed[fact.id])
    what = [desk.telling(fact) for fact in desk.stock(assignment) if fact.kind == "what"][:1]
    told = [*own, *spare[: max(0, MOST_FACTS - 1 - len(own))]]
    told += [fact for fact in what if desk.mailed[fact.id] < INTRODUCTIONS and fact not in told]
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
    """Return what the inbox shows after the subject: other facts, told whole, 40 to 90 characters."""
    least, most = PREHEADER
    shown = [fact for fact in told if fact is not used and fact.kind not in {"place", "audience"}]
    sentences = [fact.full if fact.kind in WHOLE else text for fact in shown for text in (fact.hook, *fact.rest)]
    sentences = list(dict.fromkeys([*sentences, *(text for text in used.rest if lines.bare(text) != subject)]))
    best = ""
    for start in range(len(sentences)):
        text = ""
        for sentence in sentences[start:]:
            longer = f"{text} {sentence}".strip()
            if len(longer) <= most:
                text = longer
        if len(text) >= least:
            return text
        best = max(best, text, key=len)
    return best


def _paragraphs(desk: Desk, assignment: Assignment, told: Sequence[Telling], act: str) -> tuple[str, ...]:
    """Return the mail's paragraphs: the lead with a second fact, then one fact a paragraph, one request, a contact."""
    salt = assignment.slot.id
    lead, *others = [fact for fact in told if fact.kind not in {"place", "audience"}] or told
    pair = [others.pop(0)] if others and others[0].kind == "benefit" and lead.kind != "question" else []
    found = [lines.paragraph([_told_first(desk, lead, salt), *(fact.full for fact in pair)])]
    what = next((fact for fact in told if fact.kind == "what" and fact is not lead), None)
    if what:
        others = [fact for fact in others if fact is not what]
        found.append(f"{desk.brand}: {lines.lowered(what.full, desk.names)}")
    found += [_told_later(desk, fact, f"{salt}/{number}") for number, fact in enumerate(others)]
    found.append(desk.say("email.close", salt, act=lines.lowered(act), Act=act))
    contacts = [contact for contact in desk.brief.brief.brand.public_contacts[:2] if contact]
    if contacts:
        found.append(desk.say("email.reply", salt, contact=lines.listed(contacts, "or")))
    return tuple(dict.fromkeys(text for text in found if text))


def _told_first(desk: Desk, fact: Telling, salt: str) -> str:
    if fact.kind == "question":
        return lines.paragraph([desk.say("email.answer", salt, ask=fact.hook), *fact.rest])
    return fact.full


def _told_later(desk: Desk, fact: Telling, salt: str) -> str:
    if fact.kind in {"price", "proof"}:
        return desk.say(f"email.{desk.sort(fact)}", salt, said=desk.after_colon(fact))
    if fact.kind == "benefit":
        return f"{desk.say('email.turn', salt)} {desk.after_colon(fact)}"
    return fact.full


def _footer(desk: Desk, assignment: Assignment) -> tuple[str, ...]:
    details = desk.brief.brief.email
    if details is None:
        return ()
    sender = details.sender or desk.brand
    reason = desk.say("footer.reason", "footer", consent=lines.lowered(lines.bare(details.consent)))
    stop = desk.say("footer.stop", "footer")
    return tuple(
        dict.fromkeys(
            [*desk.demanded(assignment.slot), f"{sender}, {lines.tidy(details.postal_address)}", reason, stop]
        )
    )
