"""R2: processes that die by SIGKILL, and those that come to recover what they left die too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crash.programs import program

if TYPE_CHECKING:
    from crash.programs import Stage


def test_killed_and_killed_again_while_it_is_recovered_a_run_is_finished_or_gone(stage: Stage) -> None:
    for seed in range(15):
        stage.play_killed(seed, program(seed, faults=("crash",), workflow="shop"))

    assert stage.judge() == []
    assert stage.score.injected["kill"] >= 12
    print(stage.score.line())  # noqa: T201
