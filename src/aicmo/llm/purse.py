"""What a run may spend on its writer, and a hard stop before more is spent."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from aicmo.llm import Call
from aicmo.llm.prices import Price


class Purse:
    """One run's budget. A call is begun only when its worst case is still in it; ``is_spent`` once one was not."""

    def __init__(
        self,
        tokens: int,
        micros: int | None,
        price: Price | None,
        spent: Iterable[Call],
        seconds: float | None = None,
    ) -> None:
        """``micros`` are millionths of a US dollar, ``spent`` are the calls that earlier tries made.

        ``seconds`` are those of all calls together; the call that passes them is the last.
        """
        self._tokens = tokens
        self._micros = micros
        self._price = price
        self._ms = None if seconds is None else seconds * 1000
        self._lock = Lock()
        self.is_spent = False
        for call in spent:
            self._take(call.input_tokens, call.output_tokens)
            self.wait(call.elapsed_ms)

    def wait(self, elapsed_ms: int) -> None:
        """Take the time of a call out of the purse."""
        with self._lock:
            if self._ms is not None:
                self._ms -= elapsed_ms

    def reserve(self, input_tokens: int, output_tokens: int) -> bool:
        """Take the worst case of a call out of the purse, if it is still in it."""
        with self._lock:
            too_much = input_tokens + output_tokens > self._tokens or (self._ms is not None and self._ms <= 0)
            price = self.cost(input_tokens, output_tokens) or 0
            if too_much or (self._micros is not None and price > self._micros):
                self.is_spent = True
                return False
            self._take(input_tokens, output_tokens)
            return True

    def give_back(self, input_tokens: int, output_tokens: int) -> None:
        """Put back what a call did not need (or take what it needed beyond its worst case: less than nothing)."""
        with self._lock:
            self._take(-input_tokens, -output_tokens)

    def cost(self, input_tokens: int, output_tokens: int) -> int | None:
        """Return what tokens cost in millionths of a US dollar, None where no price is known."""
        return self._price.of(input_tokens, output_tokens) if self._price else None

    def _take(self, input_tokens: int, output_tokens: int) -> None:
        self._tokens -= input_tokens + output_tokens
        if self._micros is not None:
            self._micros -= self.cost(input_tokens, output_tokens) or 0
