"""What is decided in review, and how a run is told so: gates, verdicts, answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, Literal

from pydantic import BaseModel, Field, ValidationError

from aicmo.catalog.documents import Doc
from aicmo.saga import Signal, Signals


class Gate(StrEnum):
    """A point where people decide. Before the first three the run waits; a package is decided on when it is made."""

    BRIEF = "brief"
    STRATEGY = "strategy"
    DRAFTS = "drafts"
    PACKAGE = "package"


class Mode(StrEnum):
    """Who is asked: nobody; the agency before every gate; or the client too, about the package."""

    NONE = "none"
    INTERNAL = "internal"
    CLIENT = "internal+client"


Verdict = Literal["approve", "changes", "reject"]
MODE: Final = "approval"
"""Key in a run's ``meta``: its :class:`Mode`; without it, none."""
SIGNAL: Final = "approval"
"""What a run before a gate waits for."""


def fingerprint(document: BaseModel) -> str:
    """Return the SHA-256 of a document's canonical JSON: sorted keys, no spaces, UTF-8."""
    data = document.model_dump(mode="json", by_alias=True)
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def versions(brief: BaseModel, strategy: BaseModel, drafts: Mapping[str, str]) -> dict[Gate, dict[str, str]]:
    """Return what is decided about before each gate on the way: the SHA-256 of each item's content, by item."""
    return {
        Gate.BRIEF: {"": fingerprint(brief)},
        Gate.STRATEGY: {"": fingerprint(strategy)},
        Gate.DRAFTS: dict(drafts),
    }


class Answer(Doc):
    """One answer before a gate: a verdict on items as they were, by the SHA-256 of each one's content."""

    verdict: Verdict
    gate: Gate
    by: str = Field(pattern=r"\S")
    items: dict[str, str] = Field(min_length=1)
    because: str = ""


def answer(signal: Signal) -> Answer | None:
    """Return what was answered with this signal; None if it says something else, or nothing clear."""
    try:
        return Answer.model_validate(signal.payload) if signal.name == SIGNAL and not signal.expired else None
    except ValidationError:
        return None


class Approved(Doc):
    """An approval that holds: of which item, by whom and when."""

    item: str
    by: str
    at: datetime
    sha256: str


def approved(signals: Signals, gate: Gate, versions: Mapping[str, str]) -> dict[str, Approved]:
    """Return the approvals that hold, by item: the newest word on each, if it is one on today's content."""
    found: dict[str, Approved] = {}
    for signal in signals:
        said = answer(signal)
        if said is None or said.gate is not gate:
            continue
        for item in said.items.keys() & versions.keys():
            found.pop(item, None)
            if said.verdict == "approve" and said.items[item] == versions[item]:
                found[item] = Approved(item=item, by=said.by, at=signal.sent_at, sha256=said.items[item])
    return found
