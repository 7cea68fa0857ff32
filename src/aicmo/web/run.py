"""One run: how it stands and why first, then its timeline, live; what a step took and made, on request."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from aicmo import saga
from aicmo.app import App
from aicmo.reception import account, reviews, story
from aicmo.reception.output import in_json, made_by
from aicmo.reception.record import package_of
from aicmo.reception.spending import spending
from aicmo.saga import Status, WorkflowRun
from aicmo.web import gates
from aicmo.web.rendering import page
from aicmo.web.state import House, Me, is_partial

LIVE = {Status.PENDING, Status.RUNNING, Status.WAITING}
ENDED = {Status.COMPLETED, Status.FAILED, Status.COMPENSATED}
WATCHED = {*LIVE, Status.COMPENSATING, Status.QUARANTINED}

router = APIRouter(prefix="/runs/{run_id}")


@router.get("")
def overview(request: Request, app: House, _person: Me, run_id: UUID, step: UUID | None = None) -> Response:
    """Show the run with its timeline, and one of its steps if one is chosen."""
    shown = about(app, run_id, "overview")
    detail = _step(app, shown["run"], step) if step else None
    return page(request, "run.html", **shown, detail=detail)


@router.get("/live")
def live(request: Request, app: House, _person: Me, run_id: UUID, tab: str = "overview") -> Response:
    """Show the part of the page that moves: how the run stands, what can be done, its timeline."""
    return page(request, "run_live.html", **about(app, run_id, tab))


@router.get("/steps/{step_id}")
def step(request: Request, app: House, _person: Me, run_id: UUID, step_id: UUID) -> Response:
    """Show what one step took and made."""
    run = saga.get(app.database, run_id)
    if not is_partial(request):
        return overview(request, app, _person, run_id, step_id)
    return page(request, "run_step.html", run=run, detail=_step(app, run, step_id))


def about(app: App, run_id: UUID, tab: str) -> dict[str, Any]:
    """Return what every page of a run shows around its own content; ``tab`` names that page."""
    run = saga.get(app.database, run_id)
    steps = saga.steps(app.database, run_id)
    done = {each.step for each in steps if each.undone_at is None}
    total, gone = account.receipt(steps)
    report, findings = account.report(run)
    return gates.about(app, run) | {
        "run": run,
        "tab": tab,
        "title": title_of(run),
        "steps": steps,
        "done": done,
        "timeline": account.timeline(run, steps),
        "turns": [(turn, story.told(turn)) for turn in saga.turns(app.database, run_id)],
        "receipt": gone,
        "receipt_total": total,
        "report": report,
        "findings": findings,
        "wait": account.waiting(run),
        "particulars": account.particulars(run, spending(app, run_id)),
        "package": package_of(app, run, steps),
        "is_watched": run.state in WATCHED or tab == "review",
        "review": reviews.of(app, run) if tab == "review" else None,
        "can": possible(run),
        "must_force": run.reason == "rejected" and run.version == app.saga.version,
    }


def possible(run: WorkflowRun) -> set[str]:
    """Return what a person can do to the run as it stands."""
    is_live = run.state in LIVE and run.past_pivot_at is None
    is_erased = run.erased_at is not None
    can = {
        "cancel": is_live,
        "rewind": is_live,
        "resume": run.state in {Status.WAITING, Status.QUARANTINED} and run.accepted is None and not run.waiting,
        "accept": run.state is Status.QUARANTINED and run.accepted is None,
        "retry": run.state in {Status.FAILED, Status.COMPENSATED} and not is_erased,
        "fork": run.state is Status.COMPLETED and not is_erased,
        "erase": run.state in ENDED and not is_erased,
    }
    return {name for name, is_possible in can.items() if is_possible}


def title_of(run: WorkflowRun) -> str:
    """Return the title of the brief, or what else the run is known by."""
    brief = run.input.get("normalized", {}).get("brief", {})
    return str(brief.get("title") or run.subject)


def _step(app: App, run: WorkflowRun, step_id: UUID) -> dict[str, Any]:
    steps = saga.steps(app.database, run.id)
    chosen = next((each for each in steps if each.id == step_id), None)
    if chosen is None:
        raise HTTPException(404)
    before = [each for each in steps if each.attempt == chosen.attempt and each.seq < chosen.seq]
    return {
        "step": chosen,
        "before": before,
        "given": None if before or not run.input else _as_handed_in(run),
        "made": made_by(app.database, chosen),
        "files": chosen.effects.get("files", []),
    }


def _as_handed_in(run: WorkflowRun) -> str:
    text = run.input.get("received", {}).get("text")
    return str(text) if text else in_json(run.input)
