"""05_tracking: every tagged link, every event, and what is decided on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from aicmo.delivery import markdown, wording
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.dossier import Dossier, channel_name
from aicmo.delivery.outline import Block, Bullets, Column, Heading, Outline, Table, prose
from aicmo.delivery.sheets import Cell, sheet
from aicmo.production.models import ProductionDraft
from aicmo.writing.documents import SearchAd

FOLDER = "05_tracking"
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "utm_id")


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return links, events and the measurement plan."""
    return [_links(dossier), _events(dossier), Artifact(f"{FOLDER}/measurement_plan.md", _plan(dossier), "measurement")]


def _links(dossier: Dossier) -> Artifact:
    header = ("draft", "revision", "channel", "placement", "url", "landing_page", *UTM)
    rows = [row for draft in dossier.drafts for row in _rows(draft)]
    return sheet(f"{FOLDER}/utm_links.csv", "tracking links", header, rows)


def _rows(draft: ProductionDraft) -> Iterator[tuple[Cell, ...]]:
    for placement, url in _addresses(draft):
        parts = urlsplit(url)
        found = parse_qs(parts.query)
        tags = ((found.get(name) or [""])[0] for name in UTM)
        landing = parts._replace(query="", fragment="").geturl()
        yield draft.code, draft.revision, channel_name(draft.channel), placement, url, landing, *tags


def _addresses(draft: ProductionDraft) -> Iterator[tuple[str, str]]:
    link = wording.address(draft) or draft.slot.link
    if link and "utm_" in link:
        yield "main link", link
    if isinstance(draft.content, SearchAd):
        yield from ((f"sitelink: {each.text}", each.url) for each in draft.content.sitelinks)


def event_name(event: str) -> str:
    """Return an event's name as analytics accept it: letters, digits and underscores, at most 40 characters."""
    return re.sub(r"[^a-z0-9]+", "_", event.lower()).strip("_")[:40]


def _events(dossier: Dossier) -> Artifact:
    header = ("name", "event", "measure", "read_in", "how_often", "decision", "wanted_by")
    rows: list[tuple[Cell, ...]] = [
        (event_name(each.event), each.event, each.kpi, each.tool, each.frequency, each.decision, "strategy")
        for each in dossier.strategy.measures
    ]
    known = {each.event for each in dossier.strategy.measures}
    rows += [
        (event_name(name), name, "", "", "", "", "brief")
        for name in dossier.brief.tracking.conversions
        if name not in known
    ]
    return sheet(f"{FOLDER}/events.csv", "events", header, rows)


def _plan(dossier: Dossier) -> bytes:
    return markdown.write(
        Outline(
            title="Measurement plan",
            subtitle=dossier.brief.title,
            brand=dossier.brief.brand.name,
            language=dossier.locale,
            blocks=tuple(_blocks(dossier)),
        )
    )


def _blocks(dossier: Dossier) -> Iterator[Block]:
    yield Heading(text="What is measured, and what is decided on it")
    rows = tuple((each.kpi, each.event, each.tool, each.frequency, each.decision) for each in dossier.strategy.measures)
    titles = ("Measure", "Event", "Read in", "How often", "Decision")
    yield Table(caption="", columns=tuple(Column(title=title) for title in titles), rows=rows)
    yield Heading(text="How links are tagged")
    scheme = dossier.brief.tracking.utm
    whose = "your own scheme" if scheme else "lower case, without personal data, only on links to your own pages"
    yield prose(f"All tagged links are in utm_links.csv; the tags follow this rule: {whose}.")
    if scheme:
        yield Bullets(items=tuple(prose(f"{key}: {value}", "B") for key, value in sorted(scheme.items())))
    yield Heading(text="Before the first publication")
    yield Bullets(
        items=(
            prose("Create the events of events.csv in your analytics, and mark the conversions."),
            prose("Open each address of utm_links.csv once and check that the page loads and the event arrives."),
            prose("Write down today's values: without them no change can be shown."),
        )
    )
    yield Heading(text="What the figures cannot say")
    yield prose(
        "Advertising tools and analytics count differently, and visitors who refuse tracking are missing from "
        "both. Judge by your own enquiries or orders first, and use the tools to compare channels with each other."
    )
