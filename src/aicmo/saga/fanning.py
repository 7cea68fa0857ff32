"""A step that fans out: its items are tried side by side, each with a checkpoint of its own, and then joined."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from threading import Thread, current_thread
from typing import TYPE_CHECKING

from aicmo.saga.crew import end
from aicmo.saga.facts import Item
from aicmo.saga.outcomes import Failure, Kept
from aicmo.saga.trying import Overrun

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aicmo.saga.definition import Step
    from aicmo.saga.engine import Engine
    from aicmo.saga.trying import Trying

Result = Kept | Failure


class Fan:
    """The items of one step of a claimed run, as many at once as the step's ``width``."""

    def __init__(self, engine: Engine, trying: Trying, step: Step, seq: int) -> None:
        """Nothing happens before :meth:`carry`."""
        self._engine = engine
        self._trying = trying
        self._step = step
        self._seq = seq

    def carry(self, names: Sequence[str], is_final: Callable[[str, Failure], bool]) -> dict[str, Result]:
        """Try each item once; return how it ended. After a final failure, or a request to stop, none is begun any more.

        What was begun is waited for. Raises Stale when the claim is lost.
        """
        ended: dict[str, Result] = {}
        waiting, enough = deque(names), False
        running: dict[Future[Result], str] = {}
        while True:
            while waiting and len(running) < self._step.width and not (enough or self._engine.stopping()):
                name = waiting.popleft()
                running[self._begin(name)] = name
            if not running:
                return {name: ended[name] for name in names if name in ended}
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name, result = running.pop(future), future.result()
                ended[name] = result
                enough = enough or (isinstance(result, Failure) and is_final(name, result))

    def _begin(self, name: str) -> Future[Result]:
        future: Future[Result] = Future()
        Thread(target=self._carry, args=(Item(name), future), name=f"item {name}", daemon=True).start()
        return future

    def _carry(self, item: Item, future: Future[Result]) -> None:
        hand = current_thread()

        def on_late(failure: Failure) -> None:
            self._engine.crew.count_left(hand)
            end(future, failure)

        try:
            result = self._trying.once(self._step, self._seq, on_late, item)
        except Overrun:
            return
        except BaseException as error:  # noqa: BLE001 (whoever waits for the items gets it)
            end(future, error=error)
            return
        if not isinstance(result, Kept | Failure):
            result = Failure("bug", f"An item of {self._step.name} waits or goes back, which only a whole step can.")
        end(future, result)
