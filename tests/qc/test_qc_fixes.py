"""Automatic fixes: the defect is gone, what is clean or binding stays, twice is once, people are only offered it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicmo.production.editor import RunEditor
from aicmo.qc.documents import Report
from aicmo.qc.evaluation import evaluate
from aicmo.qc.fixes import FIXES, mended
from aicmo.qc.fixes.mending import MendedWriter
from aicmo.qc.models import QcResult
from aicmo.qc.rulebook import rulebook
from aicmo.qc.work import Work
from aicmo.writing.documents import Review, SocialPost, Written
from production.paper import journal
from qc.clean import clean_work
from qc.rows import evaluated
from qc.seeding import Change, added, both, draft, rebriefed, rewritten

if TYPE_CHECKING:
    from aicmo.writing import Editor

SITE = "https://alderandrain.example"
DEFECTS = [
    pytest.param("Q10", "ig-01", added("ig-01", "text", "Wet walls , wet floors."), id="space before a comma"),
    pytest.param(
        "Q10", "ig-01", added("ig-01", "text", "Wet  walls ( and floors ) ,dry roof."), id="spaces and brackets"
    ),
    pytest.param("Q10", "fb-01", added("fb-01", "text", "It's “dry”, the Millers' \"roof\"."), id="mixed quotes"),
    pytest.param("Q10", "blog-01", added("blog-01", "closing", "It's “dry” ."), id="in an article"),
    pytest.param("L05", "fb-01", rewritten("fb-01", hashtags=("#roof repair",)), id="a tag with a space"),
    pytest.param("A02", "fb-02", rewritten("fb-02", hashtags=("#roofrepairs",)), id="a tag without capitals"),
    pytest.param(
        "L03", "ig-02", rewritten("ig-02", hashtags=tuple(f"#Roof{n}" for n in "ABCDEFG")), id="tags over the cap"
    ),
    pytest.param(
        "L04", "fb-01", rewritten("fb-01", hashtags=("#RoofRepair", "#Gutters", "#Oregon")), id="tags over advice"
    ),
    pytest.param(
        "N02", "fb-01", rewritten("fb-01", link=lambda link: link.replace("facebook", "FaceBook")), id="UTM value"
    ),
    pytest.param("N02", "em-01", rewritten("em-01", link=lambda link: link.replace("utm_s", "UTM_S")), id="UTM key"),
]


def repaired(work: Work) -> Work:
    drafts = [replace(one, content=mended(one.content, one.slot, work.brief)[0]) for one in work.drafts]
    return replace(work, drafts=tuple(drafts))


def findings(work: Work) -> set[tuple[str, str]]:
    return {(each.rule_id, each.object_id) for each in evaluate(work).findings}


def test_the_rule_book_says_which_rules_have_a_fix() -> None:
    assert {rule.id for rule, _ in rulebook() if rule.autofix} == set(FIXES)


@pytest.mark.parametrize(("rule_id", "code", "spoil"), DEFECTS)
def test_a_mended_defect_is_gone_and_listed(rule_id: str, code: str, spoil: Change) -> None:
    spoilt = spoil(clean_work())
    assert (rule_id, code) in findings(spoilt)
    mended_work = repaired(spoilt)
    assert (rule_id, code) not in findings(mended_work)
    one = draft(spoilt, code)
    content, fixes = mended(one.content, one.slot, spoilt.brief)
    assert rule_id in {fix.rule_id for fix in fixes}
    assert all(fix.before != fix.after and fix.path for fix in fixes)
    assert mended(content, one.slot, spoilt.brief) == (content, ())


def test_clean_drafts_stay_as_they_are() -> None:
    work = clean_work()
    assert [mended(one.content, one.slot, work.brief) for one in work.drafts] == [
        (one.content, ()) for one in work.drafts
    ]


def test_what_the_brief_demands_to_the_letter_stays() -> None:
    line = {"text": "Licensed ,bonded: It's 'us'  #gutterlove", "in": ["instagram"], "exact": True}
    tags = ("#gutterlove", "#RoofRepair", "#Oregon", "#Gutters", "#Portland", "#Moss")
    spoil = both(rebriefed("rules.include", [line]), added("ig-01", "text", f"“So”: {line['text']}"))
    work = both(spoil, rewritten("ig-01", hashtags=tags))(clean_work())
    content = draft(repaired(work), "ig-01").content
    assert isinstance(content, SocialPost)
    assert str(line["text"]) in content.text
    assert "#gutterlove" in content.hashtags
    assert len(content.hashtags) < len(tags)


def test_links_and_other_languages_are_not_touched() -> None:
    link = f"{SITE}/a,b?UTM_Source=It's"
    work = added("fb-01", "text", f"See {link} , “it”.")(clean_work())
    one = draft(work, "fb-01")
    content, _ = mended(one.content, one.slot, work.brief)
    assert isinstance(content, SocialPost)
    assert f"See {link}, “it”." in content.text
    french = one.slot.model_copy(update={"locale": "fr-FR"})
    assert mended(one.content, french, work.brief) == (one.content, ())


MARKS = st.lists(
    st.sampled_from(["wet", "It's", "’", '"', "'", " ", "  ", ",", "(", ")", "?", "\n", "’90s", "a.example", "#"])
)


@given(
    MARKS,
    MARKS,
    st.lists(st.sampled_from(["#roof repair", "#roofrepairs", "#Roof", "#", "# a b", "#2026 x"]), max_size=8),
)
def test_twice_is_once_and_no_letter_is_lost(one: list[str], two: list[str], tags: list[str]) -> None:
    work: Work = clean_work()
    was = draft(work, "ig-01")
    content = was.content.model_copy(update={"text": "".join(one), "image_text": "".join(two), "hashtags": tuple(tags)})
    first, _ = mended(content, was.slot, work.brief)
    assert mended(first, was.slot, work.brief) == (first, ())
    assert isinstance(first, SocialPost)
    assert letters(first.text) == letters("".join(one))


def letters(text: str) -> str:
    return "".join(mark for mark in text if mark.isalnum())


class Careless:
    """A writer that has its answers reviewed, and gives them back."""

    def __init__(self, answers: list[Written | None]) -> None:
        self.answers = answers

    def write(self, assignments: object, editor: Editor) -> list[Written | None]:  # noqa: ARG002 (a writer gets assignments)
        editor.review(self.answers)
        return self.answers


def test_a_writer_is_mended_and_says_where() -> None:
    work = added("ig-01", "text", "Wet , wet.")(clean_work())
    one = draft(work, "ig-01")
    given_ = type("Given", (), {"slot": one.slot, "brief": work.brief})()
    shown: list[Any] = []

    def review(answers: Any) -> Review:
        shown.extend(answers)
        return Review(passed=True, remarks=())

    editor = RunEditor(review, journal())
    answer, nothing = MendedWriter(Careless([Written(content=one.content, facts=()), None])).write(
        [given_, given_], editor
    )
    assert nothing is None
    assert answer is not None
    assert [(fix.rule_id, fix.path) for fix in answer.fixes] == [("Q10", "text")]
    assert answer.content == draft(repaired(work), "ig-01").content
    assert shown == [answer, None]


def test_a_finding_offers_what_a_fix_would_write_and_changes_nothing() -> None:
    work = rewritten("fb-01", hashtags=("#RoofRepair", "#Gutters", "#Oregon"))(clean_work())
    result, *_ = evaluated(work)
    assert isinstance(result, QcResult)
    report: Report = result.report
    assert [(each.rule_id, each.offer) for each in report.findings] == [("L04", "#RoofRepair #Gutters")]
