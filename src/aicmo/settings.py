"""The environment, read once into one frozen class."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every ``AICMO_…`` variable, with its default."""

    model_config = SettingsConfigDict(env_prefix="AICMO_", frozen=True, extra="ignore")

    database_url: str = Field(default="sqlite:///aicmo.db", description="sqlite:///FILE or postgresql://USER@HOST/NAME")
    persistence_mode: Literal["db", "inmemory"] = Field(
        default="db", description="inmemory keeps everything in this process and forgets it at the end"
    )
    storage: Path = Field(default=Path("aicmo-storage"), description="folder for the files of runs")
    public_url: str | None = Field(
        default=None, pattern=r"^https?://[^/\s]+$", description="where people reach the dashboard, behind a proxy"
    )
    log: Literal["plain", "json"] = Field(
        default="plain", description="what worker and serve say on stderr: lines for people, or JSON for programs"
    )
    traces: Literal["off", "otlp"] = Field(
        default="off", description="otlp sends a span a run and step where the OTEL_ variables say (extra otel)"
    )
    writer: str = Field(
        default="builtin",
        pattern=r"^(builtin|(openai|anthropic|ollama):\S+)$",
        description="who writes the drafts: builtin, openai:MODEL, anthropic:MODEL or ollama:MODEL",
    )
    writer_url: str | None = Field(
        default=None, pattern=r"^https?://\S+$", description="where the model answers, if not at its maker's: vLLM …"
    )
    writer_key: SecretStr | None = Field(default=None, description="the key of the model's service")
    writer_key_file: Path | None = Field(default=None, description="a file that holds the key")
    writer_fallback: Literal["none", "builtin"] = Field(
        default="none", description="who writes what the model did not write well enough in three tries"
    )
    writer_tokens: int = Field(default=400_000, gt=0, description="tokens that one run may spend")
    writer_dollars: Decimal | None = Field(default=None, gt=0, description="US dollars that one run may spend")
    writer_minutes: float | None = Field(
        default=None, gt=0, description="minutes that the calls of one run may take together"
    )
    writer_seconds: float | None = Field(
        default=None, gt=0, description="seconds that a call may be silent: 60, or 300 for ollama"
    )
    writer_parallel: int | None = Field(
        default=None, ge=1, le=64, description="calls of one run at once: 4, or 1 for ollama"
    )
    writer_window: int | None = Field(
        default=None, ge=1024, description="tokens that a prompt and its answer may have together: 4096 for ollama"
    )
    writer_per_minute: int | None = Field(default=None, ge=1, description="calls that this process begins a minute")
    writer_redact: str = Field(
        default="", description="clients whose personal data no model sees, by comma; * for all of them"
    )
