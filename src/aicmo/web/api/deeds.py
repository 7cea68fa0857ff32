"""What is done to runs: stopped, run again, taken back, let go on, told something, erased. Workers carry it out."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from aicmo import saga
from aicmo.catalog.documents import Doc
from aicmo.reception import documents
from aicmo.reception.documents import Erased, RunTold
from aicmo.reception.erasing import erase_client, erase_run
from aicmo.reception.intake import once
from aicmo.saga import Refused, Status
from aicmo.web.api.asked import By, House, IdempotencyKey, Name, Reason, Yes
from aicmo.web.api.runs import created, told

router = APIRouter(tags=["deeds"])

Step = Annotated[Name, Field(description="one of the run's steps")]


class Retry(Doc):
    """How to run a brief again."""

    force: Yes = Field(default=False, description="even what was rejected, and would be rejected again")


class FromStep(Doc):
    """Where to begin."""

    step: Step


class Because(Doc):
    """Why; kept with the run."""

    because: Reason


class Told(Doc):
    """A signal: its name, and data for whoever waits for it."""

    name: Name
    data: dict[str, Any] = Field(default={})


class Signalled(Doc):
    """A signal that was sent, and how the run stands now."""

    run_id: UUID
    signal_id: UUID
    name: str
    status: Status


@router.post("/runs/{run_id}/cancel", status_code=202, response_model=RunTold, responses={404: {}, 409: {}})
def cancel(app: House, run_id: UUID) -> Any:
    """Stop a run and undo everything it made."""
    saga.cancel(app.database, run_id)
    return told(app, saga.get(app.database, run_id))


@router.post("/runs/{run_id}/retry", status_code=201, response_model=RunTold, responses={404: {}, 409: {}})
def retry(app: House, response: Response, run_id: UUID, asked: Retry | None = None, key: IdempotencyKey = None) -> Any:
    """Run a failed run's brief again, as a new run."""
    force = asked is not None and asked.force
    again, _ = saga.retry(app.database, app.saga, run_id, force=force, once=once(key, "retry", run_id))
    return created(app, response, again)


@router.post("/runs/{run_id}/rewind", status_code=202, response_model=RunTold, responses={404: {}, 409: {}})
def rewind(app: House, run_id: UUID, asked: FromStep) -> Any:
    """Undo what a live run made from a step on, and let it go forward again from there."""
    saga.rewind(app.database, run_id, asked.step)
    return told(app, saga.get(app.database, run_id))


@router.post("/runs/{run_id}/fork", status_code=201, response_model=RunTold, responses={404: {}, 409: {}})
def fork(app: House, response: Response, run_id: UUID, asked: FromStep, key: IdempotencyKey = None) -> Any:
    """Start a new run at a step of this one, on copies of what the steps before it made."""
    request = once(key, "fork", run_id, asked.step)
    return created(app, response, saga.fork(app.database, app.saga, app.storage, run_id, asked.step, once=request))


@router.post("/runs/{run_id}/resume", status_code=202, response_model=RunTold, responses={404: {}, 409: {}})
def resume(app: House, run_id: UUID) -> Any:
    """Let a run go on that waits for a person, once what its error named is mended."""
    saga.resume(app.database, run_id)
    return told(app, saga.get(app.database, run_id))


@router.post("/runs/{run_id}/accept", status_code=202, response_model=RunTold, responses={404: {}, 409: {}})
def accept(app: House, by: By, run_id: UUID, asked: Because) -> Any:
    """Settle a quarantined run in the key's name."""
    saga.accept(app.database, run_id, by=by, because=asked.because)
    return told(app, saga.get(app.database, run_id))


@router.post("/runs/{run_id}/signals", status_code=202, response_model=Signalled, responses={404: {}, 409: {}})
def signal(app: House, by: By, run_id: UUID, asked: Told, key: IdempotencyKey = None) -> Any:
    """Tell a run something; one that waits for it goes on."""
    request = once(key, "signal", run_id, asked.model_dump(mode="json"))
    sent = saga.send(app.database, run_id, asked.name, asked.data, sent_by=by, once=request)
    status = saga.get(app.database, run_id).status
    return {"run_id": run_id, "signal_id": sent, "name": asked.name, "status": status}


@router.delete("/runs/{run_id}", response_model=Erased, responses={404: {}, 409: {}})
def erase(app: House, by: By, run_id: UUID) -> Any:
    """Erase a finished run for good: rows, files, brief, errors, report. Ids, counts and times stay."""
    done = erase_run(app, run_id, by=by)
    if done.refused:
        raise Refused(done.refused[run_id])
    return documents.erased(done)


@router.delete("/clients/{client}/runs", response_model=Erased)
def erase_all(app: House, by: By, client: Name) -> Any:
    """Erase every finished run of a client; those that are kept are named, with the reason."""
    return documents.erased(erase_client(app, client, by=by))
