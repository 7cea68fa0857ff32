"""What can go wrong in a saga.

AicmoError
└── SagaError
    ├── DefinitionError   a saga, step or model that cannot work; raised when it is defined
    ├── UnknownRun        no run has this id
    ├── Conflict          a change that the run's state forbids
    │   └── KeyUsed       the same idempotency key with another input
    ├── Stale             the claim is no longer ours: another worker acts on the run; nothing was written
    ├── Held              the run was made by a saga that today's code does not continue
    └── Refused           compensation would touch what is not ours; names table, key and reason

A step speaks with four more, which are no errors of the engine: :class:`Rejected`, :class:`Retry`, :class:`Wait` and
:class:`Rewind`.
"""

from __future__ import annotations

from typing import Any, Literal

from aicmo.errors import AicmoError


class SagaError(AicmoError):
    """Root of what the engine raises."""


class DefinitionError(SagaError):
    """A saga, step or model that cannot work."""


class UnknownRun(SagaError):
    """No run has this id."""


class Conflict(SagaError):
    """The request contradicts what is there."""


class KeyUsed(Conflict):
    """The idempotency key belongs to another request."""


class Stale(SagaError):
    """The claim is no longer ours; nothing was written."""


class Held(SagaError):
    """The run was made by a saga that today's code does not continue."""


class Refused(SagaError):
    """Compensation would touch what is not the run's own, or does not find what is; nothing was deleted."""


class Rejected(Exception):
    """A step's verdict that this input cannot succeed: the run is compensated at once, without retries.

    ``report`` is JSON data that the operator keeps after the rows are gone (rule ids, messages, short excerpts).
    """

    def __init__(self, message: str, *, report: dict[str, Any] | None = None) -> None:
        """Say why, in words for the operator."""
        super().__init__(message)
        self.report = report or {}


class Retry(Exception):
    """A step's request to be tried again, within its budget of attempts. ``after`` is in seconds."""

    def __init__(self, message: str, *, after: float | None = None) -> None:
        """Say why; without ``after`` the step's own backoff decides when."""
        super().__init__(message)
        self.after = after


class Rewind(Exception):
    """A step's request, asked for by a signal, to undo the run from ``step`` on and to go forward again from there.

    ``step`` is this step or an earlier one. Only a signal that came in this attempt allows it: what nobody asked for
    would go on for ever, and is a bug.
    """

    def __init__(self, step: str, message: str) -> None:
        """Say where to, and why."""
        super().__init__(message)
        self.step = step


class Wait(Exception):
    """A step's request to be called again when a signal has come: nothing is held meanwhile, however long it takes.

    ``signal`` is the signal's name. When none comes ``within`` so many seconds, the run is undone, or the step is
    called again and sees the deadline passed (``then="continue"``): so a step waits for a time. ``report`` is JSON data
    for whoever is to send the signal.
    """

    def __init__(
        self,
        signal: str,
        *,
        within: float,
        then: Literal["compensate", "continue"] = "compensate",
        report: dict[str, Any] | None = None,
    ) -> None:
        """Say what is awaited, and for how long."""
        super().__init__(f"waits for {signal}")
        self.signal = signal
        self.within = within
        self.then = then
        self.report = report or {}
