"""Letters read by a language model where a program asks for it: what it quotes, what it took, never paid twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.onboarding.reading import read_brief
from aicmo.settings import Settings
from api.program import V1
from onboarding.rambled import GOOD, LETTER
from servers.models import Models

if TYPE_CHECKING:
    from aicmo.app import App
    from api.program import Program

TEXT = read_brief(LETTER).text
ASKED = {"text": TEXT, "name": "letter.txt", "read_with_model": True}


def test_a_program_may_have_a_letter_read_and_the_same_key_pays_once(house: App, program: Program) -> None:
    refused = program.post(f"{V1}/briefs/check", json=ASKED)
    assert (refused.status_code, "AICMO_WRITER" in refused.json()["detail"]) == (422, True)
    with Models(read=lambda _: GOOD) as models:
        house.settings = Settings(writer="openai:gpt-5-mini", writer_url=f"{models.url}/v1", writer_key="sk-x")
        found = program.post(f"{V1}/briefs/check", json=ASKED).json()
        assert found["outcome"] == "accepted", found
        assert found["by_model"]["spent"]["calls"] == 1
        start, end = next(row["spans"][0] for row in found["understood"] if row["field"] == "brand.name")
        assert TEXT[start:end] == "Quarter Gull Coffee"
        headers = {"Idempotency-Key": "gull"}
        first = program.post(f"{V1}/runs", json=ASKED, headers=headers)
        assert first.status_code == 201
        asked = len(models.requests)
        assert program.post(f"{V1}/runs", json=ASKED, headers=headers).json()["run_id"] == first.json()["run_id"]
        assert len(models.requests) == asked
        plain = ASKED | {"read_with_model": False}
        assert program.post(f"{V1}/runs", json=plain, headers=headers).status_code == 422
        file = {"file": ("letter.eml", LETTER.read_bytes())}
        sent = program.post(f"{V1}/uploads/runs", files=file, data={"read_with_model": "true"})
        assert sent.status_code == 201
