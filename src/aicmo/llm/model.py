"""One call to a language model: a prompt and a schema in, a reply with its tokens out, or what went wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Any, Final, NoReturn

from pydantic_ai import exceptions as said
from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from aicmo.llm.errors import Refusal, Unavailable, Unwritten
from aicmo.llm.pace import Pace

FOR_NOW: Final = (
    said.ModelRateLimitError,
    said.ModelUnavailableError,
    said.ModelServerError,
    said.ModelConnectionError,
    said.ModelTimeoutError,
    TimeoutError,
    ConnectionError,
)
LONGEST: Final = 200
LONGEST_TOKEN: Final = 10
"""Signs; an answer of more than so many for each token it may take has no end."""
DELIVER: Final = "deliver"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``whole`` is False when the model stopped at the limit of its answer."""

    text: str
    input_tokens: int
    output_tokens: int
    whole: bool


class LanguageModel:
    """A model by name, reached anew for each call: no connection outlives the thread that made it."""

    def __init__(
        self,
        name: str,
        connect: Callable[[], AbstractAsyncContextManager[Model]],
        seconds: float,
        per_minute: int | None = None,
        secrets: Sequence[str] = (),
    ) -> None:
        """``seconds`` is how long it may be silent; ``secrets`` stand in no message of ours."""
        self.name = name
        self._connect = connect
        self._seconds = seconds
        self._pace = Pace(per_minute)
        self._secrets = tuple(secret for secret in secrets if secret)

    def ask(self, system: str, user: str, schema: dict[str, Any], most_tokens: int) -> Answer:
        """Return the answer to one prompt.

        Raises:
            Unavailable: out of reach, overloaded, too slow, or it spoke no language that we know.
            Unwritten: it refuses this prompt, or refuses us.
        """
        messages: list[ModelMessage] = [ModelRequest(parts=[SystemPromptPart(system), UserPromptPart(user)])]
        call = _Streamed(self._seconds)
        self._pace.wait()
        try:
            reply = asyncio.run(call.reply(self._connect, messages, schema, most_tokens))
        except Exception as error:  # noqa: BLE001 (whatever a service or its library brings up is the call's failure)
            self._fail(error, begun=call.begun)
        answer = self._read(reply, len(f"{system}{user}".encode()))
        return replace(answer, whole=answer.whole and not call.is_endless)

    def _fail(self, error: Exception, *, begun: bool) -> NoReturn:
        why = self._first(error)
        match error:
            case said.ContentFilterError():
                raise Refusal(f"{self.name} refuses to write this: {why}") from None
            case said.ModelContextWindowExceededError() | said.ModelRequestRejectedError() if _overflows(error):
                raise Refusal(
                    f"The prompt does not fit into {self.name}: say in AICMO_WRITER_WINDOW how many tokens do. {why}"
                ) from None
            case said.ModelQuotaExceededError():
                raise Unwritten(f"The account at {self.name} has no credit left: {why}") from None
            case _ if isinstance(error, FOR_NOW):
                pause = getattr(error, "retry_after", None)
                silent = isinstance(error, TimeoutError | said.ModelTimeoutError)
                raise Unavailable(
                    f"{self.name} does not answer for now: {why}", after=pause, billed=begun or silent
                ) from None
            case said.ModelAPIError():
                raise Unwritten(f"{self.name} does not take our request: {why}") from None
        raise Unavailable(f"{self.name} sent what is no answer: {why}", billed=True) from None

    def _read(self, reply: ModelResponse, prompt_bytes: int) -> Answer:
        if reply.finish_reason == "content_filter":
            raise Refusal(f"{self.name} refuses to write this.")
        parts = [_text(part) for part in reply.parts if isinstance(part, TextPart | ToolCallPart)]
        text = "".join(parts)
        # A server that does not count is not free: three bytes a token is what English takes at most.
        given = reply.usage.input_tokens or tokens_of(prompt_bytes)
        made = reply.usage.output_tokens or tokens_of(len(text.encode()))
        return Answer(text, given, made, whole=reply.finish_reason != "length")

    def _first(self, error: BaseException) -> str:
        """Return the beginning of what an error says, on one line, without our keys."""
        text = " ".join(str(error).split()) or type(error).__name__
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text[:LONGEST]


class _Streamed:
    """One streamed call; ``begun`` says whether the service had begun to answer, and so to charge.

    ``is_endless``: it went on beyond any limit that it was given, until nobody listened any more.
    """

    def __init__(self, seconds: float) -> None:
        self.begun = False
        self.is_endless = False
        self._seconds = seconds

    async def reply(
        self,
        connect: Callable[[], AbstractAsyncContextManager[Model]],
        messages: list[ModelMessage],
        schema: dict[str, Any],
        most: int,
    ) -> ModelResponse:
        """Return the whole reply; each sign of life gives it its time again."""
        clock, room = asyncio.get_running_loop(), most * LONGEST_TOKEN
        async with asyncio.timeout(self._seconds) as limit, connect() as model:
            shape = _shaped(model, schema)
            settings = ModelSettings(max_tokens=most)
            async with model_request_stream(
                model, messages, model_settings=settings, model_request_parameters=shape
            ) as stream:
                self.begun = True
                async for event in stream:
                    limit.reschedule(clock.time() + self._seconds)
                    room -= _size(event)
                    if room < 0:
                        self.is_endless = True
                        break
                return stream.get()


def _overflows(error: Exception) -> bool:
    """Say whether a prompt was too long: the library knows it of the big services, llama.cpp has a word of its own."""
    return isinstance(error, said.ModelContextWindowExceededError) or "exceed_context_size_error" in str(error)


def _size(event: object) -> int:
    """Return the signs that a piece of a stream brings, one at least."""
    delta = getattr(event, "delta", None)
    return len(str(getattr(delta, "content_delta", None) or getattr(delta, "args_delta", None) or " "))


def tokens_of(size: int) -> int:
    """Return how many tokens so many bytes of text are taken for where nobody counts them."""
    return -(-size // 3)


def _shaped(model: Model, schema: dict[str, Any]) -> ModelRequestParameters:
    """Ask for JSON of a schema in the way the model knows: as its output, or as the one tool it must call."""
    if model.profile.get("supports_json_schema_output"):
        shape = OutputObjectDefinition(json_schema=schema, name=DELIVER)
        return ModelRequestParameters(output_mode="native", output_object=shape)
    tool = ToolDefinition(name=DELIVER, parameters_json_schema=schema, kind="output")
    return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)


def _text(part: TextPart | ToolCallPart) -> str:
    if isinstance(part, TextPart):
        return part.content
    return part.args if isinstance(part.args, str) else json.dumps(part.args)
