"""Runs: handed in, listed, shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Response
from pydantic import StringConstraints

from aicmo import saga
from aicmo.app import App
from aicmo.catalog.documents import Doc
from aicmo.onboarding.documents import Received
from aicmo.reception import intake, listing, record
from aicmo.reception.documents import RunSummary, RunTold
from aicmo.reception.listing import Wanted
from aicmo.review.documents import Mode
from aicmo.saga import Status, WorkflowRun
from aicmo.web.api.asked import (
    NO_NUL,
    House,
    IdempotencyKey,
    Name,
    OnQcFail,
    Options,
    SubmitLetter,
    SubmitStructured,
)
from aicmo.web.api.briefs import BriefFile, ModelReads, examined, received_file, received_from, uploads, wants_model
from aicmo.web.api.kinds import ROOT
from aicmo.web.api.problems import NotAccepted
from aicmo.workflows.ordering import order

router = APIRouter(prefix="/runs", tags=["runs"])

Words = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=200)]


class RunPage(Doc):
    """A page of runs, newest first; ``next`` is the cursor of the next one, null on the last."""

    runs: tuple[RunSummary, ...]
    next: str | None


@router.get("", response_model=RunPage, responses={422: {}})
def runs(
    app: House,
    status: Status | None = None,
    client: Annotated[Name | None, Query(description="the brief's `client`")] = None,
    q: Annotated[Words, Query(description="words of the subject, or the beginning of an id")] = "",
    after: Annotated[Name | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Any:
    """List runs, newest first, a page at a time."""
    found, cursor = listing.summaries(app.database, Wanted(status, client, q), after=after, limit=limit)
    return {"runs": found, "next": cursor}


@router.post("", status_code=201, response_model=RunTold, responses={409: {}, 422: {}})
def submit(app: House, response: Response, asked: SubmitStructured | SubmitLetter, key: IdempotencyKey = None) -> Any:
    """Queue the run of a brief; a worker carries it out. Refused with questions and errors when intake says no."""
    return _queued(app, response, received_from(asked), asked, key, by_model=wants_model(asked))


@uploads.post("/runs", status_code=201, response_model=RunTold, responses={409: {}, 422: {}})
def submit_upload(
    app: House,
    response: Response,
    *,
    file: BriefFile,
    assume: Annotated[bool, Form()] = False,
    on_qc_fail: Annotated[OnQcFail, Form()] = "compensate",
    approval: Annotated[Mode, Form()] = Mode.NONE,
    priority: Annotated[int, Form(ge=0, le=1000)] = 100,
    read_with_model: ModelReads = False,
    key: IdempotencyKey = None,
) -> Any:
    """Queue the run of a brief that is sent as a file."""
    options = Options(assume=assume, on_qc_fail=on_qc_fail, approval=approval, priority=priority)
    return _queued(app, response, received_file(file), options, key, by_model=read_with_model)


@router.get("/{run_id}", response_model=RunTold, responses={404: {}})
def show(app: House, run_id: UUID) -> Any:
    """Show a run: how it stands and why, its steps and turns, its receipt or its package."""
    return told(app, saga.get(app.database, run_id))


def told(app: App, run: WorkflowRun) -> dict[str, Any]:
    """Return a run's document, in which the package's places are addresses of this API."""
    document = record.record(app, run)
    made = record.package_of(app, run, record.latest(app, run))
    if made is not None:
        here = Path(ROOT, "runs", str(run.id))
        document["package"] = made.as_json(here / "files", here / "package.zip")
    return document


def created(app: App, response: Response, run_id: UUID) -> dict[str, Any]:
    """Return a new run's document, and say in the response where the run is."""
    response.headers["Location"] = f"{ROOT}/runs/{run_id}"
    return told(app, saga.get(app.database, run_id))


def _queued(
    app: App, response: Response, received: Received, asked: Options, key: str | None, *, by_model: bool
) -> dict[str, Any]:
    reading = intake.read(app, received, key) if by_model else None
    found = examined(app, received, assume=asked.assume, reading=reading)
    if found.outcome != "accepted":
        raise NotAccepted(found)
    hold = asked.on_qc_fail == "hold"
    ordered = order(
        found,
        received,
        assume=asked.assume,
        key=key,
        rehearse=asked.fail_at,
        hold=hold,
        approval=asked.approval,
        reading=reading,
    )
    options = asked.model_dump(mode="json", include=set(Options.model_fields))
    if by_model:
        options["read_with_model"] = True
    ordered = intake.bound(replace(ordered, priority=asked.priority), **options)
    return created(app, response, intake.hand_in(app, ordered))
