"""Personas: people with a job to do, taken from the audience as the client describes it."""

from __future__ import annotations

from aicmo.catalog.documents import Channel
from aicmo.onboarding.documents import Assumption, Fact
from aicmo.strategy.documents import Persona
from aicmo.strategy.material import Material
from aicmo.strategy.names import head, headline, is_kind, relative_clause, trigger_clause
from aicmo.strategy.voice import quote


def personas(material: Material, channels: tuple[Channel, ...]) -> tuple[Persona, ...]:
    """Return one persona for each described audience, as many as the pack carries, the primary first."""
    audience = material.brief.audience
    described = (audience.primary, *audience.secondary)[: material.pack.max_personas]
    return tuple(_persona(material, number, text, channels) for number, text in enumerate(described))


def _persona(material: Material, number: int, text: str, channels: tuple[Channel, ...]) -> Persona:
    salt = str(number)
    barrier = _nth(material.of_kind("question"), number)
    proof = _nth(material.of_kind("proof") + material.of_kind("benefit"), number)
    field = "audience.primary" if number == 0 else f"audience.secondary.{number - 1}"
    return Persona(
        id=f"persona-{number + 1}",
        name=_name(text),
        segment=text,
        job=_job(material, text, number),
        trigger=_trigger(material, text, number),
        barrier=_barrier(material, barrier, salt),
        proof_wanted=_proof(material, proof, salt),
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
            value=person.trigger,
            why=f"The brief does not say what sets {material.inline(person.name)} in motion.",
        )
        for index, person in enumerate(unknown)
    )


def _name(text: str) -> str:
    name = headline(head(text)) or head(text)
    return name[:1].upper() + name[1:]


def _nth(facts: tuple[Fact, ...], number: int) -> Fact | None:
    return facts[number % len(facts)] if facts else None


def _where(channels: tuple[Channel, ...], number: int) -> tuple[str, ...]:
    """Return where the persona is met: half of the plan's channels each, the first ones for the primary."""
    names = [channel.id for channel in channels if channel.kind != "owned"] or [channel.id for channel in channels]
    return tuple(names[:3] if number == 0 else names[-3:])


def _job(material: Material, text: str, number: int) -> str:
    """Return the task: for the primary audience the offer itself, for others their own part in it."""
    salt = str(number)
    if number:
        clause = relative_clause(text)
        key = "persona.job_clause" if clause else "persona.job_other"
        return material.voice.say(key, salt=salt, clause=clause or "")
    trade = material.trade
    key = "persona.job_primary" if trade is None or is_kind(trade) else "persona.job"
    return material.voice.say(key, salt=salt, what=trade or "", brand=material.brief.brand.name)


def known_trigger(material: Material, text: str, number: int) -> str | None:
    """Return what sets this audience in motion as far as the brief says: its own words, or a dated event."""
    moments = material.brief.context.events
    return trigger_clause(text) or (moments[number].name if number < len(moments) else None)


def _trigger(material: Material, text: str, number: int) -> str:
    salt = str(number)
    if clause := trigger_clause(text):
        return material.voice.say("persona.trigger", salt=salt, trigger=clause)
    if moment := known_trigger(material, text, number):
        return material.voice.say("persona.trigger_moment", salt=salt, moment=quote(moment))
    return material.voice.say(f"persona.trigger_{material.normal.business}", salt=salt)


def _barrier(material: Material, question: Fact | None, salt: str) -> str:
    if question is None:
        return material.voice.say("persona.barrier_open", salt=salt, brand=material.brief.brand.name)
    return material.voice.say("persona.barrier", salt=salt, ask=quote(question.text))


def _proof(material: Material, fact: Fact | None, salt: str) -> str:
    if fact is None:
        return material.voice.say("persona.proof_open", salt=salt, brand=material.brief.brand.name)
    return material.voice.say("persona.proof", salt=salt, proof=quote(fact.text))
