"""Personal data kept from the model: placeholders go out, and what they stand for is put back into the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w/.-])\+?\(?\d[\d\s().-]{7,}\d(?![\w/-])")


class Redaction:
    """One text's personal data: people it names, postal and e-mail addresses, telephone numbers.

    Texts go in and out as JSON, so a name is looked for, and put back, as JSON writes it.
    """

    def __init__(self, told: str = "", people: Iterable[str] = ()) -> None:
        """Collect what is personal in a text: these people and addresses, and what its form gives away."""
        self._marks: dict[str, str] = {}
        for person in people:
            self._mark("person", person)
        for kind, pattern in (("mail", MAIL), ("phone", PHONE)):
            for found in pattern.findall(told):
                self._mark(kind, found)

    def hide(self, text: str) -> str:
        """Return a prompt's data with placeholders."""
        for secret in sorted(self._marks, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", self._marks[secret], text)
        return text

    def reveal(self, text: str) -> str:
        """Return an answer with what its placeholders stand for."""
        for secret, mark in self._marks.items():
            text = text.replace(mark, secret)
        return text

    def _mark(self, kind: str, secret: str) -> None:
        plain = json.dumps(secret, ensure_ascii=False)[1:-1]
        if plain not in self._marks:
            self._marks[plain] = f"[{kind}-{len(self._marks) + 1}]"
