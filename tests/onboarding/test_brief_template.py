"""A new brief is valid once filled in; a marked one still says what the client said; the schema is the model's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from aicmo.catalog import packs, read_toml
from aicmo.catalog.documents import Doc
from aicmo.onboarding.documents import Brief
from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import parse, read_brief, receive
from aicmo.onboarding.schema import brief_schema
from aicmo.onboarding.template import lines, new_brief, prefilled
from onboarding.kitchen import TODAY

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


def inner(annotation: Any) -> type[Doc] | None:
    for option in (annotation, *get_args(annotation)):
        if isinstance(option, type) and issubclass(option, Doc):
            return option
    return None


def model_fields() -> set[str]:
    found = set()
    for name, field in Brief.model_fields.items():
        part = None if str(field.annotation).startswith("tuple") else inner(field.annotation)
        inside = part.model_fields.items() if part else ()
        found |= {f"{name}.{each.alias or key}" for key, each in inside} or {name}
    return found - {"brief"}


def filled_in(text: str) -> str:
    """Take every # away, and put every example where nothing stands."""
    optional = re.sub(r"(?m)^(\s*)# (\s*(?:- |[a-z_]+:))", r"\1\2", text.partition("brief: 1")[2])
    return "brief: 1\n" + re.sub(r"(?m)^(\s*[a-z_]+:)   # .* for example: (.*)$", r"\1 \2", optional)


def test_every_field_of_the_model_has_its_line() -> None:
    assert {line.field for line in lines()} == model_fields()


@pytest.mark.parametrize("pack", sorted(packs()))
def test_an_empty_new_brief_is_asked_about_and_a_filled_one_is_not(pack: str) -> None:
    empty = check(receive("new.yaml", new_brief(pack).encode()), today=TODAY)
    assert empty.outcome == "needs_clarification"
    found = check(receive("new.yaml", filled_in(new_brief(pack)).encode()), today=TODAY)
    assert found.errors == ()
    assert {ask.field for ask in (*found.questions, *found.later)} <= {"offer.benefits"}


def test_gaps_are_marked_where_they_are_and_nothing_else_changes() -> None:
    received = receive(
        "b.yaml", b"title: TBD\nbrand: {name: X}\noffer:\n  benefits: [a]\nbudget:\npack: campaign_standard\n"
    )
    marked = prefilled(received, check(received, today=TODAY))
    assert "# ? The campaign needs a name to be found by." in marked
    assert re.search(r"offer:\n  # \? .*\n  what:\n  benefits: \[a\]", marked)
    data = parse(receive("b.yaml", marked.encode())).data
    assert data["offer"] == {"what": None, "benefits": ["a"]}
    assert data["audience"] == {"primary": None}


def test_json_is_marked_at_its_head() -> None:
    received = receive("b.json", b'{"title": "x",\n"brand": {"name": "X"}}')
    marked = prefilled(received, check(received, today=TODAY))
    assert parse(receive("b.json", marked.encode())).data["title"] == "x"
    assert "# ?" in marked or "# pack:" in marked


def test_the_schema_that_ships_is_the_models() -> None:
    assert brief_schema() == Brief.model_json_schema(by_alias=True)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_fit_the_schema_and_are_accepted_without_assumptions(path: Path) -> None:
    Draft202012Validator(brief_schema()).validate(jsonable(YAML(typ="safe").load(path)))
    found = check(read_brief(path), today=TODAY, folder=path.parent)
    assert found.outcome == "accepted", (found.questions, found.errors)
    assert found.brief is not None
    assert found.brief.assumptions == ()
    assert len(found.brief.facts) >= 12
    assert "held_back" in {claim.status for claim in found.brief.claims}


def test_there_are_four_examples() -> None:
    assert len(EXAMPLES) >= 4


def test_every_pattern_of_the_model_is_explained() -> None:
    assert set(read_toml("aicmo.onboarding", "forms.toml")["form"]) == set(patterned(brief_schema()))


def patterned(node: Any, name: str = "") -> list[str]:
    if isinstance(node, list):
        return [found for item in node for found in patterned(item, name)]
    if not isinstance(node, dict):
        return []
    own = [name] if "pattern" in node and "examples" not in node else []
    for key, value in node.items():
        own += patterned(value, name if key in {"anyOf", "items", "properties", "$defs"} else key)
    return own


def jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [jsonable(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def test_a_pack_is_asked_for_what_only_it_needs() -> None:
    assert "launch:" in new_brief("launch_gtm")
    assert "launch" not in new_brief("social_starter")
