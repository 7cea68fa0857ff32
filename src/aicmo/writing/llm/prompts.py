"""Prompts: Jinja files with a version in their name, and the client's data fenced in as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

from aicmo.catalog import channels
from aicmo.llm.prompting import Fence, fenced, filled
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.writing.documents import Assignment, Content, Remark, Written, canary
from aicmo.writing.llm.formats import copy_of, formats

HERE = "aicmo.writing"
Task = Literal["write", "revise"]
VERSIONS = {"system": "system.v1", "write": "write.v1", "revise": "revise.v1"}


class Prompt:
    """One prompt: the system's part, the data and the task; its hash and ``name`` are kept with what comes of it."""

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
        fence = Fence(brief.model_dump_json()).marks
        self.name = f"{VERSIONS['system']}+{VERSIONS[task]}"
        self.system = filled(
            HERE,
            VERSIONS["system"],
            locale=locale,
            canary=canary(brief),
            **fence,
        )
        self.user = filled(HERE, VERSIONS[task], data=hide(fenced(data)), note=note, **fence)


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


def draft_of(assignment: Assignment, base: Written, most: int) -> dict[str, Any]:
    """Return one draft to be written, with at most so many facts, as JSON data."""
    slot, brief = assignment.slot, assignment.brief
    known = {fact.id: fact for fact in brief.facts}
    wanted = dict.fromkeys([*base.facts, *slot.facts, *assignment.pillar.facts])
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
