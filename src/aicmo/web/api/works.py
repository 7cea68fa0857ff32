"""What a run has made, as data: the brief as understood, the strategy, the report of quality control."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from fastapi import APIRouter

from aicmo import saga
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.qc.documents import Report
from aicmo.reception import work
from aicmo.strategy.documents import Strategy
from aicmo.web.api.asked import House
from aicmo.web.api.problems import Missing

router = APIRouter(prefix="/runs/{run_id}", tags=["works"])
T = TypeVar("T")


@router.get("/brief", responses={404: {}})
def brief(app: House, run_id: UUID) -> NormalizedBrief:
    """Show the brief as the run understood it."""
    saga.get(app.database, run_id)
    return _there(work.brief_of(app.database, run_id))


@router.get("/strategy", responses={404: {}})
def strategy(app: House, run_id: UUID) -> Strategy:
    """Show the strategy."""
    saga.get(app.database, run_id)
    return _there(work.strategy_of(app.database, run_id))


@router.get("/quality", responses={404: {}})
def quality(app: House, run_id: UUID) -> Report:
    """Show what quality control said: the score, every rule, every finding with its place and remedy."""
    saga.get(app.database, run_id)
    return _there(work.report_of(app.database, run_id))


def _there(found: T | None) -> T:
    if found is None:
        raise Missing("The run has not come to this, or it was undone or erased.")
    return found
