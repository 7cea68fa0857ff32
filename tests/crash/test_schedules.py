"""R4 to R6: two workers and a person on one run, interleaved statement by statement; late commits of a lost claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crash.programs import Stage

SEED = 4_000


def test_two_workers_and_a_person_interleaved_at_will_break_no_invariant(stage: Stage) -> None:
    taken_over = waits = 0
    for number in range(SEED, SEED + 30):
        run, seen = stage.interleave(number)
        taken_over += run.fence > 1
        waits += seen

    assert stage.judge() == []
    assert taken_over >= 8
    assert waits or stage.world.database.is_sqlite, "no actor was ever seen to wait for another's lock"
    print(stage.score.line(), f"{waits} waits for a lock")  # noqa: T201
