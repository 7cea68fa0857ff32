"""The providers' wire formats: a connection for each call, each library imported only where it is asked for."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

from aicmo.llm.prices import price_of

if TYPE_CHECKING:
    from pydantic_ai.models import Model

OWN_MACHINE = "http://localhost:11434/v1"


@asynccontextmanager
async def _openai(model: str, url: str | None, key: str) -> AsyncIterator[Model]:
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai import OpenAIProvider

    # OpenAI's own models take the new name of the answer's limit only; many servers like it know only the old one.
    new = url is None or price_of("openai", model) is not None
    async with AsyncOpenAI(api_key=key, base_url=url, max_retries=0) as client:
        limit = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=new)
        yield OpenAIChatModel(model, provider=OpenAIProvider(openai_client=client), profile=limit)


@asynccontextmanager
async def _ollama(model: str, url: str | None, key: str) -> AsyncIterator[Model]:
    from openai import AsyncOpenAI
    from pydantic_ai.models.ollama import OllamaModel
    from pydantic_ai.profiles import ModelProfile, merge_profile
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.ollama import OllamaProvider

    class Ollama(OllamaProvider):
        """Ollama as it is: it knows the old name of the answer's limit only, and ignores the new one."""

        @staticmethod
        def model_profile(model_name: str) -> ModelProfile | None:
            limit = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False)
            return merge_profile(OllamaProvider.model_profile(model_name), limit)

    async with AsyncOpenAI(api_key=key, base_url=url or OWN_MACHINE, max_retries=0) as client:
        yield OllamaModel(model, provider=Ollama(openai_client=client))


@asynccontextmanager
async def _anthropic(model: str, url: str | None, key: str) -> AsyncIterator[Model]:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    async with AsyncAnthropic(api_key=key, base_url=url, max_retries=0) as client:
        yield AnthropicModel(model, provider=AnthropicProvider(anthropic_client=client))


Wire = Callable[[str, str | None, str], AbstractAsyncContextManager["Model"]]
WIRES: Mapping[str, Wire] = {"openai": _openai, "ollama": _ollama, "anthropic": _anthropic}
"""By provider: from a model's name, an address (None: its maker's) and a key to a connection."""
