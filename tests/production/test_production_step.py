"""The step's rows and files: complete, consistent, the same for the same brief."""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING

import pytest

from aicmo.catalog import channels
from aicmo.catalog.documents import DraftKind
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.documents import Card, Edit, Kept, ShotBrief
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionDraft
from aicmo.production.steps import BUNDLED, fingerprint, generate_draft
from aicmo.qc.fixes.mending import MendedWriter
from aicmo.qc.reviewing import RulesReviewer
from aicmo.saga import Rejected, Signal, Signals
from aicmo.strategy.steps import generate_strategy
from aicmo.writing.builtin import BuiltinWriter
from aicmo.writing.documents import SocialPost, VideoScript
from production.conftest import RUN, Produced, produced
from production.paper import journal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.writing import Editor
    from aicmo.writing.documents import Assignment, Written


class SilentWriter(BuiltinWriter):
    """Knows nothing to say."""

    def write(self, assignments: Sequence[Assignment], editor: Editor | None = None) -> list[Written | None]:  # noqa: ARG002 (the port)
        return [None for _ in assignments]


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


class CarelessWriter(BuiltinWriter):
    """Has not read its own posts again."""

    def write(self, assignments: Sequence[Assignment], editor: Editor | None = None) -> list[Written | None]:
        return [each and self._spoilt(each) for each in super().write(assignments, editor)]

    def _spoilt(self, answer: Written) -> Written:
        if not isinstance(answer.content, SocialPost):
            return answer
        text = f"{answer.content.text} Wet , wet."
        return answer.model_copy(update={"content": answer.content.model_copy(update={"text": text})})


def test_drafts_carry_their_slot_and_fingerprint(example: Produced) -> None:
    slots = {slot.id: slot for slot in example.plan.slots}
    drafts = example.of(ProductionDraft)
    assert len({draft.code for draft in drafts}) == len(drafts)
    for draft in drafts:
        assert draft.slot == slots[draft.code]
        assert (draft.kind, draft.channel, draft.locale) == (draft.slot.kind, draft.slot.channel, draft.slot.locale)
        assert (draft.revision, draft.origin) == (1, "builtin")
        assert draft.sha256 == fingerprint(draft.content)


def test_everything_published_has_a_bundle_with_a_checklist(example: Produced) -> None:
    bundled = {bundle.draft_id: bundle for bundle in example.of(ProductionBundle)}
    for draft in example.of(ProductionDraft):
        assert (draft.id in bundled) == (DraftKind(draft.kind) in BUNDLED)
        if draft.id in bundled:
            steps = bundled[draft.id].checklist
            assert len(steps) >= 2
            assert any(draft.code in step or "Record" in step for step in steps)


def test_a_video_is_shot_upright_and_of_something_a_camera_sees(example: Produced) -> None:
    drafts = {draft.code: draft for draft in example.of(ProductionDraft)}
    scripts = [draft for draft in drafts.values() if isinstance(draft.content, VideoScript)]
    shots = {asset.name: asset.spec for asset in example.of(ProductionBundleAsset) if isinstance(asset.spec, ShotBrief)}
    for draft in scripts:
        [spec] = [spec for name, spec in shots.items() if name.startswith(draft.code)]
        assert (spec.width, spec.height) == (1080, 1920)
        assert isinstance(draft.content, VideoScript)
        quoted = all(scene.visual.startswith("“") for scene in draft.content.scenes[:-1])
        assert quoted or not spec.subject.startswith("“")


def test_cards_are_files_of_the_channels_size_and_legible(example: Produced) -> None:
    bundles = {bundle.id: bundle for bundle in example.of(ProductionBundle)}
    drafts = {draft.id: draft for draft in example.of(ProductionDraft)}
    cards = [asset for asset in example.of(ProductionBundleAsset) if isinstance(asset.spec, Card)]
    assert {asset.name for asset in cards} == set(example.files)
    for asset in cards:
        channel = channels()[drafts[bundles[asset.bundle_id].draft_id].channel]
        assert channel.image is not None
        assert size(example.files[asset.name]) == (channel.image.width, channel.image.height)
        assert asset.sha256 == hashlib.sha256(example.files[asset.name]).hexdigest()
        assert isinstance(asset.spec, Card)
        assert asset.spec.contrast >= 4.5
        assert len(example.files[asset.name]) < 200_000


def test_shot_briefs_repeat_the_clients_rules_for_pictures(example: Produced) -> None:
    shots = [asset.spec for asset in example.of(ProductionBundleAsset) if isinstance(asset.spec, ShotBrief)]
    assert all(shot.rules == example.brief.rules.visuals for shot in shots)
    assert all(shot.subject and shot.framing and shot.alt_text for shot in shots)


def test_a_careless_writer_is_mended_on_the_record_and_a_person_is_not(first: Produced) -> None:
    brief, was = first.brief, next(each for each in first.of(ProductionDraft) if each.kind == "social_post")
    assert isinstance(was.content, SocialPost)
    row = OnboardingBrief(client=brief.client, title=brief.title, pack=brief.pack, document=first.normal)
    (strategy,) = generate_strategy(row)
    theirs = was.content.model_copy(update={"text": f"{was.content.text} Mine , as I  want it."})
    edit = Edit(by="Ada", drafts={was.code: Kept(content=theirs, facts=was.facts, origin="human")}).model_dump(
        mode="json"
    )
    said = Signals([Signal(RUN.id, "qc", edit, "Ada", RUN.created_at)])

    rows = generate_draft(RUN, row, strategy, MendedWriter(CarelessWriter()), RulesReviewer(), said, journal())

    drafts = {draft.code: draft for draft in rows if isinstance(draft, ProductionDraft)}
    assert (drafts[was.code].content, drafts[was.code].fixes, drafts[was.code].origin) == (theirs, (), "human")
    mended = [draft for draft in drafts.values() if draft.kind == "social_post" and draft.code != was.code]
    assert mended
    for draft in mended:
        assert {fix.path for fix in draft.fixes} == {"text"}
        assert isinstance(draft.content, SocialPost)
        assert draft.content.text.endswith(" Wet, wet.")
        assert draft.sha256 == fingerprint(draft.content)


def test_the_same_brief_is_produced_byte_for_byte(first: Produced) -> None:
    again = produced(first.normal)
    assert again.files == first.files
    hashes = [[draft.sha256 for draft in each.of(ProductionDraft)] for each in (first, again)]
    assert hashes[0] == hashes[1]


def test_nothing_to_write_is_a_verdict(first: Produced) -> None:
    brief = first.brief
    row = OnboardingBrief(client=brief.client, title=brief.title, pack=brief.pack, document=first.normal)
    (strategy,) = generate_strategy(row)
    with pytest.raises(Rejected, match="too few facts"):
        generate_draft(RUN, row, strategy, SilentWriter(), RulesReviewer(), Signals(), journal())
