"""The shipped catalog holds together."""

from __future__ import annotations

from datetime import date

import pytest

from aicmo import catalog
from aicmo.catalog.documents import Channel, DraftKind, Pack

CHANNELS = [
    *("instagram", "facebook", "linkedin", "x", "tiktok", "youtube", "threads", "bluesky", "pinterest"),
    *("google_search", "meta_ads", "linkedin_ads", "email", "landing_page", "blog"),
    *("press", "one_pager"),
]


def test_the_channels_are_the_ones_the_packs_know() -> None:
    assert list(catalog.channels()) == CHANNELS


@pytest.mark.parametrize("channel", catalog.channels().values(), ids=lambda channel: channel.id)
def test_every_figure_says_where_it_comes_from_and_when_it_was_checked(channel: Channel) -> None:
    figures = [*channel.limits, *(figure for figure in (channel.cadence, channel.image) if figure)]
    assert figures
    for figure in figures:
        assert len(figure.source) > 10
        assert date(2025, 1, 1) <= figure.checked_on <= date(2026, 11, 30)


@pytest.mark.parametrize("channel", catalog.channels().values(), ids=lambda channel: channel.id)
def test_advice_is_never_looser_than_what_the_platform_refuses(channel: Channel) -> None:
    for advice in channel.limits:
        for hard in channel.limits_of(advice.field):
            if not advice.hard and advice.unit == hard.unit and advice.max and hard.max:
                assert advice.max <= hard.max, advice


@pytest.mark.parametrize("channel", catalog.channels().values(), ids=lambda channel: channel.id)
def test_bounds_are_ordered(channel: Channel) -> None:
    for limit in channel.limits:
        assert limit.max is not None or limit.min is not None
        assert limit.max is None or limit.min is None or limit.min <= limit.max
    if channel.cadence:
        assert channel.cadence.min <= channel.cadence.default <= channel.cadence.max


@pytest.mark.parametrize("pack", catalog.packs().values(), ids=lambda pack: pack.id)
def test_a_pack_promises_only_what_one_of_its_channels_can_carry(pack: Pack) -> None:
    carried = {kind for name in pack.channels for kind in catalog.channels()[name].formats}
    assert {promise.kind for promise in pack.promises} <= carried


@pytest.mark.parametrize("pack", catalog.packs().values(), ids=lambda pack: pack.id)
def test_a_pack_s_sections_and_promises_are_named_once(pack: Pack) -> None:
    sections = [section.id for section in pack.sections]
    kinds = [promise.kind for promise in pack.promises]
    assert len(sections) == len(set(sections))
    assert len(kinds) == len(set(kinds))


def test_limits_that_moved_lately_are_today_s() -> None:
    channels = catalog.channels()
    assert [
        (name, limit.max) for name in ("instagram", "tiktok", "threads") if (limit := channels[name].limit("hashtags"))
    ] == [
        ("instagram", 5),
        ("tiktok", 5),
        ("threads", 1),
    ]
    assert {limit.unit: limit.max for limit in channels["bluesky"].limits_of("text")} == {
        "graphemes": 300,
        "bytes": 3000,
    }


def test_a_business_to_business_pack_promises_linkedin_ads_to_them_alone() -> None:
    promise = catalog.packs()["campaign_standard"].promise(DraftKind.LINKEDIN_AD)
    assert promise is not None
    assert promise.business == "b2b"
