"""03_drafts/ads/google_rsa.csv: campaign, ad group, ads, keywords and assets for Google Ads Editor, paused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aicmo.catalog.documents import DraftKind
from aicmo.delivery.ads import FOLDER, campaign_name, daily_budget
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.sheets import Cell, sheet
from aicmo.production.models import ProductionDraft
from aicmo.writing.documents import SearchAd

HEADLINES: Final = tuple(f"Headline {index}" for index in range(1, 16))
DESCRIPTIONS: Final = tuple(f"Description {index}" for index in range(1, 5))
HEADER: Final = (
    "Campaign", "Campaign Type", "Networks", "Budget", "Budget type", "Languages", "Bid Strategy Type", "Start Date",
    "End Date", "Campaign Status", "Location", "Ad Group", "Ad Group Type", "Ad Group Status", "Keyword",
    "Criterion Type", "Ad type", *HEADLINES, *DESCRIPTIONS, "Path 1", "Path 2", "Final URL", "Link Text",
    "Description Line 1", "Description Line 2", "Callout text", "Status",
)  # fmt: skip
Row = dict[str, Cell]


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return the import file; nothing without search ads."""
    drafts = dossier.of_kind(DraftKind.SEARCH_AD)
    if not drafts:
        return []
    rows = [row for draft in drafts for row in _campaign(dossier, draft)]
    cells = [[row.get(title) for title in HEADER] for row in rows]
    return [sheet(f"{FOLDER}/google_rsa.csv", "ads import", HEADER, cells)]


def _campaign(dossier: Dossier, draft: ProductionDraft) -> Iterator[Row]:
    ad = draft.content
    assert isinstance(ad, SearchAd)  # noqa: S101 (of_kind() asked for it; the content carries its kind)
    name = f"{campaign_name(dossier)} · Search · {draft.locale}"
    schedule = dossier.brief.schedule
    yield {
        "Campaign": name,
        "Campaign Type": "Search",
        "Networks": "Google search",
        "Budget": daily_budget(dossier, draft.channel),
        "Budget type": "Daily",
        "Languages": draft.locale.partition("-")[0],
        "Bid Strategy Type": "Maximize clicks",
        "Start Date": schedule.starts,
        "End Date": schedule.ends,
        "Campaign Status": "Paused",
    }
    for place in dossier.brief.market.places or dossier.brief.market.countries:
        yield {"Campaign": name, "Location": place}
    yield {"Campaign": name, "Ad Group": ad.ad_group, "Ad Group Type": "Standard", "Ad Group Status": "Paused"}
    group: Row = {"Campaign": name, "Ad Group": ad.ad_group}
    yield group | _ad(ad)
    for keyword in ad.keywords:
        yield group | {"Keyword": keyword.text, "Criterion Type": keyword.match.capitalize(), "Status": "Paused"}
    for word in ad.negatives:
        yield {"Campaign": name, "Keyword": word, "Criterion Type": "Campaign Negative Phrase"}
    yield from _assets(name, ad)


def _ad(ad: SearchAd) -> Row:
    return {
        "Ad type": "Responsive search ad",
        **dict(zip(HEADLINES, ad.headlines, strict=False)),
        **dict(zip(DESCRIPTIONS, ad.descriptions, strict=False)),
        "Path 1": ad.path1,
        "Path 2": ad.path2,
        "Final URL": ad.final_url,
        "Status": "Paused",
    }


def _assets(campaign: str, ad: SearchAd) -> Iterator[Row]:
    for link in ad.sitelinks:
        yield {
            "Campaign": campaign,
            "Link Text": link.text,
            "Description Line 1": link.line1,
            "Description Line 2": link.line2,
            "Final URL": link.url,
        }
    for callout in ad.callouts:
        yield {"Campaign": campaign, "Callout text": callout}
