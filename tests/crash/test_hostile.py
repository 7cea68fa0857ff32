"""R19: whatever is said in whichever field of an order, it is refused by name, or its run ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crash.auditor import Auditor
from crash.hostile import WORDS, say
from crash.invariants import violations
from crash.programs import WHOLE
from crash.recorder import history
from saga.shop import TABLES

if TYPE_CHECKING:
    from saga.shop import World

FIELDS = 5
OURS = (
    "undefined",
    "NaN",
    "-9223372036854775809",
    "1e999",
    "\ufeff\u2028\u2029",
    "\u2066\u202e\u2069",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\x01\x07\x1b[2J\x7f\x85",
    "\ud83d",
    "CON",
    "a\r\nSet-Cookie: b=c",
    "`id` $(id) ; id",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "%00%0a",
    "i\u0307stanbul \u0130",
)


def test_hostile_words_in_every_field_are_refused_by_name_or_their_run_ends(world: World) -> None:
    words = [*WORDS, *OURS]
    auditor = Auditor(world.database, TABLES, world.storage.root)

    count = say(world, words)

    entries = history(world.database)
    assert violations(entries) + auditor.verdict(WHOLE, entries) == []
    assert count.total() == FIELDS * len(words)
    assert count["taken"] > count.total() / 2
    print(dict(count))  # noqa: T201
