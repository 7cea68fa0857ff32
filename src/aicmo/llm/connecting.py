"""The model that the environment names: its key, its address, and its terms.

What it needs beyond the base is the extra ``llm``; it is imported only when the environment names a model.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from aicmo.errors import EnvironmentProblem
from aicmo.llm.prices import price_of
from aicmo.llm.servers import server_of
from aicmo.llm.terms import MICROS, Terms

if TYPE_CHECKING:
    from pathlib import Path

    from aicmo.llm.model import LanguageModel
    from aicmo.settings import Settings

OWN_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}


@dataclass(frozen=True, slots=True)
class Connection:
    """A model that is ready to be asked, and on which terms."""

    model: LanguageModel
    terms: Terms

    @property
    def told(self) -> str:
        """Who answers and for how much, as the doctor says it."""
        terms = self.terms
        price = (
            f"${terms.price.input} in, ${terms.price.output} out a million tokens" if terms.price else "price unknown"
        )
        dollars = "" if terms.micros is None else f" or ${terms.micros / MICROS:.2f}"
        window = "" if terms.window is None else f", {terms.window:,} a call"
        return f"{self.model.name}, {price}; {terms.tokens:,} tokens{dollars} a run at most{window}"


def connected(settings: Settings) -> Connection:
    """Return the model that the environment names.

    Raises:
        EnvironmentProblem: the extra, the key or a price is missing; says which, and what to do.
    """
    provider, _, model = settings.writer.partition(":")
    if settings.writer_dollars is not None and price_of(provider, model) is None:
        raise EnvironmentProblem(
            f"AICMO_WRITER_DOLLARS is set, and nobody has told us what {settings.writer} costs. "
            "Unset it (AICMO_WRITER_TOKENS still holds), or choose a model that llm/data/models.toml lists."
        )
    key = _key(settings, provider)
    try:
        from aicmo.llm.model import LanguageModel  # noqa: PLC0415
        from aicmo.llm.wires import WIRES  # noqa: PLC0415
    except ImportError as error:
        raise EnvironmentProblem(
            f"AICMO_WRITER={settings.writer} needs the extra llm ({error.name} is missing): "
            "pip install 'aicmo[llm]', or uv sync --extra llm."
        ) from error
    wire = partial(WIRES[provider], model, settings.writer_url, key or "none")
    seconds = settings.writer_seconds or server_of(provider).seconds
    asked = LanguageModel(settings.writer, wire, seconds, settings.writer_per_minute, [key])
    return Connection(asked, Terms.of(settings, price_of(provider, model)))


def _key(settings: Settings, provider: str) -> str:
    """Return the key of the service; a server of one's own needs none."""
    from os import environ  # noqa: PLC0415

    own = OWN_KEYS.get(provider)
    if settings.writer_key is not None:
        found = settings.writer_key.get_secret_value()
    elif settings.writer_key_file is not None:
        found = _read(settings.writer_key_file)
    else:
        found = environ.get(own, "") if own else ""
    found = found.strip()
    if not found and own and settings.writer_url is None:
        raise EnvironmentProblem(
            f"AICMO_WRITER={settings.writer} needs a key: set AICMO_WRITER_KEY, AICMO_WRITER_KEY_FILE or {own}."
        )
    if not found.isascii() or not found.isprintable() or " " in found:
        raise EnvironmentProblem(
            "The key of AICMO_WRITER holds signs that no key has: give the key alone, on one line."
        )
    return found


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise EnvironmentProblem(f"AICMO_WRITER_KEY_FILE: {error.strerror}: {file}.") from error
    except UnicodeDecodeError as error:
        raise EnvironmentProblem(f"AICMO_WRITER_KEY_FILE: {file} is no text file.") from error
