"""What the model's writer asks for, and what it does with answers: the loop without a wire."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from pydantic_ai.models.function import FunctionModel

from aicmo.llm.model import LanguageModel
from aicmo.llm.terms import Terms
from aicmo.writing.documents import Remark, Review, Written
from aicmo.writing.llm.writer import ModelWriter
from servers.models import FENCED
from writing.written_packages import SHIPPED, package

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models import Model
    from pydantic_ai.models.function import AgentInfo

    from aicmo.writing import Call

EXAMPLE = package(next(path for path in SHIPPED if path.stem == "coffee"))
CODES = [slot.id for slot, _ in EXAMPLE.drafts]
WRONG = CODES[0]


class Desk:
    """An editor that always objects to the model's version of one draft."""

    def __init__(self) -> None:
        self.made: dict[str, Call] = {}

    def review(self, answers: Sequence[Written | None]) -> Review:
        written = {each.slot.id: answer for each, answer in zip(EXAMPLE.assignments, answers, strict=True)}
        answer = written[WRONG]
        is_wrong = answer is not None and answer.origin == "llm"
        remark = Remark(code=WRONG, rule="X01", minor=False, path="text", message="This one not")
        return Review(passed=not is_wrong, remarks=(remark,) if is_wrong else ())

    def kept(self, name: str) -> Call | None:
        return self.made.get(name)

    def keep(self, call: Call) -> None:
        self.made[call.name] = call

    def calls(self) -> list[Call]:
        return [*self.made.values()]


def writer(asked: list[list[str]], **terms: Any) -> ModelWriter:
    """A writer whose model gives each draft back as it is; ``asked`` takes the codes of each call."""

    async def stream(messages: list[ModelMessage], _: AgentInfo) -> AsyncIterator[str]:
        found = FENCED.search(str(getattr(messages[0].parts[1], "content", "")))
        assert found is not None
        drafts = json.loads(found[2])["drafts"]
        asked.append([draft["code"] for draft in drafts])
        yield json.dumps({"drafts": [{"code": draft["code"], **draft["plain"]} for draft in drafts]})

    @asynccontextmanager
    async def connect() -> AsyncIterator[Model]:
        yield FunctionModel(stream_function=stream, profile={"supports_json_schema_output": True})

    return ModelWriter(LanguageModel("test:model", connect, 10), Terms(parallel=1, **terms))


def origins(answers: list[Written | None]) -> dict[str, str]:
    return {each.slot.id: answer.origin for each, answer in zip(EXAMPLE.assignments, answers, strict=True) if answer}


def test_only_what_is_wrong_goes_back_and_twice_at_most() -> None:
    asked: list[list[str]] = []
    answers = writer(asked).write(EXAMPLE.assignments, Desk())
    assert set(origins(answers).values()) == {"llm"}
    first = [codes for codes in asked if codes != [WRONG]]
    assert sorted(code for codes in first for code in codes) == sorted(CODES)
    assert asked[len(first) :] == [[WRONG], [WRONG]]


def test_what_is_wrong_to_the_end_is_the_built_in_writers_alone() -> None:
    answers = writer([], falls_back=True).write(EXAMPLE.assignments, Desk())
    assert [code for code, origin in origins(answers).items() if origin == "builtin"] == [WRONG]


def test_a_later_try_asks_for_nothing_that_is_kept() -> None:
    desk, again = Desk(), list[list[str]]()
    first = writer([]).write(EXAMPLE.assignments, desk)
    assert writer(again).write(EXAMPLE.assignments, desk) == first
    assert again == []
