"""Tagged links: only the client's pages, only off their site, in the client's scheme if there is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from aicmo.catalog import channels
from aicmo.catalog.documents import DraftKind
from aicmo.onboarding.documents import Tracking
from aicmo.production.links import own, slug, tagged
from aicmo.production.steps import assignment

if TYPE_CHECKING:
    from production.conftest import Produced


def test_links_off_the_site_are_tagged_in_lower_case(example: Produced) -> None:
    for slot in example.plan.slots:
        link = assignment(example.normal, example.plan, slot).link
        if link and slot.kind not in {DraftKind.LANDING_PAGE, DraftKind.BLOG_POST}:
            query = parse_qs(urlsplit(link).query)
            assert {"utm_source", "utm_medium", "utm_campaign", "utm_content"} <= set(query)
            assert all(re.fullmatch(r"[a-z0-9_-]+", value) for values in query.values() for value in values)
            assert query["utm_content"][0].endswith("-v1")
            assert example.brief.pack not in link


def test_pages_of_the_site_itself_are_not_tagged(first: Produced) -> None:
    inside = [slot for slot in first.plan.slots if slot.kind in {DraftKind.LANDING_PAGE, DraftKind.BLOG_POST}]
    assert all(assignment(first.normal, first.plan, slot).link == slot.link for slot in inside)


def test_the_clients_scheme_wins_and_strangers_stay_untagged(first: Produced) -> None:
    slot = next(slot for slot in first.plan.slots if slot.link and slot.kind is DraftKind.SOCIAL_POST)
    brief = first.brief.model_copy(update={"tracking": Tracking(utm={"campaign": "theirs", "utm_term": "spring"})})
    channel = channels()[slot.channel]
    query = parse_qs(urlsplit(tagged(brief, slot, channel, 2) or "").query)
    assert query["utm_campaign"] == ["theirs"]
    assert query["utm_term"] == ["spring"]
    assert query["utm_content"] == [f"{slot.id}-v2"]
    elsewhere = slot.model_copy(update={"link": "https://stranger.example/page?utm_source=x"})
    assert tagged(brief, elsewhere, channel, 1) == elsewhere.link
    assert not own(brief, "https://evil-" + urlsplit(brief.brand.website or "").netloc)


def test_fragments_stay_behind_the_tags(first: Produced) -> None:
    slot = next(slot for slot in first.plan.slots if slot.link and slot.kind is DraftKind.SOCIAL_POST)
    with_fragment = slot.model_copy(update={"link": f"{first.brief.brand.website}/page?a=1&utm_source=old#faq"})
    link = tagged(first.brief, with_fragment, channels()[slot.channel], 1) or ""
    assert link.endswith("#faq")
    assert link.count("utm_source=") == 1
    assert "a=1" in link


@given(st.text(max_size=60))
def test_slugs_hold_nothing_but_letters_digits_and_hyphens(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9_-]*", slug(text))
