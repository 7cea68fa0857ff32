"""The kinds of problems that the API answers with, by slug: a contract, so no slug ever changes its meaning."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

ROOT: Final = "/api/v1"


class Kind(NamedTuple):
    """A kind of problem: its HTTP status, its title, and what to do about it."""

    status: int
    title: str
    remedy: str


KINDS: Final = MappingProxyType(
    {
        "bad-request": Kind(400, "Bad request", "Send a body that is what its Content-Type says."),
        "unauthorized": Kind(401, "No key, or one that opens nothing", "Send `Authorization: Bearer KEY`."),
        "not-found": Kind(404, "Not there", "Look at the id: it may have been erased or pruned."),
        "method-not-allowed": Kind(405, "Not with this method", "Use one that the Allow header names."),
        "conflict": Kind(409, "The state of things forbids it", "Look at the run again, then decide."),
        "key-used": Kind(409, "The idempotency key belongs to another request", "Use a new key for a new request."),
        "too-large": Kind(413, "Too large", "Send less: the limits are in docs/api.md."),
        "unsupported-media-type": Kind(415, "Not in this form", "Send JSON; uploads are multipart/form-data."),
        "invalid-request": Kind(422, "Not understood", "`errors` says where and why."),
        "brief-unreadable": Kind(422, "The brief cannot be read", "Mend what `detail` names and send it again."),
        "brief-not-accepted": Kind(
            422, "The brief has open questions or was refused", "Answer `questions`, mend `errors`; or send `assume`."
        ),
        "refused": Kind(422, "This cannot be done like that", "`detail` says what to change."),
        "too-many-requests": Kind(429, "Too many wrong keys", "Wait as long as Retry-After says."),
        "unexpected": Kind(500, "Not foreseen", "The server's log says more; asking again may help."),
        "unavailable": Kind(503, "Out of order for now", "Ask again later; `/readyz` says when."),
    }
)
BY_STATUS: Final = MappingProxyType(
    {
        400: "bad-request",
        401: "unauthorized",
        404: "not-found",
        405: "method-not-allowed",
        409: "conflict",
        413: "too-large",
        415: "unsupported-media-type",
        422: "invalid-request",
        429: "too-many-requests",
        503: "unavailable",
    }
)
"""The slug of a problem of which no more is known than its status."""


class ErrorDocument(BaseModel):
    """What went wrong (RFC 9457). ``type`` is stable; ``detail`` is for people; kinds may add members of their own."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="the kind: an address on this server that explains it")
    title: str
    status: int
    detail: str


def address(slug: str) -> str:
    """Return the ``type`` of a kind of problem."""
    return f"{ROOT}/problems/{slug}"


def problem(slug: str, detail: str, **members: Any) -> dict[str, Any]:
    """Return a problem's document."""
    kind = KINDS[slug]
    return {"type": address(slug), "title": kind.title, "status": kind.status, "detail": detail, **members}
