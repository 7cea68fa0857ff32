"""What a person does to a run from its page. Each ends with that page, or the new run's; refusals say why."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from aicmo import saga
from aicmo.reception import account
from aicmo.reception.erasing import erase_run
from aicmo.saga import Conflict
from aicmo.web.problems import problem
from aicmo.web.run import title_of
from aicmo.web.state import House, Me

Words = Annotated[str, Form(max_length=2000)]

router = APIRouter(prefix="/runs/{run_id}")


@router.post("/cancel")
def cancel(app: House, _person: Me, run_id: UUID) -> Response:
    """Stop a run and undo everything it made."""
    saga.cancel(app.database, run_id)
    return _to(run_id)


@router.post("/retry")
def retry(app: House, _person: Me, run_id: UUID, force: Annotated[bool, Form()] = False) -> Response:  # noqa: FBT002 (a checkbox)
    """Run a failed run's brief again, as a new run."""
    again, _ = saga.retry(app.database, app.saga, run_id, force=force)
    return _to(again)


@router.post("/rewind")
def rewind(app: House, _person: Me, run_id: UUID, step: Words) -> Response:
    """Undo what a live run made from a step on, and let it go forward again from there."""
    saga.rewind(app.database, run_id, step)
    return _to(run_id)


@router.post("/fork")
def fork(app: House, _person: Me, run_id: UUID, step: Words) -> Response:
    """Start a new run at a step of this one."""
    return _to(saga.fork(app.database, app.saga, app.storage, run_id, step))


@router.post("/resume")
def resume(app: House, _person: Me, run_id: UUID) -> Response:
    """Let a run go on that waits for a person."""
    saga.resume(app.database, run_id)
    return _to(run_id)


@router.post("/accept")
def accept(app: House, person: Me, run_id: UUID, because: Words) -> Response:
    """Settle a quarantined run in the name of who is signed in."""
    saga.accept(app.database, run_id, by=person.name, because=because)
    return _to(run_id)


@router.post("/answer")
def answer(
    app: House, person: Me, run_id: UUID, number: Annotated[int, Form(ge=0, le=50)], because: Words = ""
) -> Response:
    """Give one of the answers that a waiting run knows, with a reason where it asks for one."""
    wait = account.waiting(saga.get(app.database, run_id))
    if wait is None or number >= len(wait.answers):
        raise Conflict("This run does not wait for that answer any more. Look at it again.")
    told: dict[str, Any] = dict(wait.answers[number])
    if "because" in told:
        if not because.strip():
            raise Conflict("Say why: the reason is kept with the run and shown in its quality report.")
        told["because"] = because.strip()
    if "by" in told:
        told["by"] = person.name
    saga.send(app.database, run_id, wait.signal, told, sent_by=person.name)
    return _to(run_id)


@router.post("/erase")
def erase(request: Request, app: House, person: Me, run_id: UUID, name: Words = "") -> Response:
    """Erase a finished run for good, once its name is typed."""
    run = saga.get(app.database, run_id)
    if " ".join(name.split()) != " ".join(title_of(run).split()):
        said = "Nothing was erased: what was typed is not the run's title. Go back and type it as it is shown."
        return problem(request, 422, said)
    refused = erase_run(app, run_id, by=person.name).refused
    if refused:
        return problem(request, 409, refused[run_id])
    return _to(run_id)


def _to(run_id: UUID) -> Response:
    return RedirectResponse(f"/runs/{run_id}", 303)
