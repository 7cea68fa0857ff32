"""How defects are put into a clean campaign: each function returns a change of a work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from aicmo.onboarding.documents import Brief
from aicmo.qc.work import Draft, Work

Change = Callable[[Work], Work]


def draft(work: Work, code: str) -> Draft:
    """Return the draft of that code."""
    return next(one for one in work.drafts if one.code == code)


def changed(code: str, /, **fields: Any) -> Change:
    """Return a change of the draft itself: its channel, facts, slot, assets, locale."""

    def change(work: Work) -> Work:
        return replace(work, drafts=tuple(replace(one, **fields) if one.code == code else one for one in work.drafts))

    return change


def rewritten(code: str, /, **fields: Any) -> Change:
    """Return a change of the draft's content; a function as a value gets what was there."""

    def change(work: Work) -> Work:
        content = draft(work, code).content
        new = {name: value(getattr(content, name)) if callable(value) else value for name, value in fields.items()}
        return changed(code, content=content.model_copy(update=new))(work)

    return change


def added(code: str, field: str, words: str) -> Change:
    """Return a change that appends words to a text of the draft."""
    return rewritten(code, **{field: lambda text: f"{text} {words}"})


def reslotted(code: str, **fields: Any) -> Change:
    """Return a change of the draft's slot and of the plan's, alike."""

    def change(work: Work) -> Work:
        slot = draft(work, code).slot.model_copy(update=fields)
        slots = tuple(slot if one.id == code else one for one in work.strategy.slots)
        return changed(code, slot=slot)(replanned(slots=slots)(work))

    return change


def reshown(code: str, **fields: Any) -> Change:
    """Return a change of the draft's first asset."""

    def change(work: Work) -> Work:
        (name, spec), *others = draft(work, code).assets
        return changed(code, assets=((name, spec.model_copy(update=fields)), *others))(work)

    return change


def replanned(**fields: Any) -> Change:
    """Return a change of the strategy; a function as a value gets what was there."""

    def change(work: Work) -> Work:
        plan = work.strategy
        new = {name: value(getattr(plan, name)) if callable(value) else value for name, value in fields.items()}
        return replace(work, strategy=plan.model_copy(update=new))

    return change


def stated(text: str, **fields: Any) -> Change:
    """Return a change that puts one more statement at the head of the strategy's first section."""

    def sections(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        rows = parts[0].statements
        new = rows[0].model_copy(update={"text": text, **fields})
        return (parts[0].model_copy(update={"statements": (new, *rows)}), *parts[1:])

    return replanned(sections=sections)


def first(**fields: Any) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Return a change of the first member of a tuple of documents."""
    return lambda rows: (rows[0].model_copy(update=fields), *rows[1:])


def rebriefed(path: str, value: Any) -> Change:
    """Return a change of the brief's field at a dotted path."""

    def change(work: Work) -> Work:
        data = work.brief.brief.model_dump(mode="json", by_alias=True)
        *parents, last = path.split(".")
        place = data
        for name in parents:
            place = place[name]
        place[last] = value
        return replace(work, brief=work.brief.model_copy(update={"brief": Brief.model_validate(data)}))

    return change


def without(*codes: str) -> Change:
    """Return a change that removes drafts."""
    return lambda work: replace(work, drafts=tuple(one for one in work.drafts if one.code not in codes))


def copied(code: str, to: str, **fields: Any) -> Change:
    """Return a change that gives a draft another one's content."""

    def change(work: Work) -> Work:
        return changed(to, content=draft(work, code).content.model_copy(update=fields))(work)

    return change


def both(*changes: Change) -> Change:
    """Return all changes one after the other."""

    def change(work: Work) -> Work:
        for one in changes:
            work = one(work)
        return work

    return change


def ended(fact_id: str, until: date, change: Change) -> Change:
    """Return a change after which a fact of the brief has an end."""

    def changed_brief(work: Work) -> Work:
        facts = tuple(one.model_copy(update={"until": until}) if one.id == fact_id else one for one in work.brief.facts)
        return change(replace(work, brief=work.brief.model_copy(update={"facts": facts})))

    return changed_brief
