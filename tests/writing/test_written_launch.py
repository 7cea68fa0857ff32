"""A launch is told in order: nothing sells before its day, the press reads the third person, edits come back."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from aicmo.catalog.documents import DraftKind, Stage
from aicmo.delivery.draft_pages import heading, parts
from aicmo.delivery.draft_reading import read
from aicmo.onboarding.documents import Launch
from aicmo.production.models import ProductionDraft
from aicmo.strategy.material import gather
from aicmo.strategy.plan import make
from aicmo.writing.documents import Email, LandingPage, OnePager, PressRelease, VideoScript
from writing.written_packages import EXAMPLES, Package, package


@pytest.fixture
def launched() -> Package:
    return package(next(path for path in EXAMPLES if path.stem == "launch"))


def day_of(launched: Package) -> Launch:
    launch = launched.brief.brief.launch
    assert launch
    return launch


def test_before_the_day_drafts_name_it_and_sell_nothing(launched: Package) -> None:
    launch = day_of(launched)
    early = [(s, d) for s, d in launched.drafts if s.publish_at and s.publish_at.date() < launch.on]
    assert {slot.kind for slot, _ in early} >= {DraftKind.SOCIAL_POST, DraftKind.EMAIL, DraftKind.VIDEO_SCRIPT}
    for slot, draft in early:
        assert slot.stage not in {Stage.CONVERSION, Stage.RETENTION}, slot.id
        assert re.search(r"11 January", draft.content.model_dump_json()), slot.id
        assert not re.search(r"order yours|place your order", draft.content.model_dump_json(), re.IGNORECASE), slot.id


def test_a_teaser_video_shows_what_is_to_come_and_names_no_other_day(launched: Package) -> None:
    day = day_of(launched)
    kinds = {fact.id: fact.kind for fact in launched.brief.facts}
    early = [
        (draft.content, {kinds[fact] for fact in draft.facts})
        for slot, draft in launched.drafts
        if isinstance(draft.content, VideoScript) and slot.publish_at and slot.publish_at.date() < day.on
    ]
    assert early
    for script, told in early:
        assert told == {"benefit"}
        assert day.name in script.scenes[-2].voice


def test_the_mails_come_a_week_before_on_the_day_and_after_it(launched: Package) -> None:
    launch = day_of(launched)
    mails = [(slot, draft.content) for slot, draft in launched.drafts if isinstance(draft.content, Email)]
    days = [(slot.publish_at.date() - launch.on).days for slot, _ in mails if slot.publish_at]
    assert days == [-7, 0, 10]
    assert [launch.name in content.subject for _, content in mails] == [True, True, False]
    assert all(launch.name in content.paragraphs[0] for _, content in mails)


def test_phases_leave_no_day_out_and_money_waits_for_the_launch(launched: Package) -> None:
    launch, schedule = day_of(launched), launched.brief.brief.schedule
    plan = make(launched.brief)
    before, week, after = plan.launch.phases
    assert (before.starts, week.starts, after.ends) == (schedule.starts, launch.on, schedule.ends)
    assert before.ends + timedelta(days=1) == week.starts
    assert week.ends + timedelta(days=1) == after.starts
    assert before.decided_on < launch.on
    assert (plan.flights[0].starts, plan.flights[-1].ends) == (launch.on, schedule.ends)
    assert [task.due for task in plan.launch.tasks] == sorted(task.due for task in plan.launch.tasks)
    assert [each.kind for each in plan.launch.alternatives] == ["habit", "rival", "rival"]


def test_a_campaign_that_launches_nothing_has_no_part_of_a_launch() -> None:
    brief = package(next(path for path in EXAMPLES if path.stem == "brief")).brief
    assert gather(brief).brief.launch is None
    assert make(brief).launch.model_dump() == {"phases": (), "tasks": (), "alternatives": ()}


def test_the_press_reads_the_third_person_and_only_approved_quotes(launched: Package) -> None:
    launch = day_of(launched)
    release = next(draft.content for _, draft in launched.drafts if isinstance(draft.content, PressRelease))
    said = " ".join([release.headline, release.lead, *release.paragraphs, *release.glance, release.about])
    assert not re.search(r"\b(?:we|our|you|your)\b", said, re.IGNORECASE)
    assert launch.name in release.headline
    assert len(release.headline) <= 100
    assert [(quote.text, quote.by) for quote in release.quotes] == [(each.text, each.by) for each in launch.quotes]


def test_the_page_of_a_launch_has_something_to_show_before_it(launched: Package, examples: list[Package]) -> None:
    launch = day_of(launched)
    for each in examples:
        for page in (draft.content for _, draft in each.drafts if isinstance(draft.content, LandingPage)):
            assert (page.before is not None) is (each.brief.brief.launch is not None)
            if page.before:
                assert launch.name in page.before.heading
                assert "11 January 2027" in page.before.paragraphs[0]


@pytest.mark.parametrize(
    ("kind", "old", "new", "field"),
    [
        (PressRelease, "Nell Arkwright, founder", "Nell Arkwright, owner", "quotes"),
        (PressRelease, "## Text\n\n", "## Text\n\nIt rains. ", "lead"),
        (OnePager, "fits under a helmet", "fits under any helmet", "sections"),
        (LandingPage, "11 January 2027.", "11 January 2027, at noon.", "before"),
    ],
)
def test_an_edit_of_a_launch_document_comes_back(
    launched: Package, kind: type[PressRelease | OnePager | LandingPage], old: str, new: str, field: str
) -> None:
    slot, written = next((s, d) for s, d in launched.drafts if isinstance(d.content, kind))
    draft = ProductionDraft(
        id=uuid4(), strategy_id=uuid4(), code=slot.id, kind=slot.kind.value, channel=slot.channel, locale=slot.locale,
        revision=1, origin="builtin", sha256="", facts=written.facts, slot=slot, content=written.content,
    )  # fmt: skip
    ours = "\n\n".join([heading(draft), *parts(draft.content, "en-GB")])
    assert read(draft, "en-GB", ours) == draft.content
    edited = read(draft, "en-GB", ours.replace(old, new))
    changed = {
        name for name in type(draft.content).model_fields if getattr(edited, name) != getattr(draft.content, name)
    }
    assert changed == {field}
