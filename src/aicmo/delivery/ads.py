"""03_drafts/ads: the paid drafts as the advertising tools import them, everything paused."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import DraftKind
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.dossier import Dossier, channel_name
from aicmo.delivery.sheets import Cell, sheet
from aicmo.production.documents import Card
from aicmo.production.models import ProductionDraft
from aicmo.strategy.documents import Flight
from aicmo.writing.documents import LinkedInAd, MetaAd

FOLDER = "03_drafts/ads"


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return one import file a network, none for networks without drafts; and when to change which daily budget."""
    return [*_meta(dossier), *_linkedin(dossier), *_phases(dossier)]


def campaign_name(dossier: Dossier) -> str:
    """Return the campaign's name as every advertising tool shows it."""
    return f"{dossier.brief.brand.name} · {dossier.brief.title}"


def daily_budget(dossier: Dossier, channel: str) -> Decimal | None:
    """Return a channel's money a day in the first phase, since that is how a paused campaign starts; None without."""
    return next((daily for _, daily in daily_budgets(dossier, channel)), None)


def daily_budgets(dossier: Dossier, channel: str) -> list[tuple[Flight, Decimal]]:
    """Return a channel's money a day in each phase of the plan, rounded down to the minor unit; none without money."""
    money = next((plan.budget for plan in dossier.strategy.channels if plan.channel == channel), None)
    if money is None:
        return []
    phases = dossier.strategy.flights
    return [(phase, _a_day(money.amount * phase.share / 100, days(phase))) for phase in phases]


def days(phase: Flight) -> int:
    """Return how many days a phase has."""
    return (phase.ends - phase.starts).days + 1


def _a_day(amount: Decimal, of_days: int) -> Decimal:
    return (amount / of_days).quantize(Decimal("0.01"), ROUND_DOWN)


def card_file(dossier: Dossier, draft: ProductionDraft) -> str:
    """Return the file name of a draft's card, empty when it is still to be shot."""
    for picture in dossier.pictures:
        if picture.draft.id == draft.id and isinstance(picture.spec, Card):
            return picture.spec.file.rpartition("/")[2]
    return ""


def _phases(dossier: Dossier) -> Iterator[Artifact]:
    header = ("channel", "phase", "starts", "ends", "days", "daily_budget", "currency")
    rows = [
        (channel_name(plan.channel), phase.name, phase.starts, phase.ends, days(phase), daily, plan.budget.currency)
        for plan in dossier.strategy.channels
        if plan.budget is not None
        for phase, daily in daily_budgets(dossier, plan.channel)
    ]
    if rows:
        yield sheet(f"{FOLDER}/daily_budgets.csv", "daily budgets", header, rows)


def _meta(dossier: Dossier) -> Iterator[Artifact]:
    drafts = dossier.of_kind(DraftKind.META_AD)
    if not drafts:
        return
    header = (
        "Campaign Name", "Campaign Status", "Campaign Objective", "Ad Set Name", "Ad Set Run Status",
        "Ad Set Daily Budget", "Ad Set Time Start", "Ad Set Time Stop", "Countries", "Ad Name", "Ad Status", "Title",
        "Body", "Link Description", "Link", "Call to Action", "Image File Name",
    )  # fmt: skip
    rows = [_meta_row(dossier, draft, draft.content) for draft in drafts if isinstance(draft.content, MetaAd)]
    yield sheet(f"{FOLDER}/meta_ads.csv", "ads import", header, rows)


def _meta_row(dossier: Dossier, draft: ProductionDraft, ad: MetaAd) -> tuple[Cell, ...]:
    schedule, market = dossier.brief.schedule, dossier.brief.market
    name = campaign_name(dossier)
    # A place cannot be imported without the network's own key for it, and the country alone would spend the money
    # everywhere: an ad set without a location cannot be published until a person has set one.
    to_set = f" · set locations: {'; '.join(market.places)}" if market.places else ""
    countries = "" if market.places else ", ".join(market.countries)
    return (
        name, "PAUSED", _meta_objectives()[dossier.brief.goal.objective], f"{name} · {draft.locale}{to_set}", "PAUSED",
        daily_budget(dossier, draft.channel), schedule.starts, schedule.ends, countries, draft.code,
        "PAUSED", ad.headline, ad.primary_text, ad.description, ad.link, ad.button, card_file(dossier, draft),
    )  # fmt: skip


@cache
def _meta_objectives() -> dict[str, str]:
    return dict(read_toml("aicmo.delivery", "meta_objectives.toml")["objective"])


def _linkedin(dossier: Dossier) -> Iterator[Artifact]:
    drafts = dossier.of_kind(DraftKind.LINKEDIN_AD)
    if not drafts:
        return
    header = (
        "Campaign Name", "Ad Name", "Ad Status", "Introductory Text", "Headline", "Description", "Destination URL",
        "Call To Action", "Image File Name", "Daily Budget", "Currency", "Start Date", "End Date",
    )  # fmt: skip
    rows = [_linkedin_row(dossier, draft, draft.content) for draft in drafts if isinstance(draft.content, LinkedInAd)]
    yield sheet(f"{FOLDER}/linkedin_ads.csv", "ads import", header, rows)


def _linkedin_row(dossier: Dossier, draft: ProductionDraft, ad: LinkedInAd) -> tuple[Cell, ...]:
    schedule, total = dossier.brief.schedule, dossier.strategy.total
    return (
        campaign_name(dossier), draft.code, "Paused", ad.intro, ad.headline, ad.description, ad.link, ad.button,
        card_file(dossier, draft), daily_budget(dossier, draft.channel), total.currency if total else "",
        schedule.starts, schedule.ends,
    )  # fmt: skip
