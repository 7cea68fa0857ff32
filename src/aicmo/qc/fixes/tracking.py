"""Tracking tags in lower case, for N02: reports count ``Facebook`` and ``facebook`` as two sources."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from aicmo.qc.fixes.ground import Ground
from aicmo.qc.rules.links import OWN_PAGES, is_own, utm_scheme
from aicmo.qc.texts import Text, retold
from aicmo.writing.documents import Content

_TAG: Final = re.compile(r"(?<=[?&])(utm_\w+)=([^&#]*)", re.IGNORECASE)


def lower_tags(content: Content, ground: Ground) -> Content:
    """Put the UTM tags of the draft's own links into lower case; the client's own scheme is kept as it was given."""
    if content.kind in OWN_PAGES:
        return content
    site, scheme = ground.brief.brief.brand.website or "", utm_scheme(ground.brief.brief)

    def tag(match: re.Match[str]) -> str:
        key, value = match[1].lower(), match[2]
        return f"{key}={value if unquote(value) in scheme.values() else value.lower()}"

    def link(text: Text) -> str:
        return _TAG.sub(tag, text.text) if text.role == "link" and is_own(text.text, site) else text.text

    return retold(content, link)
