"""From an accepted brief to an order."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import read_brief, receive
from aicmo.saga import Conflict, newest, submit
from aicmo.workflows.ordering import order
from e2e.agency import EXAMPLES

if TYPE_CHECKING:
    from aicmo.onboarding.documents import Received
    from aicmo.saga import Order
    from e2e.agency import Agency

DAY, NEXT = date(2027, 3, 1), date(2027, 3, 2)


def test_one_key_and_one_text_are_one_run_on_any_day(agency: Agency) -> None:
    received = read_brief(EXAMPLES / "coffee.yaml")
    first, second = (submit(agency.app.database, agency.app.saga, _order(received, day))[0] for day in (DAY, NEXT))

    assert first == second
    assert len(newest(agency.app.database)) == 1


def test_one_key_and_two_texts_are_a_conflict(agency: Agency) -> None:
    received = read_brief(EXAMPLES / "coffee.yaml")
    submit(agency.app.database, agency.app.saga, _order(received, DAY))
    changed = receive("coffee.yaml", received.text.replace("Tuesday", "Friday").encode())

    with pytest.raises(Conflict, match="has another input"):
        submit(agency.app.database, agency.app.saga, _order(changed, DAY))


def _order(received: Received, day: date) -> Order:
    return order(check(received, today=day), received, key="once")
