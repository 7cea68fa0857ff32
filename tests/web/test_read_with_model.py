"""A letter in the browser, read by a language model when somebody presses the button, and never before."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING
from uuid import UUID

from aicmo import saga
from aicmo.onboarding.reading import read_brief
from aicmo.settings import Settings
from onboarding.rambled import GOOD, LETTER, value
from servers.models import Models

if TYPE_CHECKING:
    from aicmo.app import App
    from web.visitor import Visitor

BUTTON = "Read it with the model"
TEXT = read_brief(LETTER).text


def test_the_model_reads_at_the_press_of_a_button_and_its_quotes_stand_beside_the_letter(
    owner: Visitor, house: App
) -> None:
    address = owner.post("/briefs", data={"text": TEXT}).headers["location"]
    assert BUTTON not in owner.get(address).text
    lie = value("email.consent", "<b>everybody agreed</b>")
    with Models(read=lambda _: {**GOOD, "values": [*GOOD["values"], lie]}) as models:
        house.settings = Settings(writer="openai:gpt-5-mini", writer_url=f"{models.url}/v1", writer_key="sk-x")
        assert BUTTON in owner.get(address).text
        owner.post(f"{address}/check", data={"text": TEXT})
        assert models.requests == []
        assert owner.post(f"{address}/read", data={"text": TEXT}).headers["location"] == f"{address}?view=text"
        page = unescape(owner.get(address).text)
        assert "my sister and I own Quarter Gull Coffee out in Galway" in page.split("What we understood")[1]
        assert "The letter does not hold this quote." in page
        assert "<b>everybody agreed" not in owner.get(address).text
        assert "1 call to openai:gpt-5-mini" in page
        assert 'value="Quarter Gull Coffee"' in owner.get(f"{address}?view=form").text
        owner.post(f"{address}/read", data={"text": TEXT})
        assert "2 calls to openai:gpt-5-mini" in owner.get(address).text
        changed = TEXT.replace("Quarter Gull Coffee", "Half Gull Tea")
        assert "Every draft speaks in the brand's name." in unescape(
            owner.post(f"{address}/check", data={"text": changed}).text
        )
        sent = owner.post(f"{address}/submit", data={"text": TEXT})
        run = saga.get(house.database, UUID(sent.headers["location"].rsplit("/", 1)[1]))
        assert [call["name"] for call in run.input["reading"]["calls"]] == ["brief.1", "brief.2"]
        assert len(models.requests) == 2
