"""Dates that cannot be meant, names that name nothing, things named twice, and a brief in another language."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.kitchen import GOOD, judged, spoiled

EVENT = "First soaking rain"
INCLUDE = "CCB license on request"
BENEFITS = GOOD["offer"]["benefits"]
PRICE = GOOD["offer"]["prices"][0]

ASKED: list[tuple[str, Any, str]] = [
    ("context.events", [{"name": EVENT, "on": "2026-10-01"}], "context.events.0.on"),
    ("context.events", [{"name": EVENT, "on": "in 10 days"}], "context.events.0.on"),
    ("context.events", [{"name": EVENT, "on": "in 63 days"}], "context.events.0.on"),
    ("rules.confidential", [{"text": "a second crew", "until": "2026-01-01"}], "rules.confidential.0.until"),
    ("schedule.avoid_dates", ["2025-12-25"], "schedule.avoid_dates.0"),
    ("schedule.starts", "2062-12-01", "schedule.starts"),
    (
        "offer.proof",
        [{"claim": "Licensed", "evidence": "https://l.example", "date": "in 9 days"}],
        "offer.proof.0.date",
    ),
    ("budget", {"media": "6000 USD", "fees": "900 EUR"}, "budget.fees"),
    ("rules.include", [{"text": INCLUDE, "in": ["tiktok"]}], "rules.include.0.in"),
    ("rules.legal", [{"text": INCLUDE, "locale": "en-GB"}], "rules.legal.0.locale"),
    ("offer.benefits", [*BENEFITS, BENEFITS[0].upper() + "."], "offer.benefits"),
    ("offer.prices", [PRICE, PRICE], "offer.prices.1.item"),
    ("audience.secondary", ["Landlords", "landlords"], "audience.secondary"),
    ("channels.use", ["instagram", "instagram"], "channels.use"),
    ("context.competitors", [{"name": "GutterKing"}, {"name": "Gutterking"}], "context.competitors.1.name"),
]
REFUSED: list[tuple[str, Any, str, str]] = [
    ("rules.include", [{"text": INCLUDE, "in": ["landing page"]}], "unknown_place", "Did you mean landing_page?"),
    ("rules.legal", [{"text": INCLUDE, "applies_to": ["emails"]}], "unknown_place", "Did you mean email?"),
    ("rules.legal", [{"text": INCLUDE, "locale": "en_US"}], "unsupported_locale", "Did you mean en-US?"),
    ("market.locales", ["en-us"], "unsupported_locale", "Did you mean en-US?"),
    ("brand.industry", "beer", "unknown_industry", "known. Use `other`"),
    ("rules.include", {"text": INCLUDE}, "tuple_type", "begins with a hyphen"),
    ("budget", {"media": "6000 USD", "fees": "900 USX"}, "unknown_currency", "budget.fees"),
    (
        "offer.what",
        "Wir reinigen Dachrinnen und reparieren kleine Schäden am Dach, und das für alle Häuser mit eigener Crew.",
        "another_language",
        "German",
    ),
    (
        "offer.what",
        "Nous nettoyons les gouttières et nous réparons les toits des maisons de la ville avec notre équipe.",
        "another_language",
        "French",
    ),
    ("offer.what", "Мы чистим водостоки и чиним крыши домов в Портленде за один визит.", "another_language", "letters"),
]


@pytest.mark.parametrize(("path", "value", "field"), ASKED)
def test_it_is_asked(path: str, value: Any, field: str) -> None:
    found = judged(spoiled(path, value))
    assert (found.questions[-1].field, found.errors) == (field, ())


@pytest.mark.parametrize(("path", "value", "code", "said"), REFUSED)
def test_it_is_refused_with_what_was_meant(path: str, value: Any, code: str, said: str) -> None:
    (problem,) = judged(spoiled(path, value)).errors
    assert problem.code == code
    assert said in problem.message
    assert problem.span


@pytest.mark.parametrize("wish", ["Three TikTok videos", "a newsletter"])
def test_a_forbidden_channel_is_no_wish(wish: str) -> None:
    data = {**spoiled("channels", {"use": ["instagram"], "avoid": ["tiktok", "email", "x"]}), "extras": [wish]}
    assert [problem.code for problem in judged(data).errors] == ["forbidden_channel_wanted"]


def test_a_size_is_no_channel() -> None:
    data = {**spoiled("channels.avoid", ["x"]), "extras": ["a 10 x 20 banner"]}
    assert judged(data).outcome == "accepted"


def test_twice_named_is_once_meant_if_the_client_agrees() -> None:
    found = judged(spoiled("offer.benefits", [*BENEFITS, BENEFITS[0]]), assume=True)
    assert found.brief is not None
    assert list(found.brief.brief.offer.benefits) == BENEFITS


@pytest.mark.parametrize("name", ["El Niño y la Mar", "Die Werkstatt", "La Maison des Fleurs et du Pain"])
def test_a_foreign_name_makes_no_foreign_brief(name: str) -> None:
    data = spoiled("offer.what", f"{name} cleans gutters and small roofs for houses in Portland, in one visit.")
    assert judged(data).outcome == "accepted"
