"""A fork owns copies: every id is new wherever it stands, and neither run's undo reaches the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from aicmo.db import Document
from aicmo.saga import (
    File,
    Files,
    Order,
    Owned,
    Rejected,
    Run,
    Saga,
    Status,
    Storage,
    Worker,
    audit,
    cancel,
    erase,
    fork,
    get,
    steps,
    submit,
)
from aicmo.saga.errors import Conflict
from saga.shop import EVERYTHING

if TYPE_CHECKING:
    from pathlib import Path

    from aicmo.db import Database
    from saga.shop import World


class TreeBase(MappedAsDataclass, DeclarativeBase):
    pass


class Node(Owned, TreeBase, kw_only=True):
    __tablename__ = "nodes"

    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("nodes.id"), default=None)
    said: Mapped[str]
    held: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[list[str] | None] = mapped_column(Document(list[str]), default=None)


class Leaf(Owned, TreeBase, kw_only=True):
    __tablename__ = "leaves"

    node_id: Mapped[UUID] = mapped_column(ForeignKey("nodes.id"))
    text: Mapped[str]


def grow(run: Run) -> list[Node | File]:
    root = Node(said="root", held={"deep": [{"none": None}]})
    child = Node(
        parent_id=root.id,
        said=str(root.id),
        held={str(root.id): [{"id": str(root.id), "in a sentence": f"not {root.id}", "hex": root.id.hex}]},
        note=[str(root.id), str(run.id)],
    )
    return [root, child, File("tree.txt", b"root and child")]


def bloom(run: Run, nodes: list[Node], files: Files) -> list[Leaf]:
    if run.input.get("frost"):
        raise Rejected("It is too cold.")
    return [Leaf(node_id=node.id, text=files["tree.txt"].decode()) for node in nodes]


TREE = Saga("tree", version=1, steps=[grow, bloom])


def test_every_old_id_is_a_new_one_in_keys_texts_and_documents_and_nothing_else_changes(
    database: Database, tmp_path: Path
) -> None:
    first, second = _grown_and_forked(database, tmp_path)
    (root, child), (new_root, new_child) = (_nodes(database, run_id) for run_id in (first, second))

    assert not {root["id"], child["id"]} & {new_root["id"], new_child["id"]}
    assert (new_root["said"], new_root["held"], new_root["note"]) == ("root", {"deep": [{"none": None}]}, None)
    new = new_root["id"]
    assert (new_child["parent_id"], new_child["said"]) == (new, str(new))
    assert new_child["held"] == {str(new): [{"id": str(new), "in a sentence": f"not {root['id']}", "hex": new.hex}]}
    assert new_child["note"] == [str(new), str(second)]
    assert next(step.effects["rows"] for step in steps(database, second)) == [
        ["nodes", [str(new), str(new_child["id"])]]
    ]


def test_a_fork_starts_at_its_step_with_its_own_input_and_its_files(database: Database, tmp_path: Path) -> None:
    first, second = _grown_and_forked(database, tmp_path, {"frost": False})

    run = get(database, second)
    assert (run.state, run.forked_from, run.input, run.account) == (Status.COMPLETED, first, {"frost": False}, "acme")
    assert [step.step for step in steps(database, second)] == ["grow", "bloom"]
    assert _leaves(database, second) == ["root and child"] * 2
    assert len(list((tmp_path / str(second)).rglob("tree.txt"))) == 1


def test_undoing_the_fork_leaves_the_original_and_erasing_the_original_leaves_the_fork(
    database: Database, tmp_path: Path
) -> None:
    first, undone = _grown_and_forked(database, tmp_path, {"frost": True})
    assert get(database, undone).state is Status.COMPENSATED
    assert (len(_nodes(database, first)), len(_leaves(database, first)), _nodes(database, undone)) == (2, 2, [])

    second = _finished(database, tmp_path, fork(database, TREE, Storage(tmp_path), first, "bloom"))
    erase(database, [TREE], Storage(tmp_path), first, by="Grace")

    assert get(database, second).state is Status.COMPLETED
    assert (len(_nodes(database, second)), len(_leaves(database, second))) == (2, 2)
    assert audit(database, [TREE], Storage(tmp_path)) == []


def test_a_run_whose_needed_steps_are_not_all_there_is_not_forked(world: World) -> None:
    undone, done = world.run(carrier="rejected"), world.run()
    queued, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    cancel(world.database, queued)
    for run_id, step, said in (
        (undone.id, "ship", "is COMPENSATED and has no step to start from"),
        (queued, "pack", "is COMPENSATING and has no step to start from"),
        (done.id, "fly", "has no step 'fly'. Its steps are: take_order, pack, ship"),
    ):
        with pytest.raises(Conflict, match=said):
            fork(world.database, world.saga, world.storage, run_id, step)
    assert world.count() == EVERYTHING
    assert len(world.files()) == 2


def test_a_run_that_is_erased_while_its_files_are_copied_is_not_forked_and_leaves_no_copy(
    database: Database, tmp_path: Path
) -> None:
    first, second = _grown_and_forked(database, tmp_path)

    class Meanwhile(Storage):
        def read(self, folder: str, name: str) -> bytes:
            erase(database, [TREE], Storage(tmp_path), first, by="Grace")
            return super().read(folder, name)

    with pytest.raises(Conflict, match=f"Run {first} .* has no step to start from"):
        fork(database, TREE, Meanwhile(tmp_path), first, "bloom")
    assert [found.run_id for found in Storage(tmp_path).folders()] == [second]
    assert audit(database, [TREE], Storage(tmp_path)) == []


def test_a_file_that_is_lost_though_nobody_undid_its_run_is_named(database: Database, tmp_path: Path) -> None:
    first, _ = _grown_and_forked(database, tmp_path)
    for found in (tmp_path / str(first)).rglob("tree.txt"):
        found.unlink()

    with pytest.raises(FileNotFoundError, match=f"{first}.*tree.txt"):
        fork(database, TREE, Storage(tmp_path), first, "bloom")


def _grown_and_forked(database: Database, folder: Path, given: dict[str, Any] | None = None) -> tuple[UUID, UUID]:
    with database.connect() as connection:
        TreeBase.metadata.create_all(connection)
    first, _ = submit(database, TREE, Order("a tree", {"kind": "oak"}, account="acme"))
    _finished(database, folder, first)
    return first, _finished(database, folder, fork(database, TREE, Storage(folder), first, "bloom", input=given))


def _finished(database: Database, folder: Path, run_id: UUID) -> UUID:
    with Worker(database, [TREE], Storage(folder), {}) as worker:
        return worker.finish(run_id)


def _nodes(database: Database, run_id: UUID) -> list[dict[str, Any]]:
    table: Any = Node.__table__
    with database.connect() as connection:
        found = connection.execute(select(table).where(table.c.run_id == run_id)).mappings()
        return sorted((dict(row) for row in found), key=lambda row: row["parent_id"] is not None)


def _leaves(database: Database, run_id: UUID) -> list[str]:
    with database.connect() as connection:
        return list(connection.scalars(select(Leaf.text).where(Leaf.run_id == run_id)))
