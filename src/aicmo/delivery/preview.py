"""index.html: the whole package in a browser, straight from the disk. No script, no request, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import groupby

from aicmo.catalog import read_toml
from aicmo.catalog.locales import MONTHS, WEEKDAYS, full_day
from aicmo.delivery import pictures
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.calendar_view import Appearance, scheduled
from aicmo.delivery.chapters import strategy_outline
from aicmo.delivery.colors import Look, lightened, palette
from aicmo.delivery.deadlines import deadlines
from aicmo.delivery.dossier import Dossier, channel_name, kind_name
from aicmo.delivery.html_writer import written
from aicmo.delivery.markup import Markup, element, page, style
from aicmo.delivery.mockups import mockup
from aicmo.delivery.readme import guide
from aicmo.production.models import ProductionDraft

LETTER = "00_cover_letter.pdf"


def artifact(dossier: Dossier, others: Sequence[Artifact]) -> Artifact:
    """Return the page for a package of these files."""
    parts = {
        "approve": ("To approve", _approve(dossier)),
        "strategy": ("Strategy", _strategy(dossier)),
        "calendar": ("Calendar", _calendar(dossier)),
        "drafts": ("Drafts", _drafts(dossier)),
        "files": ("Files", _files(others)),
    }
    skip = element("a", "Skip to the content", href="#content", class_="skip")
    links = (element("li", element("a", title, href=f"#{name}")) for name, (title, _) in parts.items())
    nav = element("nav", element("ul", *links), aria_label="Parts of the package")
    sections = (
        element("section", element("h2", title, id=f"{name}-title"), *inner, id=name, aria_labelledby=f"{name}-title")
        for name, (title, inner) in parts.items()
    )
    main = element("main", *sections, id="content")
    title = f"{dossier.brief.brand.name}: {dossier.brief.title}"
    html = page(title, dossier.locale, style(_colors(dossier) + _rules()), skip, _head(dossier), nav, main)
    return Artifact("index.html", html, "preview", locale=dossier.locale)


def _head(dossier: Dossier) -> Markup:
    schedule = dossier.brief.schedule
    when = f"{dossier.day(schedule.starts)} to {dossier.day(schedule.ends)}"
    about = f"{dossier.pack.title}, version {dossier.version}, {dossier.size}, {when}"
    name = dossier.brief.brand.name
    logo = [element("p", element("img", src=pictures.LOGO, alt=name), class_="logo")] if dossier.logo else []
    brand = element("p", name, class_="brand")
    return element("header", *logo, brand, element("h1", dossier.brief.title), element("p", about))


def _approve(dossier: Dossier) -> Iterator[Markup]:
    yield element("p", "Nothing is published until you approve it in writing.", class_="lead")
    rows = (
        element("tr", element("th", step.what, scope="row"), element("td", full_day(step.by, dossier.locale)))
        for step in deadlines(dossier).steps
    )
    heads = element("tr", element("th", "What", scope="col"), element("th", "By", scope="col"))
    yield element("table", element("thead", heads), element("tbody", *rows), class_="steps")
    yield element("p", element("a", "The cover letter says what we need and what is not included", href=LETTER), ".")


def _strategy(dossier: Dossier) -> Iterator[Markup]:
    """Yield the strategy, each section folded but the first, so that the whole can be seen at a glance."""
    outline = strategy_outline(dossier)
    chapters: list[list[Markup]] = []
    titles: list[str] = []
    for block in outline.blocks:
        if block.kind == "heading" and block.level == 1:
            titles.append(block.text)
            chapters.append([])
        elif chapters:
            chapters[-1] += written([block], level=2)
    for number, (title, inner) in enumerate(zip(titles, chapters, strict=True)):
        opened = {"open": "open"} if number == 0 else {}
        yield element("details", element("summary", title), *inner, **opened)


def _calendar(dossier: Dossier) -> Iterator[Markup]:
    """Yield a table a month: a row a week, each dated draft on its day with a link to it."""
    found = scheduled(dossier)
    if not found:
        yield element("p", "Nothing in this package has a date.")
        return
    by_day = {day: list(each) for day, each in groupby(found, key=lambda one: one.at.date())}
    months = sorted({(day.year, day.month) for day in by_day})
    for year, month in months:
        first = date(year, month, 1)
        name = f"{MONTHS[month - 1]} {year}"
        caption = element("caption", name)
        rows = (element("tr", *(_day(by_day, day, month) for day in week)) for week in _weeks(first))
        heads = (element("th", day, scope="col") for day in WEEKDAYS)
        table = element("table", caption, element("thead", element("tr", *heads)), element("tbody", *rows))
        yield element("div", table, class_="scroll month", tabindex="0", role="region", aria_label=name)


def _weeks(first: date) -> Iterator[list[date]]:
    """Yield the weeks of a month, Monday first."""
    day = first - timedelta(days=first.weekday())
    while (day.year, day.month) <= (first.year, first.month):
        yield [day + timedelta(days=turn) for turn in range(len(WEEKDAYS))]
        day += timedelta(weeks=1)


def _day(by_day: dict[date, list[Appearance]], day: date, month: int) -> Markup:
    if day.month != month:
        return element("td", "", class_="other")
    items = (
        element(
            "li",
            element("a", f"{each.at:%H:%M} {channel_name(each.draft.channel)}", href=f"#{each.draft.code}"),
        )
        for each in by_day.get(day, [])
    )
    listed = [element("ul", *items)] if day in by_day else []
    return element("td", element("span", str(day.day), class_="date"), *listed)


def _drafts(dossier: Dossier) -> Iterator[Markup]:
    """Yield the drafts by channel, each as its reader meets it."""
    order = {plan.channel: number for number, plan in enumerate(dossier.strategy.channels)}
    drafts = sorted(dossier.drafts, key=lambda each: (order.get(each.channel, len(order)), each.channel, each.code))
    for channel, group in groupby(drafts, key=lambda each: each.channel):
        listed = list(group)
        yield element("h3", f"{channel_name(channel)} ({len(listed)})")
        yield element("div", *(_draft(dossier, draft) for draft in listed), class_="grid")


def _draft(dossier: Dossier, draft: ProductionDraft) -> Markup:
    at = draft.slot.publish_at
    moment = dossier.local(at) if at else None
    when = f"{full_day(moment.date(), dossier.locale)}, {moment:%H:%M}" if moment else "Without a date"
    title = f"{draft.code}: {kind_name(draft.kind)}"
    head = element("h4", title)
    about = element("p", f"{when} · {draft.slot.stage.value} · {dossier.pillar(draft.slot.pillar)}", class_="quiet")
    return element("article", head, about, mockup(dossier, draft), id=draft.code)


def _files(others: Sequence[Artifact]) -> Iterator[Markup]:
    """Yield every file of the package by folder, as links that open it."""
    ordered = sorted(others, key=lambda each: each.path)
    for folder, group in groupby(ordered, key=lambda each: each.path.partition("/")[0] if "/" in each.path else ""):
        links = [element("li", element("a", each.path, href=each.path)) for each in group]
        title = f"{folder} ({len(links)})" if folder else "At the top"
        said = [element("p", guide().folder[folder], class_="quiet")] if folder in guide().folder else []
        yield element("details", element("summary", title), *said, element("ul", *links))


def _colors(dossier: Dossier) -> str:
    """Return the brand's colours as variables, for light and for dark screens."""
    look = Look.model_validate(read_toml("aicmo.delivery", "look.toml"))
    colors = palette(dossier.brief.brand.colors)
    light = "".join(f"--{name.replace('_', '-')}:{value};" for name, value in colors.model_dump().items())
    night = {
        "heading": lightened(colors.primary, look.night, look.night_contrast),
        "accent": lightened(colors.accent, look.night, look.graphic_contrast),
        "night": look.night,
    }
    dark = "".join(f"--{name}:{value};" for name, value in night.items())
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"


@cache
def _rules() -> str:
    return resources.files("aicmo.delivery").joinpath("templates", "preview.css").read_text(encoding="utf-8")
