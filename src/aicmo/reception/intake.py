"""Handing in: what intake says of a brief today, and the run that an accepted one becomes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from aicmo import saga
from aicmo.onboarding import intake
from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.reading import parse, receive
from aicmo.saga import Once

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from uuid import UUID

    from aicmo.app import App
    from aicmo.db import Database
    from aicmo.onboarding.documents import BrandProfile, Intake, Received
    from aicmo.saga import Order


def examined(
    received: Received, *, assume: bool = False, folder: Path | None = None, profile: BrandProfile | None = None
) -> Intake:
    """Return what intake says of a brief today; raises BriefError for what cannot be read as it is named.

    ``folder`` is where the files are that the brief names; without it nobody looks for them.
    ``profile`` is what the client's briefs have in common.
    """
    return intake.check(received, today=datetime.now(tz=UTC).date(), assume=assume, folder=folder, profile=profile)


def as_json(found: Intake) -> dict[str, Any]:
    """Return intake's decision without the brief."""
    return found.model_dump(mode="json", include={"outcome", "questions", "errors", "understood"})


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


def profile_for(database: Database, received: Received) -> BrandProfile | None:
    """Return the brand profile of the client that a submission names; raises BriefError for what cannot be read."""
    from aicmo.workflows.branding import profile_of  # noqa: PLC0415 (it brings the database's layer with it)

    client = parse(received).data.get("client")
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
