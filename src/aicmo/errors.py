"""The root of every error AICMO raises on purpose.

AicmoError
├── SagaError            (aicmo.saga.errors)  the engine refuses: stale claim, unknown run, held version …
├── BriefError           (aicmo.onboarding)   a brief that cannot be read
├── CatalogError         (aicmo.catalog)      shipped data that contradicts itself: found at start-up
└── EnvironmentProblem   (here)               database unreachable, not migrated, storage not writable

Every message says what is wrong, where, and what to do about it.
"""


class AicmoError(Exception):
    """Root of all errors that AICMO raises on purpose; the message is fit for an operator's eyes."""


class EnvironmentProblem(AicmoError):
    """The surroundings do not allow the work: database, migration state or storage (exit code 5)."""
