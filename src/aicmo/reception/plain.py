"""Text of others made harmless to look at: a brief's title must neither move a cursor nor turn a line around."""

from __future__ import annotations

import re
from typing import Final

STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: object) -> str:
    """Return text in which control characters are replaced; a line may end as Windows and forms of browsers end it."""
    return STEERING.sub("\N{REPLACEMENT CHARACTER}", str(text).replace("\r\n", "\n"))
