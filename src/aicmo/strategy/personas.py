"""Personas: people with a job to do, taken from the audience as the client describes it.

The four insights are phrases that continue their label: wants to …, starts when …, held back by …, convinced by …
"""

from __future__ import annotations

import re

from aicmo.catalog.documents import Channel
from aicmo.onboarding.documents import Assumption, Fact, Moment
from aicmo.strategy.documents import Persona
from aicmo.strategy.material import Material
from aicmo.strategy.names import grammar, head, headline, is_kind, is_weather, relative_clause, stems, trigger_clause
from aicmo.strategy.voice import quote
from aicmo.strategy.weaving import woven


def personas(material: Material, channels: tuple[Channel, ...]) -> tuple[Persona, ...]:
    """Return one persona for each described audience, as many as the pack carries, the primary first."""
    audience = material.brief.audience
    described = (audience.primary, *audience.secondary)[: material.pack.max_personas]
    return tuple(_persona(material, number, text, channels) for number, text in enumerate(described))


def _persona(material: Material, number: int, text: str, channels: tuple[Channel, ...]) -> Persona:
    barrier = _nth(material.of_kind("question"), number)
    proof = _nth(material.of_kind("proof") + material.of_kind("benefit"), number)
    field = "audience.primary" if number == 0 else f"audience.secondary.{number - 1}"
    return Persona(
        id=f"persona-{number + 1}",
        name=_name(text),
        segment=text,
        job=_job(material, text, number),
        trigger=_trigger(material, text, number),
        barrier=_barrier(material, barrier, number),
        proof_wanted=_proof(material, proof, number),
        channels=_where(channels, number),
        refs=(field, *(fact.id for fact in (barrier, proof) if fact)),
    )


def guesses(material: Material, people: tuple[Persona, ...], number: int) -> tuple[Assumption, ...]:
    """Return an assumption, numbered from ``number``, for each persona whose trigger the brief does not name."""
    unknown = [person for at, person in enumerate(people) if known_trigger(material, person.segment, at) is None]
    return tuple(
        Assumption(
            id=f"A{number + index}",
            field=f"{person.id}.trigger",
            value=f"They start when {person.trigger}",
            why=f"The brief does not say what sets {material.inline(person.name)} in motion.",
        )
        for index, person in enumerate(unknown)
    )


def _name(text: str) -> str:
    # One word ("People") names nobody: what follows it says who they are.
    name = headline(head(text)) or headline(text) or head(text)
    return name[:1].upper() + name[1:]


def _nth(facts: tuple[Fact, ...], number: int) -> Fact | None:
    return facts[number % len(facts)] if facts else None


def _where(channels: tuple[Channel, ...], number: int) -> tuple[str, ...]:
    """Return where the persona is met: half of the plan's channels each, the first ones for the primary."""
    names = [channel.id for channel in channels if channel.kind != "owned"] or [channel.id for channel in channels]
    return tuple(names[:3] if number == 0 else names[-3:])


def _job(material: Material, text: str, number: int) -> str:
    """Return what they want to do: in the brief's words if it names a wish, else what the objective implies."""
    if wish := wished(text):
        return wish
    if number:
        return _phrase(material, f"persona.job_other_{material.normal.business}", number)
    trade = material.trade
    objective = material.brief.goal.objective
    bare = trade is None or is_kind(trade)
    return _phrase(material, f"persona.job_{objective}{'_bare' if bare else ''}", number, what=trade or "")


def wished(text: str) -> str | None:
    """Return the wish a description states: ``do something close to home`` of ``who would like to do …``."""
    opening = "|".join(re.escape(words) for words in grammar().wishes)
    found = re.search(rf"\b(?:{opening})\s+([^.;,]+)", " ".join(text.split()))
    if not found:
        return None
    finite = "|".join(grammar().finite)
    return re.split(rf"\s(?:and|but)\s(?:{finite})\b", found[1])[0].strip()


def known_trigger(material: Material, text: str, number: int) -> str | None:
    """Return what sets this audience in motion as far as the brief says: its own words, or a dated event."""
    date = occasion(material, text, number)
    return trigger_clause(text) or (date.name if date else None)


def occasion(material: Material, text: str, number: int) -> Moment | None:
    """Return the dated event for an audience: one that names it (``… for finance managers``), else the next in turn."""
    events = material.brief.context.events
    named = next((event for event in events if stems(event.name) & stems(text)), None)
    return named or (events[number] if number < len(events) else None)


def _trigger(material: Material, text: str, number: int) -> str:
    if clause := trigger_clause(text):
        return clause
    if moment := occasion(material, text, number):
        name, day = noun(material, moment.name), material.spoken(moment.on)
        return (
            f"{name} is expected (around {day})" if is_weather(moment.name) else f"it is nearly time for {name} ({day})"
        )
    return _phrase(material, f"persona.trigger_{material.normal.business}", number)


def noun(material: Material, name: str) -> str:
    """Return an event's name as a noun with its article: ``the first soaking rain of the season``."""
    said = woven(material, name)
    bare = said.startswith("“") or said.split(maxsplit=1)[0].casefold() in {*grammar().articles, "our"}
    return said if bare else f"the {said}"


def _barrier(material: Material, question: Fact | None, number: int) -> str:
    if question is None:
        return "habit; the brief names no question that they ask"
    return _phrase(material, "persona.barrier", number, ask=quote(question.text))


def _proof(material: Material, fact: Fact | None, number: int) -> str:
    if fact is None:
        return "seeing the work itself, because the brief holds no evidence yet"
    return _phrase(material, f"persona.proof_{fact.kind}", number, proof=woven(material, fact.text))


def _phrase(material: Material, key: str, number: int, **slots: str) -> str:
    """Return a piece that continues a label: as written, without a capital or a stop of its own."""
    return material.voice.piece(key, salt=str(number), **slots)


def behaviour(material: Material) -> str | None:
    """Return what the primary audience does today, as a sentence of the brief's own words, if it says so."""
    clause = relative_clause(material.brief.audience.primary)
    return f"{material.public} {clause}" if clause else None
