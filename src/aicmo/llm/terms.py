"""What the operator allows a language model: spending, pace, and whose personal data it may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from aicmo.llm.prices import Price
from aicmo.llm.servers import server_of

if TYPE_CHECKING:
    from aicmo.settings import Settings

MICROS: Final = 1_000_000
MINUTE: Final = 60
ALL: Final = "*"


@dataclass(frozen=True, slots=True)
class Terms:
    """Spending for one run, calls at once, the fallback, and the clients whose data is redacted.

    ``seconds`` are those of all its calls together; ``window`` is tokens of a prompt and its answer. None is no bound.
    """

    tokens: int = 400_000
    micros: int | None = None
    seconds: float | None = None
    price: Price | None = None
    parallel: int = 4
    falls_back: bool = False
    redacted: frozenset[str] = frozenset()
    window: int | None = None

    @classmethod
    def of(cls, settings: Settings, price: Price | None) -> Self:
        """Read the terms from the environment."""
        dollars, minutes = settings.writer_dollars, settings.writer_minutes
        server = server_of(settings.writer.partition(":")[0])
        return cls(
            tokens=settings.writer_tokens,
            micros=None if dollars is None else int(dollars * MICROS),
            seconds=None if minutes is None else minutes * MINUTE,
            price=price,
            parallel=settings.writer_parallel or server.parallel,
            falls_back=settings.writer_fallback == "builtin",
            redacted=frozenset(name.strip() for name in settings.writer_redact.split(",") if name.strip()),
            window=settings.writer_window or server.window,
        )

    def redacts(self, client: str | None) -> bool:
        """Say whether a client's personal data is kept from the model; of an unknown one as soon as anybody's is."""
        return bool(self.redacted if client is None else {ALL, client} & self.redacted)
