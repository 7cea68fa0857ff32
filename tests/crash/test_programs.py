"""R2, R3, R8, R16, R24, R26: random programs of faults, judged by an auditor and a checker who never ask the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crash.programs import program

if TYPE_CHECKING:
    from crash.programs import Stage

SEED = 20_261_123


def test_random_programs_of_faults_break_no_invariant(stage: Stage) -> None:
    for number in range(SEED, SEED + 60):
        stage.play(number, program(number))

    assert stage.judge() == []
    assert {"crash", "lost", "act"} == {*stage.score.injected}
    assert {"COMPLETED", "COMPENSATED", "FAILED"} == {*stage.score.ends}
    print(stage.score.line())  # noqa: T201


def test_programs_side_by_side_in_the_hands_of_one_worker_break_no_invariant(stage: Stage) -> None:
    for number in range(SEED, SEED + 3):
        stage.play_crowd(number, [program(number * 20 + place) for place in range(20)])

    assert stage.judge() == []
    assert {"lost", "act"} <= {*stage.score.injected}
    print(stage.score.line())  # noqa: T201


def test_what_an_overtaken_worker_commits_too_late_lands_nowhere(stage: Stage) -> None:
    for seed in range(40):
        stage.play_late(seed, program(seed, workflow="shop"))

    assert stage.judge() == []
    assert stage.score.injected["late"] >= 10
    print(stage.score.line())  # noqa: T201
