"""Tagged links: every way to the client's own pages says where it came from; nothing else is tagged."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from aicmo.catalog.documents import Channel, DraftKind
from aicmo.onboarding.documents import Brief
from aicmo.strategy.documents import Slot

INTERNAL = frozenset({DraftKind.LANDING_PAGE, DraftKind.BLOG_POST})


def tagged(brief: Brief, slot: Slot, channel: Channel, revision: int) -> str | None:
    """Return the slot's link with its UTM parameters, or as it is where tagging is wrong.

    Drafts that stand on the client's own site are not tagged, nor are pages of others. The client's own scheme
    (``tracking.utm``, keys with or without ``utm_``) wins. None when the slot has no link.
    """
    if slot.link is None or slot.kind in INTERNAL or not own(brief, slot.link):
        return slot.link
    ours = {
        "utm_source": channel.utm_source,
        "utm_medium": channel.utm_medium,
        "utm_campaign": campaign(brief),
        "utm_content": f"{slug(slot.id)}-v{revision}",
    }
    theirs = {f"utm_{key.removeprefix('utm_')}": value for key, value in brief.tracking.utm.items()}
    parts = urlsplit(slot.link)
    kept = [(key, value) for key, value in parse_qsl(parts.query) if not key.startswith("utm_")]
    query = urlencode([*kept, *(ours | theirs).items()], quote_via=quote)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, parts.fragment))


def campaign(brief: Brief) -> str:
    """Return ``<client>-<yyyymm>-<slug>``: the client's words, never our pack's name."""
    return f"{slug(brief.client)}-{brief.schedule.starts:%Y%m}-{slug(brief.title)}"


def own(brief: Brief, url: str) -> bool:
    """Say whether an address belongs to the client: the website's host or one below it."""
    home, host = (_host(brief.brand.website or ""), _host(url))
    return bool(home) and (host == home or host.endswith(f".{home}"))


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def slug(text: str) -> str:
    """Return a text as a tag's value: lower case, ``[a-z0-9_-]``, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")
