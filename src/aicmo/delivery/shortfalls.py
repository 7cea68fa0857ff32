"""What the package falls short of, told to the client: what, why, and what we suggest. Never silence, never padding."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from aicmo.catalog import channels, read_toml
from aicmo.catalog.documents import Doc, DraftKind
from aicmo.delivery.dossier import Dossier, channel_name, kind_name
from aicmo.delivery.outline import Block, Column, Heading, Table
from aicmo.qc.models import QcIssue

COUNTED = frozenset({"P05", "N07"})  # told as missing drafts


class Cause(Doc):
    """Why something is short, and what we suggest."""

    why: str
    suggest: str


class Told(Cause):
    """How the findings of one rule are told."""

    what: str


class Words(Doc):
    """The shipped words: by cause of a missing draft, by rule of a finding."""

    cause: dict[str, Cause]
    rule: dict[str, Told]
    planned_short: Told


@cache
def words() -> Words:
    """Return the shipped words."""
    return Words.model_validate(read_toml("aicmo.delivery", "shortfalls.toml"))


def blocks(dossier: Dossier) -> Iterator[Block]:
    """Yield the section, or nothing when nothing is short."""
    rows = shortfalls(dossier)
    if rows:
        yield Heading(text="What is short, and what we suggest")
        columns = (Column(title="What", width=4), Column(title="Why", width=5), Column(title="We suggest", width=6))
        yield Table(caption="", columns=columns, rows=rows)


def shortfalls(dossier: Dossier) -> tuple[tuple[str, str, str], ...]:
    """Return what is short as rows of what, why and suggestion: drafts first, then findings that ship."""
    return (*_drafts(dossier), *_planned_short(dossier), *_findings(dossier))


def _drafts(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    """Yield the kinds of which fewer were written than promised or planned."""
    promised = {
        each.kind: each.min for each in dossier.pack.promises if each.business in {"any", dossier.normalized.business}
    }
    for kind in DraftKind:
        planned = [slot.id for slot in dossier.strategy.slots if slot.kind is kind]
        lost = [slot.id for slot in dossier.unwritten if slot.kind is kind]
        due, made = max(promised.get(kind, 0), len(planned)), len(dossier.of_kind(kind))
        if made < due:
            cause = words().cause["facts" if _carried(dossier, kind) else "channel"]
            if lost and dossier.left_out.issuperset(lost):
                cause = words().cause["decision"]
            yield f"{made} of {due} {kind_name(kind)}s{_lost(dossier, lost)}", cause.why, cause.suggest


def _planned_short(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    """Yield the drafts that were planned shorter than is usual, because the facts carry no more."""
    said = words().planned_short
    for draft in dossier.drafts:
        if usual := draft.slot.words and channels()[draft.channel].limit("body", hard=False):
            what = said.what.format(where=draft.code, words=draft.slot.words, usual=usual.min)
            yield what, said.why, said.suggest


def _lost(dossier: Dossier, lost: list[str]) -> str:
    unwritten = [code for code in lost if code not in dossier.left_out]
    left_out = [code for code in lost if code in dossier.left_out]
    said = {"planned and not written": unwritten, "planned and left out": left_out}
    return "".join(f"; {words}: {', '.join(codes)}" for words, codes in said.items() if codes)


def _carried(dossier: Dossier, kind: DraftKind) -> bool:
    """Say whether a kind of draft has a channel: one that is planned, or one of the client's own that he allows."""
    planned = {plan.channel for plan in dossier.strategy.channels}
    own = {name for name in dossier.pack.channels if channels()[name].kind == "owned"}
    allowed = planned | (own - set(dossier.normalized.brief.channels.avoid))
    return any(kind in channels()[name].formats for name in allowed if name in channels())


def _findings(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    """Yield what quality control found and let pass: all major ones, and the minor ones we have words for."""
    found: dict[tuple[str, str], list[QcIssue]] = {}
    for issue in dossier.issues:
        told = issue.rule_id in words().rule or issue.severity == "major"
        if told and issue.rule_id not in COUNTED:
            found.setdefault((issue.rule_id, _one(issue)), []).append(issue)
    for (rule, _), issues in found.items():
        said = words().rule.get(rule, words().rule["default"])
        where = ", ".join(dict.fromkeys(_where(issue) for issue in issues))
        yield said.what.format(where=where, message=issues[0].message, count=len(issues)), said.why, said.suggest


def _where(issue: QcIssue) -> str:
    """Return a draft's code, or a channel's name."""
    kind, _, name = issue.object_id.partition(".")
    return channel_name(name) if kind == "channel" else issue.object_id


def _one(issue: QcIssue) -> str:
    """Return what findings are told together by: all of a rule that is told by number, else those of one message."""
    said = words().rule.get(issue.rule_id)
    return "" if said and "{count}" in said.what else issue.message
