"""What a client says of a package that is shared: of one draft, of some characters of it, or of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert
from sqlalchemy import literal_column as sql

from aicmo import db
from aicmo.db import new_id
from aicmo.review.models import ReviewComment
from aicmo.workflows import trail
from aicmo.workflows.approving import ReviewError
from aicmo.workflows.sharing import look

if TYPE_CHECKING:
    from uuid import UUID

    from aicmo.db import Database

LONGEST_COMMENT = 10_000


def comment(
    database: Database,
    token: str,
    text: str,
    *,
    by: str,
    draft: str = "",
    starts: int | None = None,
    ends: int | None = None,
) -> UUID:
    """Keep what the client says of a draft (of characters ``starts`` to ``ends``), or of the whole; return its id.

    Raises ReviewError for an empty or endless text, a range that is none, and a draft that the package does not have.
    """
    shared = look(database, token)
    said = {"draft": draft, "starts": starts, "ends": ends, "by": by.strip(), "text": text.strip()}
    if not said["by"] or not 0 < len(text.strip()) <= LONGEST_COMMENT:
        raise ReviewError(f"A comment has a name, and 1 to {LONGEST_COMMENT:,} characters.")
    if (draft and draft not in shared.drafts) or (starts is None) is not (ends is None):
        raise ReviewError(f"There is no draft {draft!r} in this package, or the range has only one end.")
    if starts is not None and ends is not None and not (draft and 0 <= starts < ends):
        raise ReviewError("A range of characters lies in a draft, and ends after it starts.")
    bound = shared.drafts[draft].sha256 if draft else shared.standing.versions[""]
    comment_id = new_id()
    with database.transaction() as connection:
        now: Any = sql(db.now(connection.dialect))
        where = {"id": comment_id, "run_id": shared.run_id, "link_id": shared.link_id, "sha256": bound, "at": now}
        connection.execute(insert(ReviewComment).values(**where, **said))
        trail.note(connection, shared.run_id, "client", "comment", {f"draft {draft}" if draft else "package": bound})
    return comment_id
