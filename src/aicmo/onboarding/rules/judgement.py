"""What a rule looks at, and what the rules decide together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aicmo.catalog.documents import Pack
from aicmo.onboarding.documents import Ask, Brief, Problem


@dataclass(frozen=True)
class Case:
    """A brief (or what of it can be read), the day it came, where its files are, and its pack (if it names one)."""

    brief: Brief
    today: date
    folder: Path | None
    pack: Pack | None


@dataclass(frozen=True)
class Judgement:
    """Questions to ask, most blocking first; any problem means that the brief is refused."""

    asks: tuple[Ask, ...]
    problems: tuple[Problem, ...]


Rule = Callable[[Case], Iterable[Ask | Problem]]
