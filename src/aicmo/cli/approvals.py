"""Commands about decisions: approve, changes, reject, share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from aicmo.cli import opening, screen
from aicmo.cli.erasing import By, somebody
from aicmo.cli.running import Out, RunId, check_target
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from pathlib import Path

    from aicmo.workflows.approving import Standing

Items = Annotated[list[str] | None, typer.Option("--item", metavar="CODE", help="Only this draft; repeat for more.")]
HERE = "http://127.0.0.1:8000"
"""Where `aicmo serve` listens when it is told nothing."""
GateName = Annotated[
    Literal["brief", "strategy", "drafts", "package"] | None,
    typer.Option("--gate", help="Make sure that the run stands before this gate."),
]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="Why; kept with the run.")]
Days = Annotated[int | None, typer.Option("--days", metavar="N", help="How long the link works; 14 by default.")]
To = Annotated[str, typer.Option("--to", metavar="NAME", help="Who reviews; shown to them and beside the link.")]
Revoke = Annotated[bool, typer.Option("--revoke", help="Let no link to this package work any more.")]


def approve(
    run_id: RunId, *, gate: GateName = None, item: Items = None, by: By = None, out: Out = None, json: Json = False
) -> None:
    """Approve what a run waits for, or its package, as it is now; a run that waited goes on here."""
    _decide(run_id, "approve", "", gate, item, by, out, json=json)


def changes(
    run_id: RunId, *, reason: Reason, gate: GateName = None, item: Items = None, by: By = None, json: Json = False
) -> None:
    """Ask for changes: a round begins, and the work waits for `draft edit`, or a package for `revise`."""
    _decide(run_id, "changes", reason, gate, item, by, None, json=json)


def reject(
    run_id: RunId, *, reason: Reason, gate: GateName = None, item: Items = None, by: By = None, json: Json = False
) -> None:
    """Say no. A run before a gate is undone; a package stays, and its rejection is kept."""
    _decide(run_id, "reject", reason, gate, item, by, None, json=json)


def share(
    run_id: RunId,
    *,
    to: To = "",
    days: Days = None,
    revoke: Revoke = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Make a link for the client to review a package without an account; it is shown once.

    `aicmo serve` answers it. AICMO_PUBLIC_URL says where others reach that; without, the link is good on this machine.
    """
    from aicmo.reception import finding
    from aicmo.workflows import sharing

    with opening.opened_as_found() as app:
        found = finding.found(app, run_id).id
        if revoke:
            count = sharing.revoke(app.database, found, by=by or somebody())
            told: dict[str, object] = {"run_id": str(found), "revoked": count}
            words = f"{count} link{'s' * (count != 1)} to run {found} revoked."
        else:
            link_id, token = sharing.share(app.database, found, by=by or somebody(), days=days, reviewer=to)
            path = f"{sharing.PATH}{token}"
            url = f"{app.settings.public_url or HERE}{path}"
            told = {"run_id": str(found), "link_id": str(link_id), "token": token, "path": path, "url": url}
            words = f"The link, shown only now: {url}"
            if app.settings.public_url is None:
                screen.say("It works on this machine, while `aicmo serve` runs. For others set AICMO_PUBLIC_URL.")
    if json:
        screen.print_json(told)
    else:
        screen.show(words)


def _decide(
    run_id: str,
    verdict: Literal["approve", "changes", "reject"],
    because: str,
    gate: str | None,
    items: list[str] | None,
    by: str | None,
    out: Path | None,
    *,
    json: bool,
) -> None:
    check_target(out)
    from aicmo.cli.conclusion import carry
    from aicmo.reception import documents, finding
    from aicmo.review.documents import Gate
    from aicmo.workflows import approving

    with opening.opened_as_found() as app:
        run = finding.found(app, run_id).id
        named = {"gate": Gate(gate) if gate else None, "items": items or ()}
        stands = approving.standing(app.database, run)
        decided = approving.decide
        if stands.gate is not Gate.PACKAGE:
            decided(app.database, run, verdict, by=by or somebody(), because=because, **named)  # type: ignore[arg-type]
            carry(app, lambda _worker: (run, None), out=out, json=json)
        after = decided(app.database, run, verdict, by=by or somebody(), because=because, **named)  # type: ignore[arg-type]
    if json:
        screen.print_json(documents.standing(run, after))
    else:
        screen.show(f"The package of run {run} is {after.items['']}.", *_open(after))


def _open(stands: Standing) -> list[str]:
    open_ = [f"  {item}: {state}" for item, state in stands.items.items() if item and state != "approved"]
    return open_ + ([f"Not yet approved by: {', '.join(stands.missing)}."] if stands.missing else [])
