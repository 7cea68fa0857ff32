"""The environment, read once into one frozen class."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
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
    writer: Literal["builtin"] = Field(default="builtin", description="who writes the drafts")
