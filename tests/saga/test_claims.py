"""Who may act on a run: one at a time, the newest fence only, by the database's clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import literal_column, select, text, update

from aicmo.db import new_id
from aicmo.saga import (
    REHEARSE,
    Conflict,
    File,
    Order,
    Run,
    Stale,
    Status,
    Terms,
    WorkflowRun,
    cancel,
    find,
    newest,
    retry,
    submit,
)
from aicmo.saga.claims import Claim, Claimant, beat, claim, renew, retire
from aicmo.saga.committer import Member, Work, commit, turn
from aicmo.saga.models import WorkflowWorker
from saga.shop import EVERYTHING, NOTHING, World, take_order

if TYPE_CHECKING:
    from uuid import UUID

TERMS = Terms()


def test_a_run_is_claimed_once_however_many_ask(world: World) -> None:
    queued = {_queue(world) for _ in range(20)}

    with ThreadPoolExecutor(8) as pool:
        won = [c for found in pool.map(lambda _: _drain(world), range(8)) for c in found]

    assert sorted(c.run_id for c in won) == sorted(queued)
    assert {c.fence for c in won} == {1}


def test_claims_go_by_priority_then_age_and_not_before_their_time(world: World) -> None:
    order = Order(subject="Ada", input={"customer": "Ada"})
    later, _ = submit(world.database, world.saga, Order(subject="A", input={}, delay=3600))
    plain, _ = submit(world.database, world.saga, order)
    urgent, _ = submit(world.database, world.saga, Order(subject="A", input={}, priority=1))

    assert [c.run_id for c in _drain(world)] == [urgent, plain]
    assert world.get(later).state is Status.PENDING


@pytest.mark.parametrize("limit", [1, 3, 4])
def test_a_claim_takes_no_more_than_asked_for_and_the_oldest_first(world: World, limit: int) -> None:
    queued = [_queue(world) for _ in range(6)]

    won = claim(world.database, _alive(world), limit=limit)

    assert [one.claim.run_id for one in won] == queued[:limit]


def test_a_claim_is_not_planned_anew_each_time_because_many_runs_are_delayed(world: World) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite plans in this process, at no cost to speak of")
    for status, available in ((Status.PENDING, "+ interval '1 hour'"), (Status.COMPLETED, "- interval '1 hour'")):
        _copies(world, 10_000, {"status": f"'{status}'", "available_at": f"now() {available}"})
    claimant = _alive(world)

    for _ in range(20):
        assert claim(world.database, claimant, limit=4) == []

    with world.database.connect() as connection:  # the one that claimed: the last one used goes first
        planned = text("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%kind_0%'")
        assert connection.execute(planned).one().generic_plans > 0


def test_a_living_holder_keeps_its_run(world: World) -> None:
    _queue(world)
    holder, other = _alive(world), _alive(world)
    assert len(_claim(world, holder)) == 1

    assert _claim(world, other) == []


def test_a_holder_without_a_heartbeat_loses_its_run_long_before_the_lease_ends(world: World) -> None:
    run_id = _queue(world)
    holder, other = _alive(world), _alive(world)
    _claim(world, holder)
    _silence(world, holder, seconds=4)

    (taken,) = _claim(world, other)

    assert taken == Claim(run_id, 2, other.id)


def test_a_claim_whose_answer_was_lost_is_found_again_by_its_own_worker(world: World) -> None:
    run_id = _queue(world)
    worker = _alive(world)
    _claim(world, worker)

    assert _claim(world, worker) == [Claim(run_id, 2, worker.id)]


def test_an_ended_lease_is_free_even_if_the_heart_beats(world: World) -> None:
    run_id = _queue(world)
    holder, other = _alive(world, Terms(lease=-1)), _alive(world)
    _claim(world, holder)

    assert _claim(world, other) == [Claim(run_id, 2, other.id)]


def test_a_renewed_lease_is_not(world: World) -> None:
    _queue(world)
    holder, other = _alive(world, Terms(lease=-1)), _alive(world)
    _claim(world, holder)
    renew(world.database, holder.id, TERMS)

    assert _claim(world, other) == []


def test_a_retired_worker_frees_what_it_holds_at_once(world: World) -> None:
    run_id = _queue(world)
    holder, other = _alive(world), _alive(world)
    _claim(world, holder)
    retire(world.database, holder.id)

    assert _claim(world, other) == [Claim(run_id, 2, other.id)]


def test_a_starting_worker_clears_away_those_that_died_long_ago_and_nobody_else(world: World) -> None:
    dead, silent = _alive(world), _alive(world)
    _silence(world, dead, seconds=7200)
    _silence(world, silent, seconds=60)

    with world.worker(), world.database.connect() as connection:
        left = set(connection.scalars(select(WorkflowWorker.id)))

    assert left == {silent.id}


def test_a_stale_holder_writes_nothing(world: World) -> None:
    run_id = _queue(world)
    holder, other = _alive(world), _alive(world)
    (stale,) = _claim(world, holder)
    _silence(world, holder, seconds=4)
    _claim(world, other)
    rows = take_order(Run(run_id, "shop", "Ada", {"customer": "Ada"}, world.get(run_id).created_at))

    with pytest.raises(Stale):
        commit(world.database, Member.of(world.saga, stale, Work("take_order", 0, 1, rows, None, (), 0, last=False)))
    with pytest.raises(Stale):
        turn(world.database, stale, reason="rejected")

    assert world.count() == NOTHING
    assert world.steps(run_id) == []


@pytest.mark.parametrize(("step", "says"), [("pack", "ok"), ("ship", "rejected")])
def test_a_stale_holder_discards_its_own_files_and_leaves_the_new_holders(world: World, step: str, says: str) -> None:
    """The zombie wakes up after its run was finished elsewhere: its step ends well or fails, and changes nothing."""
    zombie = world.worker(terms=Terms(lease=-1))
    taken: list[UUID] = []

    def finish_elsewhere(event: object) -> None:
        if type(event).__name__ == "StepStarted" and getattr(event, "step", "") == step and not taken:
            taken.append(event.run_id)  # type: ignore[attr-defined]
            with world.worker() as other:
                other.work(until_idle=True)
            world.carrier.says = says

    world.listener = finish_elsewhere
    run_id, _ = submit(world.database, world.saga, Order(subject="Ada", input={"customer": "Ada"}))
    with zombie:
        zombie.finish(run_id)

    assert taken == [run_id]
    assert world.get(run_id).state is Status.COMPLETED
    assert world.count() == EVERYTHING
    assert f"{run_id}/2/ship/shipment.txt" in world.files(run_id)
    assert len(world.files(run_id)) == 2


def test_cancelling_bumps_the_fence_and_the_run_is_undone_by_whoever_comes(world: World) -> None:
    run_id = _queue(world)
    holder = _alive(world)
    (held,) = _claim(world, holder)
    rows = take_order(Run(run_id, "shop", "Ada", {"customer": "Ada"}, world.get(run_id).created_at))
    commit(world.database, Member.of(world.saga, held, Work("take_order", 0, 1, rows, None, (), 0, last=False)))

    assert cancel(world.database, run_id)
    assert not cancel(world.database, run_id)
    with pytest.raises(Stale):
        commit(world.database, Member.of(world.saga, held, Work("pack", 1, 1, rows, None, (), 0, last=False)))
    with world.worker() as worker:
        worker.work(until_idle=True)

    run = world.get(run_id)
    assert (run.state, run.reason) == (Status.COMPENSATED, "cancelled")
    assert world.count() == NOTHING
    with pytest.raises(Conflict, match="is COMPENSATED and cannot be cancelled"):
        cancel(world.database, run_id)


def test_one_key_gives_one_run_however_many_submit_at_once(world: World) -> None:
    def once(_: int) -> UUID:
        order = Order(subject="Ada", input={"customer": "Ada"}, idempotency_key="k")
        return submit(world.database, world.saga, order)[0]

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(once, range(32)))

    assert len(ids) == 1
    assert len(newest(world.database)) == 1


def test_the_same_key_with_another_input_is_a_conflict_that_says_so(world: World) -> None:
    submit(world.database, world.saga, Order(subject="Ada", input={"a": 1}, idempotency_key="k"))

    with pytest.raises(Conflict, match="The idempotency key 'k' belongs to run"):
        submit(world.database, world.saga, Order(subject="Ada", input={"a": 2}, idempotency_key="k"))


def test_a_failed_run_is_retried_as_a_new_run_linked_to_it(world: World) -> None:
    world.carrier.says = "bug"
    failed = world.run()
    world.carrier.says = "ok"

    with world.worker() as worker:
        again = worker.finish(*retry(world.database, world.saga, failed.id, hold_for=worker.claimant))

    run = world.get(again)
    assert (run.state, run.retry_of) == (Status.COMPLETED, failed.id)
    assert world.get(failed.id).state is Status.COMPENSATED


def test_a_rehearsed_failure_is_not_rehearsed_again_on_retry(world: World) -> None:
    failed = world.run(meta={REHEARSE: "ship", "note": "kept"})

    with world.worker() as worker:
        again = world.get(worker.finish(*retry(world.database, world.saga, failed.id, hold_for=worker.claimant)))

    assert (again.state, again.meta) == (Status.COMPLETED, {"note": "kept"})


def test_a_rejected_run_is_retried_only_by_force(world: World) -> None:
    failed = world.run(carrier="rejected")

    with pytest.raises(Conflict, match="or use --force"):
        retry(world.database, world.saga, failed.id)
    assert retry(world.database, world.saga, failed.id, force=True)[0] != failed.id


def test_a_run_is_found_by_the_start_of_its_id(world: World) -> None:
    run = world.run()

    assert find(world.database, str(run.id)[:13]).id == run.id
    with pytest.raises(Exception, match="There is no run ffff"):
        find(world.database, "ffff")


def test_a_run_of_another_version_is_held_and_says_why(world: World) -> None:
    run_id = _queue(world)
    with world.database.connect() as connection:
        connection.execute(update(WorkflowRun).values(version=2))
    with world.worker() as worker:
        worker.work(until_idle=True)

    run = world.get(run_id)
    assert (run.state, run.reason) == (Status.WAITING, "held")
    assert "started by shop version 2" in (run.last_error or "")


def test_a_file_name_that_leaves_its_folder_is_refused(world: World) -> None:
    run_id = new_id()
    world.storage.admit(run_id, 1)
    for name in ("../x", "/etc/x", "a/../../x", "a\\b", "", "x" * 300, "a\0b"):
        with pytest.raises(Exception, match="is no file name a step may return"):
            world.storage.write(run_id, 1, "step", [File(name, b"")])


def _queue(world: World) -> UUID:
    return submit(world.database, world.saga, Order(subject="Ada", input={"customer": "Ada"}))[0]


def _copies(world: World, count: int, changed: dict[str, str]) -> None:
    """Make so many runs like a queued one, with these columns changed (PostgreSQL)."""
    run_id = _queue(world)
    values = {column.name: f'r."{column.name}"' for column in WorkflowRun.__table__.columns}
    values |= {"id": "gen_random_uuid()"} | changed
    names, made = ", ".join(f'"{name}"' for name in values), ", ".join(values.values())
    copied = f"SELECT {made} FROM workflow_runs r, generate_series(1, {count}) WHERE r.id = :run"  # noqa: S608 (names of the model)
    with world.database.connect() as connection:
        connection.execute(text(f"INSERT INTO workflow_runs ({names}) {copied}"), {"run": run_id})
        connection.execute(update(WorkflowRun).where(WorkflowRun.id == run_id).values(status=Status.COMPLETED))
        connection.execute(text("ANALYZE workflow_runs"))


def _alive(world: World, terms: Terms = TERMS) -> Claimant:
    claimant = Claimant(new_id(), "w", ["shop"], terms)
    beat(world.database, claimant)
    return claimant


def _claim(world: World, claimant: Claimant) -> list[Claim]:
    return [won.claim for won in claim(world.database, claimant)]


def _drain(world: World) -> list[Claim]:
    """Claim until nothing is left, each time as another worker: whoever asks has nothing at hand."""
    found = []
    while claimed := _claim(world, _alive(world)):
        found += claimed
    return found


def _silence(world: World, claimant: Claimant, *, seconds: float) -> None:
    """Make the last heartbeat of a worker without a heart lie in the past."""
    with world.database.connect() as connection:
        past: Any = literal_column(world.database.now(-seconds))
        connection.execute(update(WorkflowWorker).where(WorkflowWorker.id == claimant.id).values(beat_at=past))


@pytest.mark.parametrize("said", ["a\0b", "half a pair \ud800"])
def test_text_that_no_database_keeps_is_refused_by_name_before_anything_is_written(world: World, said: str) -> None:
    with pytest.raises(Conflict, match="holds a NUL or half a surrogate pair"):
        submit(world.database, world.saga, Order(subject=said, input={}))
    assert newest(world.database) == []
