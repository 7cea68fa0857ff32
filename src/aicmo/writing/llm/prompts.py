"""Prompts: Jinja files with a version in their name, and the client's data fenced in as data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import Any, Literal

from jinja2 import Environment, StrictUndefined

from aicmo.catalog import channels
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.writing.documents import Assignment, Content, Remark, Written, canary
from aicmo.writing.llm.formats import copy_of, formats

Task = Literal["write", "revise"]
VERSIONS = {"system": "system.v1", "write": "write.v1", "revise": "revise.v1"}


class Prompt:
    """One prompt: the system's part, the data and the task; ``name`` and ``sha256`` are kept with what comes of it."""

    def __init__(
        self,
        task: Task,
        brief: NormalizedBrief,
        locale: str,
        data: dict[str, Any],
        note: str,
        hide: Callable[[str], str],
    ) -> None:
        """Fill the templates; ``hide`` takes out what the model may not see."""
        mark = hashlib.sha256(brief.model_dump_json().encode()).hexdigest()[:12]
        fence = {"opens": f"<data-{mark}>", "closes": f"</data-{mark}>"}
        self.name = f"{VERSIONS['system']}+{VERSIONS[task]}"
        self.system = _filled(
            VERSIONS["system"],
            locale=locale,
            canary=canary(brief),
            **fence,
        )
        self.user = _filled(VERSIONS[task], data=hide(_fenced(data)), note=note, **fence)

    @property
    def sha256(self) -> str:
        """The hash of everything that is sent."""
        return hashlib.sha256(f"{self.system}\n\n{self.user}".encode()).hexdigest()


def data_of(brief: NormalizedBrief) -> dict[str, Any]:
    """Return what every prompt says of the client, as JSON data."""
    given = brief.brief
    rivals = [rival.name for rival in given.context.competitors]
    held = [claim.text for claim in brief.claims if claim.status == "held_back"]
    return {
        "brand": given.brand.name,
        "voice": [*given.brand.tone, given.brand.formality],
        "offer": given.offer.what,
        "audience": given.audience.primary,
        "avoid": [*given.rules.avoid, *rivals, *held],
    }


def draft_of(assignment: Assignment, base: Written) -> dict[str, Any]:
    """Return one draft to be written, as JSON data."""
    slot, brief = assignment.slot, assignment.brief
    known = {fact.id: fact for fact in brief.facts}
    wanted = dict.fromkeys([*base.facts, *slot.facts, *assignment.pillar.facts])
    most = formats()[slot.kind].facts
    told = [known[name] for name in wanted if name in known][:most]
    return {
        "code": slot.id,
        "channel": channels()[slot.channel].name,
        "stage": slot.stage.value,
        "angle": slot.angle,
        "message": assignment.pillar.message,
        "reader": assignment.persona.segment,
        "action": getattr(base.content, "action", slot.action),
        "facts": [fact.text if fact.detail is None else f"{fact.text} ({fact.detail})" for fact in told],
        "keep": _kept(brief, base.content),
        "limits": limits_of(assignment, base.content),
        "unwanted": [copy_of(each) for each in assignment.unwanted],
        "plain": copy_of(base.content),
    }


def sent_back(draft: dict[str, Any], written: Content | None, remarks: Sequence[Remark]) -> dict[str, Any]:
    """Return one draft to be revised, as JSON data."""
    told = [each.model_dump(include={"path", "message", "excerpt", "hint"}) for each in remarks]
    return draft | {"yours": copy_of(written) if written else {}, "remarks": told}


def limits_of(assignment: Assignment, base: Content) -> list[str]:
    """Return the limits of a draft's own words; what is added to them is counted off."""
    wanted = formats()[assignment.slot.kind].limits
    added = [getattr(base, "link", None) or "", " ".join(getattr(base, "hashtags", ()))]
    lines = []
    for limit in channels()[assignment.slot.channel].limits:
        if limit.field in wanted:
            less = sum(len(part) + 2 for part in added if part) if limit.field == "text" else 0
            least = f"at least {limit.min} " if limit.min else ""
            most = f"at most {limit.max - less} " if limit.max else ""
            lines.append(f"{limit.field}: {least}{most}{limit.unit}")
    return lines


def _kept(brief: NormalizedBrief, base: Content) -> list[str]:
    rules = brief.brief.rules
    plain = json.dumps(copy_of(base), ensure_ascii=False)
    texts = [*(row.text for row in rules.include), *(row.text for row in rules.legal)]
    return [text for text in texts if json.dumps(text, ensure_ascii=False)[1:-1] in plain]


def _fenced(data: dict[str, Any]) -> str:
    """Return JSON that holds no angle bracket, so that nothing in it can close the fence around it."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def _filled(name: str, **values: Any) -> str:
    text = resources.files("aicmo.writing").joinpath("prompts", f"{name}.jinja").read_text(encoding="utf-8")
    return _templates().from_string(text).render(values).strip()


@cache
def _templates() -> Environment:
    # Prompts are plain text: escaping for HTML would spoil them, and the data is escaped as JSON.
    return Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)  # noqa: S701
