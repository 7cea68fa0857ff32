"""Handing in: what intake says of a brief today, and the run that an accepted one becomes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sqlalchemy import select

from aicmo import saga
from aicmo.onboarding import intake
from aicmo.onboarding.documents import Reading
from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.reading import parse, receive
from aicmo.saga import Once, WorkflowRun

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from uuid import UUID

    from aicmo.app import App
    from aicmo.db import Database
    from aicmo.onboarding.documents import BrandProfile, Intake, Received
    from aicmo.saga import Order


def read(app: App, received: Received, key: str | None = None, earlier: Reading | None = None) -> Reading:
    """Have the language model of the environment read a letter; what goes wrong with it is in what it returns.

    What was read for the run that the same letter made under an idempotency key is not paid for again. ``earlier`` is
    what was read of it so far: the new reading takes its place, and its calls along.

    Raises:
        NoModel: none is set.
        EnvironmentProblem: it is not ready to be asked.
    """
    made = _read_before(app, received, key) if key else None
    return made or app.reader.read(received, earlier.calls if earlier else ())


def _read_before(app: App, received: Received, key: str) -> Reading | None:
    same = (WorkflowRun.workflow == app.saga.name) & (WorkflowRun.idempotency_key == key)
    with app.database.connect() as connection:
        given = connection.execute(select(WorkflowRun.input).where(same)).scalar() or {}
    is_same = given.get("received", {}).get("sha256") == received.sha256
    return Reading.model_validate(given["reading"]) if is_same and given.get("reading") else None


def examined(
    received: Received,
    *,
    assume: bool = False,
    folder: Path | None = None,
    profile: BrandProfile | None = None,
    reading: Reading | None = None,
) -> Intake:
    """Return what intake says of a brief today; raises BriefError for what cannot be read as it is named.

    ``folder`` is where the files are that the brief names; without it nobody looks for them.
    ``profile`` is what the client's briefs have in common, ``reading`` what a language model read.
    """
    today = datetime.now(tz=UTC).date()
    return intake.check(received, today=today, assume=assume, folder=folder, profile=profile, reading=reading)


def as_json(found: Intake) -> dict[str, Any]:
    """Return intake's decision without the brief."""
    return found.model_dump(mode="json", include={"outcome", "questions", "errors", "understood", "by_model"})


def hand_in(app: App, order: Order) -> UUID:
    """Queue the run that is ordered, or find the one that was made under its key; return its id."""
    from aicmo.workflows.branding import branded  # noqa: PLC0415 (it brings the database's layer with it)

    run_id, _ = saga.submit(app.database, app.saga, branded(app.database, order))
    return run_id


def structured(data: Mapping[str, Any]) -> Received:
    """Take a brief that comes as data, not as a file; raises BriefError when it is too long or is no text."""
    try:
        text = json.dumps(data, indent=2, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BriefError("The brief holds half a surrogate pair, which is no character. Send it as UTF-8.") from error
    return receive("brief.json", text)


def profile_for(database: Database, received: Received, reading: Reading | None = None) -> BrandProfile | None:
    """Return the brand profile of the client that a submission names; raises BriefError for what cannot be read."""
    from aicmo.workflows.branding import profile_of  # noqa: PLC0415 (it brings the database's layer with it)

    client = parse(received, reading).data.get("client")
    return profile_of(database, client) if isinstance(client, str) and "\0" not in client else None


def profile_from(received: Received) -> BrandProfile:
    """Return the brand profile that a text holds; raises BriefError that names the field that makes no sense."""
    from aicmo.onboarding.documents import BrandProfile  # noqa: PLC0415 (only who keeps profiles needs it)

    try:
        return BrandProfile.model_validate(parse(received).data)
    except ValidationError as error:
        first = error.errors()[0]
        raise BriefError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}.") from error


def once(key: str | None, *asked: Any) -> Once | None:
    """Return the request that a program makes under a key; what it ``asked`` for is JSON data. None without a key."""
    return Once(key, json.dumps(asked, sort_keys=True, default=str)) if key else None


def bound(order: Order, **options: Any) -> Order:
    """Bind an order's idempotency key to what else was asked for, so that the same key means the same request."""
    chosen = json.dumps([order.fingerprint, options], sort_keys=True)
    return replace(order, fingerprint=sha256(chosen.encode()).hexdigest())
