"""The example briefs: invented, complete, and as good in ten years as today."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from aicmo.onboarding.documents import NormalizedBrief
from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import read_brief

EXAMPLES = Path(__file__).parents[2] / "examples"
BRIEFS = sorted(EXAMPLES.glob("*.yaml"))
each_brief = pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)

FICTIONAL_PHONES = (
    re.compile(r"\+1 \d{3} 555 01\d\d"),  # NANPA: 555-0100 to 555-0199
    re.compile(r"\+44 114 496 0\d{3}"),  # Ofcom: numbers for drama, Sheffield
    re.compile(r"\+353 20 91\d \d{4}"),  # ComReg: numbers for drama
)
CONCRETE = {"benefit": 7, "question": 6, "price": 3, "proof": 2, "place": 3, "moment": 2}
"""How many facts of each kind may be said: what a campaign needs to say something new in every post."""


def understood(path: Path, today: date = date(2026, 11, 23)) -> NormalizedBrief:
    found = check(read_brief(path), today=today, folder=path.parent)
    assert found.brief, (found.questions, found.errors)
    return found.brief


@each_brief
@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2028, 2, 29), date(2036, 12, 31)], ids=str)
def test_an_example_never_expires(path: Path, today: date) -> None:
    assert understood(path, today).assumptions == ()


@each_brief
def test_an_example_carries_facts_of_every_kind(path: Path) -> None:
    counts: Counter[str] = Counter(fact.kind for fact in understood(path).facts)
    assert {kind: counts[kind] for kind, least in CONCRETE.items() if counts[kind] < least} == {}


@each_brief
def test_an_example_shows_a_claim_held_back_and_a_wish_outside_the_pack(path: Path) -> None:
    brief = understood(path)
    assert [claim.evidence for claim in brief.claims if claim.status == "held_back"] == [None]
    assert [request.status for request in brief.requests] == ["not_included"]


@each_brief
def test_an_example_names_no_real_address_or_phone(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    hosts = [urlsplit(link).hostname or "" for link in re.findall(r"https?://[^\s,}\]]+", text)]
    hosts += re.findall(r"@([\w.-]+\w)", text)
    phones = re.findall(r"\+\d[\d ]+\d", text)
    assert hosts
    assert [host for host in hosts if not host.endswith(".example")] == []
    assert phones
    assert [phone for phone in phones if not any(form.fullmatch(phone) for form in FICTIONAL_PHONES)] == []


def test_files_beside_the_examples_are_real_and_each_is_named_by_a_brief() -> None:
    briefs = [understood(path).brief for path in BRIEFS]
    named = {asset.file for brief in briefs for asset in brief.assets}
    named |= {proof.evidence for brief in briefs for proof in brief.offer.proof if proof.evidence}
    files = {str(path.relative_to(EXAMPLES)) for path in EXAMPLES.glob("*/*")}
    assert files == named
    for name in files:
        content = (EXAMPLES / name).read_bytes()
        if name.endswith(".svg"):
            assert ET.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 (our own file)
        else:
            assert content.startswith(b"%PDF-")
            assert b"%%EOF" in content[-16:]


def test_examples_differ_in_pack_market_money_and_buyer() -> None:
    briefs = [understood(path) for path in BRIEFS]
    assert {each.brief.pack for each in briefs} == {"social_starter", "campaign_standard", "launch_gtm"}
    assert {each.business for each in briefs} == {"b2b", "b2c"}
    assert len({each.brief.market.countries for each in briefs}) >= 3
    assert len({each.brief.offer.prices[0].price.currency for each in briefs}) >= 3
    assert len({each.brief.goal.objective for each in briefs}) >= 3
