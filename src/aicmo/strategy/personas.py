"""Personas: people with a job to do, taken from the audience as the client describes it."""

from __future__ import annotations

from aicmo.catalog.documents import Channel
from aicmo.onboarding.documents import Fact
from aicmo.strategy.documents import Persona
from aicmo.strategy.material import Material
from aicmo.strategy.names import head, headline, relative_clause, trigger_clause
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
        job=_job(material, text, salt),
        trigger=_trigger(material, text, salt),
        barrier=_barrier(material, barrier, salt),
        proof_wanted=_proof(material, proof, salt),
        channels=_where(channels, number),
        refs=(field, *(fact.id for fact in (barrier, proof) if fact)),
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


def _job(material: Material, text: str, salt: str) -> str:
    clause = relative_clause(text)
    key = "persona.job_clause" if clause else "persona.job"
    return material.voice.say(
        key,
        salt=salt,
        who=head(text),
        clause=clause or "",
        what=quote(head(material.brief.offer.what)),
        brand=material.brief.brand.name,
    )


def _trigger(material: Material, text: str, salt: str) -> str:
    found = trigger_clause(text)
    if found:
        return material.voice.say("persona.trigger", salt=salt, trigger=found)
    moments = material.brief.context.events
    if moments:
        return material.voice.say("persona.trigger_moment", salt=salt, moment=quote(moments[0].name))
    return material.voice.say(f"persona.trigger_{material.normal.business}", salt=salt, who=head(text))


def _barrier(material: Material, question: Fact | None, salt: str) -> str:
    if question is None:
        return material.voice.say("persona.barrier_open", salt=salt, brand=material.brief.brand.name)
    return material.voice.say("persona.barrier", salt=salt, ask=quote(question.text))


def _proof(material: Material, fact: Fact | None, salt: str) -> str:
    if fact is None:
        return material.voice.say("persona.proof_open", salt=salt, brand=material.brief.brand.name)
    return material.voice.say("persona.proof", salt=salt, proof=quote(fact.text))
