"""What a run has made, as pages: strategy, drafts as their channels show them, calendar, quality, package."""

from __future__ import annotations

import mimetypes
from collections import defaultdict
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from aicmo.catalog import channels
from aicmo.catalog.locales import MONTHS, WEEKDAYS
from aicmo.delivery.wording import tags, title
from aicmo.qc.rulebook import rulebook
from aicmo.reception import work
from aicmo.reception.work import Work
from aicmo.web import months, sheets
from aicmo.web.months import Entry
from aicmo.web.rendering import page
from aicmo.web.run import about
from aicmo.web.state import House, Me

SHOWN_AS_TEXT = {".md", ".csv", ".json", ".yaml", ".txt", ".ics", ".sha256"}

router = APIRouter(prefix="/runs/{run_id}")


@router.get("/strategy")
def strategy(request: Request, app: House, _person: Me, run_id: UUID) -> Response:
    """Show the strategy."""
    return page(
        request, "strategy.html", **about(app, run_id, "strategy"), strategy=work.strategy_of(app.database, run_id)
    )


@router.get("/drafts")
def drafts(
    request: Request,
    app: House,
    _person: Me,
    run_id: UUID,
    channel: Annotated[str, Query(max_length=50)] = "",
    kind: Annotated[str, Query(max_length=50)] = "",
) -> Response:
    """Show the drafts as their channels would, with their lengths and what quality control says of each."""
    made = work.work_of(app.database, run_id)
    findings = defaultdict(list)
    for finding in made.report.findings if made.report else ():
        findings[finding.object_id.partition("/")[0]].append(finding)
    chosen = [
        draft for draft in made.drafts if (not channel or draft.channel == channel) and (not kind or draft.kind == kind)
    ]
    return page(
        request,
        "drafts.html",
        **about(app, run_id, "drafts"),
        drafts=chosen,
        all_drafts=made.drafts,
        findings_of=findings,
        channel=channel,
        kind=kind,
        lengths_of=work.lengths_of,
        **previewed(run_id, made),
    )


def previewed(run_id: UUID, made: Work) -> dict[str, Any]:
    """Return what the preview of a draft asks for."""
    return {
        "assets": made.assets,
        "picture": lambda _draft, spec: f"/runs/{run_id}/files/generate_draft/{spec.file}",
        "brand": made.brief.brief.brand if made.brief else None,
        "names": {each.id: each.name for each in channels().values()},
        "tags": tags,
        "local": local_time(made.brief),
    }


@router.get("/calendar")
def calendar(
    request: Request,
    app: House,
    _person: Me,
    run_id: UUID,
    view: Literal["month", "week", "list"] = "month",
    at: date | None = None,
) -> Response:
    """Show when each draft appears, in the market's time."""
    brief = work.brief_of(app.database, run_id)
    local = local_time(brief)
    dated = [draft for draft in work.drafts_of(app.database, run_id) if draft.slot.publish_at]
    entries = [Entry(local(draft.slot.publish_at), draft) for draft in dated if draft.slot.publish_at]
    first = entries[0].at.date() if entries else date.today()  # noqa: DTZ011 (an empty calendar has no zone)
    around = at or first
    before, after = months.neighbours(view, around)
    return page(
        request,
        "calendar.html",
        **about(app, run_id, "calendar"),
        view=view,
        around=around,
        before=before,
        after=after,
        weeks=(months.week if view == "week" else months.month)(around, entries),
        entries=entries,
        zone=brief.brief.market.time_zone if brief else "UTC",
        names={each.id: each.name for each in channels().values()},
        weekdays=WEEKDAYS,
        caption=f"{MONTHS[around.month - 1]} {around.year}",
        title_of_draft=title,
        drafts_at=f"/runs/{run_id}/drafts",
    )


@router.get("/quality")
def quality(request: Request, app: House, _person: Me, run_id: UUID) -> Response:
    """Show the quality report: the score, what it is made of, each finding with its place and remedy."""
    report = work.report_of(app.database, run_id)
    codes = {draft.code for draft in work.drafts_of(app.database, run_id)}
    titles = {rule.id: rule.title for rule, _ in rulebook()}
    return page(
        request, "quality.html", **about(app, run_id, "quality"), quality=report, codes=codes, rule_titles=titles
    )


@router.get("/package")
def package(
    request: Request, app: House, _person: Me, run_id: UUID, file: Annotated[str, Query(max_length=400)] = ""
) -> Response:
    """Show the package as a tree, and one of its files."""
    shown = about(app, run_id, "package")
    made = shown["package"]
    tree: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for name, size, sha256 in sorted(made.files) if made else ():
        tree[str(PurePosixPath(name).parent)].append((name, size, sha256))
    chosen = next((each for each in made.files if each[0] == file), None) if made else None
    preview = _preview(made.path / chosen[0]) if made and chosen else None
    return page(request, "package.html", **shown, tree=tree, chosen=chosen, preview=preview)


def _preview(path: Any) -> dict[str, Any]:
    """Return how a file is shown: as text, as a picture, page by page, or not at all."""
    kind = mimetypes.guess_type(path.name)[0] or ""
    if kind in {"image/png", "image/jpeg"}:
        return {"kind": "image"}
    if path.suffix == ".pdf":
        count, width, height = sheets.measured(path)
        return {"kind": "pages", "pages": count, "width": width, "height": height}
    if path.suffix in SHOWN_AS_TEXT:
        return {"kind": "text", "text": path.read_text(encoding="utf-8", errors="replace")[:40_000]}
    return {"kind": "none"}


def local_time(brief: Any) -> Any:
    """Return what puts a moment into the time of a brief's market."""
    zone = ZoneInfo(brief.brief.market.time_zone) if brief else ZoneInfo("UTC")

    def local(moment: datetime) -> datetime:
        return moment.astimezone(zone)

    return local
