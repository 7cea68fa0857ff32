"""Doors: what a part of the house offers, and what others may take from it."""

from __future__ import annotations

import inspect

import grimp

from aicmo import saga

ROOMS = ("onboarding", "strategy", "writing", "production", "qc", "delivery")
SHARED = {"models", "documents"}


def room_of(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


def is_open(module: str) -> bool:
    """Say whether other rooms may import it: a room's tables and value types, and the Writer's door."""
    return module == "aicmo.writing" or module.removeprefix(f"aicmo.{room_of(module)}.") in SHARED


def test_a_room_takes_only_models_and_documents_from_another() -> None:
    graph = grimp.build_graph("aicmo", cache_dir=None)
    wrong = [
        f"{importer} imports {imported}"
        for importer in sorted(graph.modules)
        if room_of(importer) in ROOMS
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if room_of(imported) in ROOMS and room_of(imported) != room_of(importer) and not is_open(imported)
    ]
    assert wrong == []


def test_the_engine_offers_exactly_what_its_door_says() -> None:
    offered = {key for key in vars(saga) if not key.startswith("_") and is_of_the_engine(getattr(saga, key))}
    assert offered - set(saga.__all__) == set()
    assert [key for key in saga.__all__ if not hasattr(saga, key)] == []


def test_what_the_engine_offers_is_documented() -> None:
    assert [key for key in saga.__all__ if is_of_the_engine(offer := getattr(saga, key)) and not offer.__doc__] == []


def is_of_the_engine(value: object) -> bool:
    is_made = inspect.isclass(value) or inspect.isfunction(value)
    return is_made and getattr(value, "__module__", "").startswith("aicmo.saga")
