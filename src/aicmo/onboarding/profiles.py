"""A client's brand profile and a brief become one: what the brief leaves open the profile says, and both are shown.

A brief may add to its profile; where it says another thing, that is an error and never a silent choice.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from aicmo.onboarding.documents import Assumption, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aicmo.onboarding.documents import BrandProfile

SINGLE = ("formality", "colors")
"""Fields of the brand that are one choice: brief and profile agree, or one is silent."""
CODE = "contradicts_brand_profile"


def merged(
    data: Mapping[str, Any], profile: BrandProfile
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...], tuple[Problem, ...]]:
    """Return a brief's plain data with its client's profile, the fields that came from it, and contradictions."""
    whole: dict[str, Any] = deepcopy(dict(data))
    said = profile.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    brand, rules = whole.get("brand"), whole.setdefault("rules", {})
    if not isinstance(brand, dict) or not isinstance(rules, dict):
        return dict(data), (), ()  # malformed, and intake says so
    taken: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for field in SINGLE:
        if field in said and not brand.get(field):
            brand[field] = said[field]
            taken.append((f"brand.{field}", _text(said[field])))
        elif field in said and _text(brand[field]).casefold() != _text(said[field]).casefold():
            problems.append(_other(f"brand.{field}", _text(brand[field]), _text(said[field])))
    never = [*said.get("avoid", ()), *(word for term in said.get("terms", ()) for word in term["instead_of"])]
    problems += [
        _avoided(text, word) for text in _demanded(rules) for word in never if word.casefold() in text.casefold()
    ]
    for holder, path, more in (
        (brand, "brand.tone", said.get("tone", [])),
        (rules, "rules.avoid", never),
        (rules, "rules.visuals", said.get("visuals", [])),
        (rules, "rules.legal", said.get("legal", [])),
        (whole, "assets", [{"file": said["logo"], "kind": "logo"}] if "logo" in said and not _logo(whole) else []),
    ):
        field = path.rpartition(".")[2]
        own = holder.get(field) or []
        new = [each for each in more if each not in own] if isinstance(own, list) else []
        if new:
            holder[field] = [*own, *new]
            taken.append((path, _text(new)))
    return whole, tuple(taken), tuple(problems)


def shown(assumptions: tuple[Assumption, ...], taken: tuple[tuple[str, str], ...]) -> tuple[Assumption, ...]:
    """Return the assumptions with what came from the profile after them, numbered on."""
    more = enumerate(taken, start=len(assumptions) + 1)
    why = "The client's brand profile says so."
    return (*assumptions, *(Assumption(id=f"A{at}", field=field, value=value, why=why) for at, (field, value) in more))


def _demanded(rules: Mapping[str, Any]) -> list[str]:
    listed = rules.get("include")
    return [str(each.get("text", "")) for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _logo(data: Mapping[str, Any]) -> bool:
    assets = data.get("assets")
    return isinstance(assets, list) and any(isinstance(each, dict) and each.get("kind") == "logo" for each in assets)


def _text(value: Any) -> str:
    match value:
        case list():
            return ", ".join(_text(each) for each in value)
        case dict():
            return str(value.get("text") or value.get("file") or value)
        case _:
            return str(value)


def _other(field: str, brief: str, profile: str) -> Problem:
    message = f"{field} is {brief!r} here and {profile!r} in the client's brand profile. Change one of them."
    return Problem(code=CODE, message=message, span=brief)


def _avoided(text: str, word: str) -> Problem:
    message = f"rules.include demands a text with {word!r}, which the client's brand profile never uses."
    return Problem(code=CODE, message=message, span=text)
