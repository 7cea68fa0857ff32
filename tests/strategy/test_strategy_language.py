"""The strategy reads as plain English, whichever wording a brief gets, for the examples and three more trades."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from aicmo.catalog import packs
from aicmo.catalog.holidays import working_day
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import read_brief
from aicmo.strategy.assembly import assembled
from aicmo.strategy.documents import KpiNode, SectionText, Strategy
from aicmo.strategy.material import gather
from aicmo.strategy.money import restyled
from aicmo.strategy.names import doing, enumeration, head, relative_clause
from aicmo.strategy.personas import wished
from aicmo.strategy.plan import Plan, make
from aicmo.strategy.voice import Voice, listed
from aicmo.strategy.weaving import is_predicate, speaks, told, woven
from strategy.trades import bakery, gutters, ledgers, normalized

BRIEFS = sorted(Path(__file__).parent.glob("briefs/*.yaml"))
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
MANNERED = re.compile(
    r"\b(purse|the public|humanly|nobody at the agency|we take it as a gift|travels? under|stays? for the reply|"
    r"cut every text|glad you asked|another door|one roof|applause|rivals?|hither|ought)\b",
    re.IGNORECASE,
)
STRAY = re.compile(r"(?i:\b(\w+) \1\b)|[.,;:]{2}|\s[.,;:]|“”|\{|\bNone\b|\b\d[\d,]* (?:USD|EUR|GBP)\b")


@cache
def normal(path: Path) -> NormalizedBrief:
    found = check(read_brief(path), today=date(2026, 11, 23), folder=None).brief
    assert found is not None, path
    return found


@cache
def planned(path: Path) -> Strategy:
    return assembled(make(normal(path)))


def statements(strategy: Strategy) -> Iterator[str]:
    for section in strategy.sections:
        yield from (row.text for row in section.statements)


def parts(strategy: Strategy) -> Iterator[str]:
    for pillar in strategy.pillars:
        yield pillar.message
    for plan in strategy.channels:
        yield from (plan.role, plan.audience_fit, plan.stop_rule)
    for stage in strategy.funnel:
        yield from (stage.message, stage.next_step)
    for test in strategy.experiments:
        yield from (test.hypothesis, test.variant, test.note)
    for row in strategy.measures:
        yield row.decision
    for idea in strategy.ideas:
        yield idea.rationale
    yield from strategy.missing


def unquoted(text: str) -> str:
    return re.sub(r"“[^”]*”", "“…”", text)


def turn(monkeypatch: pytest.MonkeyPatch, shift: int) -> None:
    """Make every brief hear the wording that stands ``shift`` places further on in each list."""

    def choose(_self: Voice, _key: str, options: Sequence[Any], *, salt: str = "") -> Any:
        return options[(shift + (int(salt) if salt.isdigit() else 0)) % len(options)]

    monkeypatch.setattr(Voice, "choose", choose)


def test_an_e_mail_is_no_proper_name() -> None:
    for path in [*EXAMPLES, *BRIEFS]:
        for text in statements(planned(path)):
            assert not re.search(r"[\w,] (?:E-mail|Landing page|Blog|Press|One-pager)\b", text), f"{path.stem}: {text}"


@pytest.mark.parametrize("shift", range(6))
@pytest.mark.parametrize("path", [*BRIEFS, *EXAMPLES], ids=lambda path: path.stem)
def test_every_wording_makes_whole_sentences(path: Path, shift: int, monkeypatch: pytest.MonkeyPatch) -> None:
    turn(monkeypatch, shift)
    for text in (*statements(strategy := assembled(make(normal(path)))), *parts(strategy)):
        assert re.match(r"[A-Z0-9“‘]", text), text
        assert re.search(r"[.?!]”?$|”$", text), text
        assert not MANNERED.search(unquoted(text)), text
        assert not STRAY.search(unquoted(text)), text


@pytest.mark.parametrize("path", [*BRIEFS, *EXAMPLES], ids=lambda path: path.stem)
def test_a_sentence_quotes_the_client_twice_at_most(path: Path) -> None:
    assert [text for text in statements(planned(path)) if text.count("“") > 2] == []


@pytest.mark.parametrize("path", [*BRIEFS, *EXAMPLES], ids=lambda path: path.stem)
def test_no_sentence_of_the_prose_is_endless(path: Path) -> None:
    lines = [line for text in statements(planned(path)) for line in re.split(r"(?<=[.?!”])\s+(?=[A-Z“])", text)]
    assert [line for line in lines if len(line.split()) > 40] == []


@pytest.mark.parametrize("path", [*BRIEFS, *EXAMPLES], ids=lambda path: path.stem)
def test_insights_continue_their_label_and_the_prose_does_not_repeat_them(path: Path) -> None:
    strategy = planned(path)
    prose = " ".join(statements(strategy))
    for person in strategy.personas:
        for insight in (person.job, person.trigger, person.barrier, person.proof_wanted):
            assert not insight.endswith(".")
            assert not insight.startswith(("They ", "Their ", "It ", "The "))
        assert not re.match(r"to |they |are ", person.job)
        if person.job not in person.segment:
            assert person.job not in prose


@pytest.mark.parametrize("path", [*BRIEFS, *EXAMPLES], ids=lambda path: path.stem)
def test_the_tables_below_a_section_are_not_its_prose(path: Path) -> None:
    strategy = planned(path)
    said = set(statements(strategy))
    assert not said & set(parts(strategy))


def first(strategy: Strategy, section: str) -> str:
    found: SectionText = next(part for part in strategy.sections if part.id == section)
    return found.statements[0].text


def test_first_sentences_tell_the_plan() -> None:
    strategy = planned(Path(__file__).parents[2] / "examples" / "brief.yaml")
    wanted = {
        "summary": ["Owners of houses under trees", "until water runs down the wall"],
        "situation": ["gutter cleaning"],
        "objectives": ["24", "45", "quote requests"],
        "audience": ["houses under trees"],
        "positioning": ["photos before and after", "licensed and bonded"],
        "idea": ["“Before the rain”"],
        "pillars": ["arguments", "photos before and after"],
        "channels": ["Instagram", "Google Search", "Meta Ads", "E-mail"],
        "budget": ["USD 6,000", "USD 5,400", "USD 600"],
        "funnel": ["awareness (", "conversion ("],
        "cadence": ["28 dated drafts"],
        "tests": ["four tests"],
        "measurement": ["quote requests", "“quote form sent”"],
        "risks": ["eight risks"],
    }
    for section, words in wanted.items():
        text = first(strategy, section).casefold()
        assert all(word.casefold() in text for word in words), (section, text)


@pytest.mark.parametrize("path", [*BRIEFS, *EXAMPLES], ids=lambda path: path.stem)
def test_a_summary_is_one_page(path: Path) -> None:
    strategy = planned(path)
    found = [part for part in strategy.sections if part.id == "summary"]
    for part in found:
        assert 120 <= sum(len(row.text.split()) for row in part.statements) <= 280


def nodes(node: KpiNode) -> Iterator[KpiNode]:
    yield node
    for child in node.children:
        yield from nodes(child)


@pytest.mark.parametrize("path", [*BRIEFS, *EXAMPLES], ids=lambda path: path.stem)
def test_the_tree_counts_in_whole_results(path: Path) -> None:
    for node in nodes(planned(path).kpis):
        if node.value and "per click" not in node.name:
            assert node.value.value == node.value.value.to_integral_value(), node.name


def test_few_results_are_shared_by_channels_together() -> None:
    raw = gutters()
    raw["goal"]["kpi"] = {"metric": "booked roofs", "baseline": 1, "target": 3, "per": "month"}
    leaves = [node for node in nodes(assembled(make(normalized(raw))).kpis) if "through" in node.name]
    assert [node.value.value for node in leaves if node.value] == [1, 1]
    assert " and " in leaves[-1].name


@pytest.mark.parametrize(
    ("day", "countries", "avoid", "wanted"),
    [
        (date(2027, 1, 18), ("US",), (), date(2027, 1, 19)),  # Martin Luther King Jr. Day
        (date(2026, 12, 27), ("GB",), (), date(2026, 12, 23)),
        (date(2027, 3, 29), ("GB",), (), date(2027, 3, 30)),  # Easter Monday
        (date(2027, 3, 29), ("US",), (), date(2027, 3, 29)),
        (date(2027, 5, 6), ("DE", "AT"), (), date(2027, 5, 7)),  # Ascension
        (date(2027, 2, 10), ("US",), (date(2027, 2, 10),), date(2027, 2, 11)),
        (date(2027, 2, 13), ("ZZ",), (), date(2027, 2, 12)),  # a Saturday
    ],
)
def test_a_review_falls_on_the_nearest_working_day(
    day: date, countries: tuple[str, ...], avoid: tuple[date, ...], wanted: date
) -> None:
    assert working_day(day, countries, avoid) == wanted


def test_speech_is_quoted_and_statements_are_woven_in(campaign: NormalizedBrief) -> None:
    material = gather(campaign)
    assert (
        woven(material, "Photos before and after, sent the same day.") == "photos before and after, sent the same day"
    )
    assert woven(material, "We come back at no charge") == "“We come back at no charge”"
    assert woven(material, "Boosted Facebook posts for 300 USD") == "boosted Facebook posts for USD 300"
    assert woven(material, "Soil Association certified") == "Soil Association certified"
    assert woven(material, "Reads the barcode in one scan") == "it reads the barcode in one scan"
    assert told(material, campaign.fact("price-1")) == "Single-story clean at USD 189"
    assert speaks("Do I need to be home?")
    assert speaks("Order by 8 and collect tomorrow")
    assert not speaks("Every loaf rests for 30 hours")
    assert is_predicate("Matches invoices across three ledgers")
    assert not is_predicate("Photos before and after")


def test_amounts_and_lists_have_one_style() -> None:
    assert restyled("insured up to 1 million USD per claim, 2400 EUR a year") == (
        "insured up to USD 1 million per claim, EUR 2,400 a year"
    )
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["Portland, OR", "Sellwood", "St. Johns"]) == "Portland, OR; Sellwood; and St. Johns"
    assert listed(["“Is it loud, and for how long does it last?”", "“Why?”"]).count(";") == 0


def test_audiences_and_offers_are_cut_at_their_clause() -> None:
    assert head("Managers of breweries with up to 30,000 hectoliters a year") == (
        "Managers of breweries with up to 30,000 hectoliters a year"
    )
    text = "Families within an hour of Lowell looking for an evening out when it is too cold for the park."
    assert head(text) == "Families within an hour of Lowell"
    assert relative_clause(text) == "are looking for an evening out when it is too cold for the park"
    assert wished("Parents who need to see a dentist after work and have not been for years") == (
        "see a dentist after work"
    )
    assert enumeration("Check-ups, hygiene and fillings for adults") == "Check-ups, hygiene and fillings"
    assert enumeration("Coffee roasted in a shed, sold by the cup and by the bag") is None


def test_nobody_is_an_expert_in_coffee() -> None:
    said = {path.stem: planned(path).positioning.category for path in EXAMPLES}
    assert not [name for name, category in said.items() if re.search(r"\b(expert|specialist)\b", category)]
    assert re.fullmatch(r"a (supplier|seller) of coffee", said["coffee"])
    assert said["b2b-service"] == "a provider of pump maintenance"


def delivered() -> Plan:
    """Return the plan for a brief whose offer is a sentence, whose readers are a list, whose measure has no today."""
    raw = gutters()
    raw["offer"]["what"] = "We deliver chilled food from regional producers to restaurants, six nights a week."
    raw["audience"]["primary"] = "Owners of small dairies, bakeries and smokehouses in Devon who drive at four."
    raw["goal"]["kpi"] = {"metric": "route requests", "target": 30, "per": "month"}
    return make(normalized(raw))


def test_an_offer_told_in_a_sentence_has_a_place_in_the_positioning() -> None:
    found = delivered().positioning
    assert found.category == "a company that delivers chilled food"
    assert found.audience == "owners of small dairies, bakeries and smokehouses in Devon"
    assert doing("We carry pianos from old houses") == "carries pianos"
    assert doing("We fix bikes") == "fixes bikes"
    assert doing("We are a bakery in Leeds") is None
    assert doing("Weekend fairs") is None


def test_a_measure_without_todays_figure_says_when_it_is_counted() -> None:
    (assumed,) = [each for each in delivered().assumptions if each.field == "goal.kpi.baseline"]
    assert "route requests are counted in the first full week" in assumed.value


@pytest.mark.parametrize("raw", [gutters, bakery, ledgers])
def test_a_target_below_today_is_a_reduction(raw: Callable[[], dict[str, Any]]) -> None:
    found = raw()
    found["goal"]["kpi"] = {"metric": "missed visits", "baseline": 9, "target": 5, "per": "month"}
    assert re.search(r"[Rr]educe|down", assembled(make(normalized(found))).objectives[0].statement)


def runs(path: Path) -> set[tuple[str, ...]]:
    """Return the prose's five-word runs, the brief's own words masked; mostly masked ones do not count."""
    own = {word for word in re.findall(r"\w+", normal(path).brief.model_dump_json().casefold()) if len(word) > 3}
    found: set[tuple[str, ...]] = set()
    for text in statements(planned(path)):
        words = ["_" if word in own else word for word in re.findall(r"[\w’]+", text.casefold())]
        found |= {tuple(words[at : at + 5]) for at in range(len(words) - 4)}
    return {run for run in found if run.count("_") < 3}


def test_the_examples_do_not_share_their_prose() -> None:
    """No two have a fifth in common, and on the average it is clearly less."""
    found = {path: runs(path) for path in EXAMPLES}
    shares = [
        len(found[one] & found[two]) / min(len(found[one]), len(found[two])) for one, two in combinations(EXAMPLES, 2)
    ]
    assert max(shares) < 0.20
    assert sum(shares) / len(shares) < 0.13


def sparse(pack: str) -> NormalizedBrief:
    """Return a brief with little more than what intake insists on."""
    raw = bakery()
    raw["pack"] = pack
    raw["brand"] = {"name": "Kruste", "website": "https://kruste.example"}
    raw["offer"] = {"what": "Bread.", "benefits": ["Baked at night", "Sold at six"]}
    raw["audience"] = {"primary": "Neighbours"}
    raw["market"] = {**raw["market"], "places": []}
    raw.pop("approval")
    return normalized(raw)


@pytest.mark.parametrize("shift", range(6))
@pytest.mark.parametrize("pack", ["social_starter", "campaign_standard"])
def test_a_sparse_brief_fills_every_section_in_every_wording(
    pack: str, shift: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn(monkeypatch, shift)
    least = {section.id: section.min_words for section in packs()[pack].sections}
    strategy = assembled(make(sparse(pack)))
    short = {
        part.id: count
        for part in strategy.sections
        if (count := sum(len(row.text.split()) for row in part.statements)) < least[part.id]
    }
    assert short == {}
    for text in (*statements(strategy), *parts(strategy)):
        assert not STRAY.search(unquoted(text)), text


def test_a_budget_that_no_channel_may_spend_is_explained() -> None:
    raw = gutters()
    raw["channels"] = {"avoid": ["google_search", "meta_ads", "linkedin_ads"]}
    strategy = assembled(make(normalized(raw)))
    text = " ".join(row.text for part in strategy.sections if part.id == "budget" for row in part.statements)
    assert strategy.budget == ()
    assert "USD 6,000" in text
