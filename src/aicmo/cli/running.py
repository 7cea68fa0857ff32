"""Commands that make runs move: run, submit, retry, cancel."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from aicmo.cli import opening, screen
from aicmo.cli.causes import cause
from aicmo.cli.exits import Refusal
from aicmo.cli.screen import Json
from aicmo.errors import AicmoError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aicmo.onboarding.documents import Intake
    from aicmo.saga import Order

Brief = Annotated[Path, typer.Argument(metavar="BRIEF", help="The brief: a YAML or JSON file.", show_default=False)]


def _beginning_of_an_id(text: str) -> str:
    if re.fullmatch(r"[0-9a-fA-F][0-9a-fA-F-]{0,35}", text) is None:
        raise typer.BadParameter(f"{text!r} is not the beginning of a run's id; `aicmo list` shows the ids.")
    return text


RunId = Annotated[
    str,
    typer.Argument(
        metavar="RUN", help="The run's id, or its beginning.", show_default=False, callback=_beginning_of_an_id
    ),
]
Assume = Annotated[bool, typer.Option("--assume", help="Accept the defaults shown for what the brief leaves open.")]
ByModel = Annotated[
    bool,
    typer.Option(
        "--read-with-model", help="Have the language model of AICMO_WRITER read a letter, too; it may only quote."
    ),
]
Key = Annotated[str | None, typer.Option("--key", help="Idempotency key: the same key is the same run, always.")]
FailAt = Annotated[str | None, typer.Option("--fail-at", metavar="STEP", help="Rehearse: STEP fails after its work.")]
OnQcFail = Annotated[
    Literal["compensate", "hold"],
    typer.Option(
        "--on-qc-fail", help="When quality control fails: compensate undoes all; hold keeps it for a person's verdict."
    ),
]
Approval = Annotated[
    Literal["none", "internal", "internal+client"],
    typer.Option("--approval", help="Who approves: nobody, the agency before every gate, or the client's package too."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Put the package's folder and ZIP there; nothing on failure."),
]
Force = Annotated[bool, typer.Option("--force", help="Retry even what was rejected and would be rejected again.")]

NO_RUN: Final[dict[str, Any]] = {
    "run_id": None,
    "status": None,
    "completed_steps": [],
    "compensated_steps": [],
    "package": None,
}


def run(
    brief: Brief,
    *,
    out: Out = None,
    assume: Assume = False,
    read_with_model: ByModel = False,
    key: Key = None,
    fail_at: FailAt = None,
    on_qc_fail: OnQcFail = "compensate",
    approval: Approval = "none",
    json: Json = False,
) -> None:
    """Turn a brief into a delivered package, here and now."""
    with before_any_run():
        check_target(out)
        opening.check_storage()
        order = _order(
            brief,
            assume=assume,
            by_model=read_with_model,
            key=key,
            fail_at=fail_at,
            hold=on_qc_fail == "hold",
            approval=approval,
            out=out,
        )
        app = opening.opened()
    from aicmo import saga
    from aicmo.cli.conclusion import carry
    from aicmo.workflows.branding import branded

    if out is None and app.settings.persistence_mode == "inmemory":
        screen.say("AICMO_PERSISTENCE_MODE=inmemory: the package goes when this command ends. --out DIR keeps it.")
    with app:
        order = branded(app.database, order)
        carry(app, lambda worker: saga.submit(app.database, app.saga, order, hold_for=worker), out=out, json=json)


def submit(
    brief: Brief,
    *,
    assume: Assume = False,
    read_with_model: ByModel = False,
    key: Key = None,
    fail_at: FailAt = None,
    on_qc_fail: OnQcFail = "compensate",
    approval: Approval = "none",
    json: Json = False,
) -> None:
    """Queue a run for a worker, and return at once."""
    with before_any_run():
        order = _order(
            brief,
            assume=assume,
            by_model=read_with_model,
            key=key,
            fail_at=fail_at,
            hold=on_qc_fail == "hold",
            approval=approval,
        )
        app = opening.opened()
    from aicmo import saga
    from aicmo.reception.intake import hand_in
    from aicmo.reception.record import record

    with app:
        run_id = hand_in(app, order)
        queued = saga.get(app.database, run_id)
        if json:
            screen.print_json(record(app, queued))
        else:
            screen.show(f"Run {run_id} is {queued.status}. `aicmo worker` carries it out, `aicmo watch` looks on.")


def retry(run_id: RunId, *, force: Force = False, out: Out = None, json: Json = False) -> None:
    """Run a failed run's brief again, as a new run, here."""
    with before_any_run():
        check_target(out)
        opening.check_storage()
        app = opening.opened_as_found()
    from aicmo import saga
    from aicmo.cli.conclusion import carry
    from aicmo.reception import finding

    with app:
        failed = finding.found(app, run_id).id
        carry(
            app,
            lambda worker: saga.retry(app.database, app.saga, failed, force=force, hold_for=worker),
            out=out,
            json=json,
        )


def cancel(run_id: RunId, *, json: Json = False) -> None:
    """Stop a run and undo everything it made."""
    from aicmo import saga
    from aicmo.cli.conclusion import undo
    from aicmo.reception import finding

    with opening.opened_as_found() as app:
        found = finding.found(app, run_id).id
        saga.cancel(app.database, found)
        undo(app, found, json=json)


def resume(run_id: RunId, *, out: Out = None, json: Json = False) -> None:
    """Let a run go on that waits for a person."""
    from aicmo import saga
    from aicmo.cli.conclusion import carry
    from aicmo.reception import finding

    check_target(out)
    opening.check_storage()
    with opening.opened_as_found() as app:
        found = finding.found(app, run_id).id
        saga.resume(app.database, found)
        carry(app, lambda _worker: (found, None), out=out, json=json)


@contextmanager
def before_any_run() -> Iterator[None]:
    """Whatever stops a command in here stopped it before a run existed, and its JSON document says so."""
    try:
        yield
    except (AicmoError, OSError) as error:
        message, code, document = cause(error)
        raise Refusal(message, code, **NO_RUN | document) from error


def check_target(out: Path | None) -> None:
    """Refuse before any work to hand over where something is already."""
    from aicmo.cli import handover

    if out is not None:
        handover.check_target(out)


def _order(
    brief: Path,
    *,
    assume: bool,
    by_model: bool,
    key: str | None,
    fail_at: str | None,
    hold: bool,
    approval: str,
    out: Path | None = None,
) -> Order:
    from aicmo.cli.intake import accepted

    received, found, reading = accepted(brief, assume=assume, by_model=by_model, key=key)
    if out is not None and key is None:  # with a key, the package that lies there may be this very run's
        _check_free(out, found)
    from aicmo.review.documents import Mode
    from aicmo.workflows.ordering import order  # only now: it brings every renderer with it

    return order(
        found, received, assume=assume, key=key, rehearse=fail_at, hold=hold, approval=Mode(approval), reading=reading
    )


def _check_free(out: Path, found: Intake) -> None:
    from datetime import UTC, datetime

    from aicmo.cli.handover import check_free
    from aicmo.delivery.naming import package_name

    assert found.brief is not None  # noqa: S101 (it is accepted)
    check_free(out, package_name(found.brief, datetime.now(UTC)))
