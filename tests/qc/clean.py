"""A small campaign without a defect, made by hand: what the seeded defects of the tests are put into."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from aicmo.onboarding.documents import Brief, Claim, Fact, NormalizedBrief
from aicmo.qc.work import Work
from qc.clean_drafts import article, bio, email, landing_page, meta_ad, post, script, search_ad
from qc.clean_ground import BRIEF, FACTS, POSTS, TODAY, ZONE
from qc.clean_strategy import strategy


def _brief() -> NormalizedBrief:
    brief = Brief.model_validate(BRIEF)
    return NormalizedBrief(
        brief=brief,
        facts=tuple(Fact(id=fact_id, kind=kind, text=text) for fact_id, kind, text in FACTS),
        claims=(
            Claim(id="C1", text="Licensed and bonded in Oregon", status="supported", evidence="docs/ccb-license.pdf"),
            Claim(id="C2", text="1,240 houses cleaned since 2021", status="held_back", reason="no evidence"),
        ),
        assumptions=(),
        requests=(),
        business="b2c",
        received_on=TODAY,
    )


@cache
def clean_work() -> Work:
    """Return the campaign."""
    drafts = (
        *(post(number) for number in range(len(POSTS))),
        search_ad(),
        *(meta_ad(number) for number in range(3)),
        *(email(number) for number in range(3)),
        landing_page(),
        article(),
        script(),
        bio(),
    )
    return Work(
        brief=_brief(),
        strategy=strategy(drafts),
        drafts=drafts,
        today=datetime(2026, 11, 23, 20, tzinfo=UTC).astimezone(ZONE).date(),
    )
