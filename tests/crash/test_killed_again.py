"""R2: processes that die by SIGKILL, and those that come to recover what they left die too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aicmo.saga import File, Status, StepCommitted
from aicmo.saga.testing import Crashed
from crash.programs import program

if TYPE_CHECKING:
    from crash.programs import Stage
    from saga.shop import World


def test_killed_and_killed_again_while_it_is_recovered_a_run_is_finished_or_gone(stage: Stage) -> None:
    for seed in range(15):
        stage.play_killed(seed, program(seed, faults=("crash",), workflow="shop"))

    assert stage.judge() == []
    assert stage.score.injected["kill"] >= 12
    print(stage.score.line())  # noqa: T201


def test_whoever_dies_with_his_last_commit_leaves_no_folder_of_one_who_died_before(world: World) -> None:
    run_id = world.packed()
    world.storage.admit(run_id, 1)
    world.storage.write(run_id, 1, "ship", [File("half.txt", b"")])  # as it is left by death before a commit

    def die(event: object) -> None:
        if isinstance(event, StepCommitted):
            raise Crashed

    world.listener = die
    with world.worker() as worker, pytest.raises(Crashed):
        worker.finish(run_id)

    assert world.get(run_id).state is Status.COMPLETED
    assert [name.partition("/")[2] for name in world.files()] == ["1/pack/labels/list.txt", "2/ship/shipment.txt"]
