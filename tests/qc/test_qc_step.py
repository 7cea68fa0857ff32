"""The step: rows when the work passes, a report of the failure when it does not."""

from __future__ import annotations

import json
from dataclasses import replace
from time import process_time

import pytest

from aicmo.catalog import CatalogError
from aicmo.qc import rulebook
from aicmo.qc.documents import Report
from aicmo.qc.evaluation import evaluate
from aicmo.qc.lexicon import places
from aicmo.qc.models import QcIssue, QcResult
from aicmo.qc.rules import CHECKS
from aicmo.qc.work import Work, fold
from aicmo.saga import Rejected
from qc.clean import clean_work
from qc.rows import evaluated
from qc.seeding import added, both, changed, rebriefed, replanned, rewritten, without


def test_clean_work_gives_one_result_and_no_issue() -> None:
    [result] = evaluated(clean_work())
    assert isinstance(result, QcResult)
    assert (result.state, result.score) == ("PASS", 1.0)
    assert result.report.rules_version == rulebook.rules_version()
    assert set(result.report.drafts) == {draft.code for draft in clean_work().drafts}


def test_a_minor_finding_passes_with_a_warning_and_an_issue_that_refers_to_the_result() -> None:
    result, issue = evaluated(rewritten("ig-01", hashtags=("#RoofRepair",))(clean_work()))
    assert isinstance(result, QcResult)
    assert isinstance(issue, QcIssue)
    assert result.state == "PASS_WITH_WARNINGS"
    assert (issue.result_id, issue.rule_id, issue.severity, issue.object_id) == (result.id, "L04", "minor", "ig-01")
    assert issue.fix_hint


def test_a_critical_finding_rejects_with_a_report_that_says_what_to_mend() -> None:
    spoilt = both(added("ig-01", "text", "And it is cheap. " + "x" * 500), added("fb-01", "text", "TBD"))
    with pytest.raises(
        Rejected, match=r"quality control failed: score 0\.\d+, 2 critical .* first: B01 in ig-01"
    ) as caught:
        evaluated(spoilt(clean_work()))
    report = json.loads(json.dumps(caught.value.report))
    assert (report["state"], report["gate"], report["score"]["passed"]) == ("FAIL", False, False)
    criticals = [row for row in report["findings"] if row["severity"] == "critical"]
    assert [(row["rule_id"], row["object_id"], row["path"]) for row in criticals] == [
        ("B01", "ig-01", "text"),
        ("P01", "fb-01", "text"),
    ]
    assert all(len(row["excerpt"]) <= 200 and row["fix_hint"] for row in report["findings"])


def test_a_card_without_its_file_is_no_asset() -> None:
    name, card = clean_work().drafts[0].assets[0]
    lost = replace(clean_work(), drafts=(changed(clean_work().drafts[0].code, assets=())(clean_work()).drafts[0],))
    assert card.kind == "card"
    assert name.startswith("ig-01")
    assert "L13" in {finding.rule_id for finding in evaluate(lost).findings}


def test_the_report_survives_its_json_and_is_the_same_every_time() -> None:
    work = both(added("ig-01", "text", "Now!!"), rewritten("fb-01", hashtags=()))(clean_work())
    first = evaluate(work)
    assert Report.model_validate(first.model_dump(mode="json")) == first
    again = evaluate(replace(work))
    assert again.model_dump_json() == first.model_dump_json()


def test_no_text_of_a_client_is_kept_in_mind_when_its_evaluation_is_over() -> None:
    evaluate(clean_work())
    assert places.cache_info().currsize == fold.cache_info().currsize == 0


def test_the_order_of_the_drafts_does_not_change_the_score() -> None:
    work = both(added("ig-01", "text", "Now!!"), rewritten("em-02", subject="Gutters"))(clean_work())
    turned = replace(work, drafts=work.drafts[::-1])
    assert evaluate(turned).score == evaluate(work).score


def test_every_finding_of_a_draft_lowers_the_draft_s_own_score() -> None:
    report = evaluate(added("ig-01", "text", "And it is cheap.")(clean_work()))
    assert not report.drafts["ig-01"].passed
    assert report.drafts["ig-02"].passed
    assert not report.categories["obedience"].passed
    assert report.categories["links"].passed


def test_a_row_without_a_function_is_refused_when_the_book_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    checks = dict(CHECKS)
    checks["Z99"] = checks.pop("L01")
    monkeypatch.setattr(rulebook, "CHECKS", checks)
    with pytest.raises(CatalogError, match=r"functions without a row \['Z99'\]; rows without a function \['L01'\]"):
        rulebook.rulebook.__wrapped__()


def test_every_rule_says_who_says_so_and_how_to_mend_it() -> None:
    for rule, check in rulebook.rulebook():
        assert len(rule.source) > 8, rule.id
        assert rule.fix_hint.endswith("."), rule.id
        assert (check.__doc__ or "").startswith(f"{rule.id}: "), rule.id


def test_a_shortfall_weighs_by_who_ruled_it_out() -> None:
    short = without("vid-01", *(f"{name}-0{number}" for name in ("ig", "fb") for number in range(1, 10)))

    def severity(work: Work) -> str:
        found = evaluate(work).findings
        return next(row.severity.value for row in found if (row.rule_id, row.path) == ("P05", "social_post"))

    assert severity(short(clean_work())) == "critical"
    assert severity(both(short, rebriefed("channels.use", ["google_search", "email"]))(clean_work())) == "major"
    told = both(without("ig-01"), replanned(missing=("three more facts",)))
    assert severity(told(clean_work())) == "minor"


def test_a_brand_that_google_cannot_print_in_full_is_still_named() -> None:
    renamed = rebriefed("brand.name", "Alder!")
    named = rewritten("rsa-01", headlines=lambda lines: ("Alder Gutters", *lines[1:]))
    found = evaluate(both(renamed, named)(clean_work())).findings
    assert ("B08", "rsa-01") not in {(row.rule_id, row.object_id) for row in found}


def test_the_card_and_the_alt_text_do_not_make_a_post_name_the_brand_too_often() -> None:
    post = "Alder & Rain cleans. Ask Alder & Rain for a price."
    named = rewritten("ig-05", text=post, image_text="Alder & Rain", alt_text="The words Alder & Rain on green.")
    found = evaluate(named(clean_work())).findings
    assert ("B08", "ig-05") not in {(row.rule_id, row.object_id) for row in found}


def test_the_address_and_the_tags_do_not_make_a_post_name_the_brand_too_often() -> None:
    link = "https://tallywren.example/?utm_campaign=tallywren-count"
    named = rewritten("fb-05", text="Tallywren counts with you in one night.", link=link, hashtags=("#Tallywren",))
    found = evaluate(both(rebriefed("brand.name", "Tallywren"), named)(clean_work())).findings
    assert ("B08", "fb-05") not in {(row.rule_id, row.object_id) for row in found}


@pytest.mark.parametrize("text", ["a" * 20_000, "a." * 10_000, "1-" * 10_000, "<a " * 7_000, "x" + " " * 20_000 + "y"])
def test_a_hostile_text_is_refused_in_seconds(text: str) -> None:
    started = process_time()
    assert not evaluate(rewritten("ig-01", text=text)(clean_work())).score.passed
    assert process_time() - started < 3


def test_a_legal_line_that_the_brief_demands_is_no_repetition() -> None:
    line = "Roof work depends on weather."
    posts = [one.code for one in clean_work().drafts if one.code.startswith(("ig-", "fb-"))]
    work = both(
        rebriefed("rules.legal", [{"text": line, "applies_to": ["all"]}]),
        *(added(code, "text", line) for code in posts),
    )(clean_work())
    assert {row.object_id for row in evaluate(work).findings if row.rule_id == "R04"} == set()
