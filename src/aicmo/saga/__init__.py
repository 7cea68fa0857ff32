"""A saga engine: steps return new rows, only the engine writes, and nobody writes undo code.

A **saga** is a named, versioned list of **steps**: plain functions from facts to new rows and files. A **run** is one
execution of it. A **worker** claims runs; the engine commits each step's rows, their **ledger** and a **checkpoint** in
one transaction under the claim's **fence**, and on failure deletes exactly what the ledger lists.
"""

from aicmo.saga.alone import Child
from aicmo.saga.audit import Orphan, audit
from aicmo.saga.claims import Claimant, Claimed, Terms
from aicmo.saga.definition import External, Saga, Step
from aicmo.saga.erasure import Erasure, erase, erase_account
from aicmo.saga.errand import carry_alone
from aicmo.saga.errors import (
    Conflict,
    DefinitionError,
    Held,
    KeyUsed,
    Refused,
    Rejected,
    Retry,
    Rewind,
    SagaError,
    Stale,
    UnknownRun,
    Wait,
)
from aicmo.saga.events import (
    CompensationStarted,
    EffectUndone,
    EntryKept,
    Event,
    Listener,
    RunClaimed,
    RunDied,
    RunEnded,
    RunLost,
    RunWaits,
    StepCommitted,
    StepFailed,
    StepStarted,
    StepUndone,
    WaitExpired,
    ignore,
    in_turn,
)
from aicmo.saga.facts import File, Files, Item, Key, Message, Run, Signal, Signals
from aicmo.saga.forking import fork
from aicmo.saga.history import Turn, turns
from aicmo.saga.interventions import accept, cancel, resume, rewind
from aicmo.saga.journal import Journal
from aicmo.saga.models import EngineBase, Owned, WorkflowEvent, WorkflowRun, WorkflowStep
from aicmo.saga.orders import REHEARSE, Once, Order, made_once, retry, submit
from aicmo.saga.outbox import Delivery
from aicmo.saga.queue import Backlog, backlog
from aicmo.saga.retention import Pruning, prune
from aicmo.saga.runs import count_of, find, get, newest, steps
from aicmo.saga.signals import send, sent_once
from aicmo.saga.states import Status
from aicmo.saga.storage import Storage
from aicmo.saga.worker import Worker

__all__ = [
    "REHEARSE",
    "Backlog",
    "Child",
    "Claimant",
    "Claimed",
    "CompensationStarted",
    "Conflict",
    "DefinitionError",
    "Delivery",
    "EffectUndone",
    "EngineBase",
    "EntryKept",
    "Erasure",
    "Event",
    "External",
    "File",
    "Files",
    "Held",
    "Item",
    "Journal",
    "Key",
    "KeyUsed",
    "Listener",
    "Message",
    "Once",
    "Order",
    "Orphan",
    "Owned",
    "Pruning",
    "Refused",
    "Rejected",
    "Retry",
    "Rewind",
    "Run",
    "RunClaimed",
    "RunDied",
    "RunEnded",
    "RunLost",
    "RunWaits",
    "Saga",
    "SagaError",
    "Signal",
    "Signals",
    "Stale",
    "Status",
    "Step",
    "StepCommitted",
    "StepFailed",
    "StepStarted",
    "StepUndone",
    "Storage",
    "Terms",
    "Turn",
    "UnknownRun",
    "Wait",
    "WaitExpired",
    "Worker",
    "WorkflowEvent",
    "WorkflowRun",
    "WorkflowStep",
    "accept",
    "audit",
    "backlog",
    "cancel",
    "carry_alone",
    "count_of",
    "erase",
    "erase_account",
    "find",
    "fork",
    "get",
    "ignore",
    "in_turn",
    "made_once",
    "newest",
    "prune",
    "resume",
    "retry",
    "rewind",
    "send",
    "sent_once",
    "steps",
    "submit",
    "turns",
]
