"""The strategy as a presentation: one thought a slide, native charts, and the prose as speaker's notes."""

from __future__ import annotations

from collections import Counter

from pptx.enum.chart import XL_CHART_TYPE

from aicmo.catalog.locales import full_day
from aicmo.delivery.amounts import money
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.calendar_view import scheduled
from aicmo.delivery.colors import palette
from aicmo.delivery.deadlines import deadlines
from aicmo.delivery.dossier import Dossier, channel_name
from aicmo.delivery.slides import INNER, MARGIN, QUIET, Box, Deck

MOST_PEOPLE, MOST_PILLARS, MOST_RISKS, MOST_ROWS = 3, 4, 4, 8
GAP = 0.3
ALIKE = 8  # letters by which a fact is known for the one in the pillar's name
BODY_TOP, BODY = 1.85, 4.95


def artifact(dossier: Dossier) -> Artifact:
    """Return the deck."""
    title = f"{dossier.brief.brand.name}: {dossier.brief.title}"
    deck = Deck(palette(dossier.brief.brand.colors), title, dossier.locale, dossier.made_at)
    for draw in (_cover, _problem, _goal, _people, _idea, _house, _channels, _money, _phases, _calendar, _risks, _next):
        draw(deck, dossier)
    return Artifact("02_strategy/strategy_deck.pptx", deck.content(), "strategy deck", locale=dossier.locale)


def _notes(dossier: Dossier, section: str) -> str:
    """Return the prose of a section, for the speaker; "" where the pack has none."""
    found = next((each for each in dossier.strategy.sections if each.id == section), None)
    return " ".join(row.text for row in found.statements) if found else ""


def _columns(count: int) -> list[Box]:
    """Return boxes for cards side by side."""
    width = (INNER - GAP * (count - 1)) / count
    return [(MARGIN + number * (width + GAP), BODY_TOP, width, BODY) for number in range(count)]


def _cover(deck: Deck, dossier: Dossier) -> None:
    slide = deck.slide(dossier.brief.title, cover=True)
    color, schedule = deck.colors.on_primary, dossier.brief.schedule
    deck.text(slide, (MARGIN, 0.8, INNER, 0.5), [dossier.brief.brand.name], 20, color, bold=True)
    if dossier.logo:
        deck.picture(slide, (MARGIN + INNER * 0.7, 0.7, INNER * 0.3, 0.9), dossier.logo, dossier.brief.brand.name)
    when = f"{dossier.day(schedule.starts)} to {dossier.day(schedule.ends)}"
    about = [f"{dossier.pack.title}: strategy for approval", f"{when}. Version {dossier.version}."]
    deck.text(slide, (MARGIN, 4.4, INNER, 1.2), about, 18, color)


def _problem(deck: Deck, dossier: Dossier) -> None:
    plan = dossier.strategy
    slide = deck.slide("What we solve, and for whom", _notes(dossier, "summary") or _notes(dossier, "situation"))
    person = plan.personas[0]
    left = (MARGIN, BODY_TOP, INNER * 0.55, BODY)
    held = f"Held back by {person.barrier}"
    deck.text(slide, left, [dossier.brief.audience.primary, f"They start when {person.trigger}.", held], 22)
    deck.card(slide, (MARGIN + INNER * 0.6, BODY_TOP, INNER * 0.4, BODY), "The promise", [plan.promise], 24)


def _goal(deck: Deck, dossier: Dossier) -> None:
    goal = dossier.strategy.objectives[0]
    slide = deck.slide("What counts as success", _notes(dossier, "objectives"))
    deck.text(
        slide, (MARGIN, BODY_TOP, INNER * 0.45, BODY), [each.statement for each in dossier.strategy.objectives], 20
    )
    if goal.target is not None:
        known = {"Today": goal.baseline.value} if goal.baseline else {}
        values = known | {"Target": goal.target.value}
        unit = "%" if goal.target.unit == "%" else ""
        box = (MARGIN + INNER * 0.52, BODY_TOP, INNER * 0.48, BODY)
        caption = f"{goal.metric}{f' ({unit})' if unit else ''}, per {goal.per}"
        deck.text(slide, (box[0], box[1], box[2], 0.4), [caption], 14, QUIET)
        below = (box[0], box[1] + 0.4, box[2], box[3] - 0.4)
        deck.chart(slide, below, XL_CHART_TYPE.COLUMN_CLUSTERED, list(values), {goal.metric: list(values.values())})


def _people(deck: Deck, dossier: Dossier) -> None:
    people = dossier.strategy.personas[:MOST_PEOPLE]
    slide = deck.slide("Who decides", _notes(dossier, "audience"))
    for box, each in zip(_columns(len(people)), people, strict=True):
        told = (
            f"Wants to {each.job}",
            f"Held back by {each.barrier}",
            f"Convinced by {each.proof_wanted}",
        )
        deck.card(slide, box, each.name, told)


def _idea(deck: Deck, dossier: Dossier) -> None:
    first, *others = dossier.strategy.ideas
    slide = deck.slide("The idea", _notes(dossier, "idea"))
    deck.text(slide, (MARGIN, BODY_TOP + 0.3, INNER, 1.6), [first.line], 44, deck.colors.heading, bold=True)
    deck.text(slide, (MARGIN, BODY_TOP + 2.0, INNER * 0.8, 1.4), [first.rationale], 20)
    if others:
        lines = [f"Also considered: {each.line}" for each in others]
        deck.text(slide, (MARGIN, BODY_TOP + 3.7, INNER, 1.2), lines, 16, QUIET)


def _house(deck: Deck, dossier: Dossier) -> None:
    pillars = dossier.strategy.pillars[:MOST_PILLARS]
    slide = deck.slide("What we say", _notes(dossier, "pillars"))
    for box, each in zip(_columns(len(pillars)), pillars, strict=True):
        theme, _, name = each.name.partition(": ")
        told = [dossier.fact(fact) for fact in each.evidence]
        evidence = [fact for fact in told if fact[:ALIKE].casefold() != name[:ALIKE].casefold()][:2]
        deck.card(
            slide, box, theme, [name[:1].upper() + name[1:] or each.message, *evidence, f"“{each.objection}”"], 15
        )


def _channels(deck: Deck, dossier: Dossier) -> None:
    counts = Counter(draft.channel for draft in dossier.drafts)
    plans = [plan for plan in dossier.strategy.channels if counts[plan.channel]][:MOST_ROWS]
    if not plans:
        return
    slide = deck.slide("Where it runs", _notes(dossier, "channels"))
    names = [channel_name(plan.channel) for plan in plans]
    numbers = {"Drafts": [counts[plan.channel] for plan in plans][::-1]}
    left = (MARGIN, BODY_TOP, INNER * 0.38, BODY)
    deck.chart(slide, left, XL_CHART_TYPE.BAR_CLUSTERED, names[::-1], numbers)
    rows = [(name, plan.role) for name, plan in zip(names, plans, strict=True)]
    deck.table(
        slide, (MARGIN + INNER * 0.41, BODY_TOP, INNER * 0.59, 0.5 * len(rows)), ("Channel", "Role"), rows, (1, 3)
    )


def _money(deck: Deck, dossier: Dossier) -> None:
    lines = dossier.strategy.budget
    if not lines:
        return
    total = money(dossier.strategy.total)
    slide = deck.slide(f"The budget: {total}", _notes(dossier, "budget"))
    amounts = {"Amount": [line.amount.amount for line in lines][::-1]}
    names, form = [line.label for line in lines][::-1], f'"{lines[0].amount.currency}" #,##0'
    deck.chart(slide, (MARGIN, BODY_TOP, INNER * 0.5, BODY), XL_CHART_TYPE.BAR_CLUSTERED, names, amounts, form)
    flights = dossier.strategy.flights
    rows = [
        (each.name, f"{dossier.day(each.starts)} to {dossier.day(each.ends)}", money(each.amount)) for each in flights
    ]
    right = (MARGIN + INNER * 0.53, BODY_TOP, INNER * 0.47, 0.6 * (len(rows) + 1))
    deck.table(slide, right, ("Phase", "Dates", "Media"), rows, (2, 5, 3))


def _phases(deck: Deck, dossier: Dossier) -> None:
    if phases := dossier.strategy.launch.phases:
        slide = deck.slide("Phases and gates", _notes(dossier, "phases"))
        rows = [
            (each.name, f"{dossier.day(each.starts)} to {dossier.day(each.ends)}", each.purpose, each.gate)
            for each in phases
        ]
        deck.table(slide, (MARGIN, BODY_TOP, INNER, 4.2), ("Phase", "Dates", "Purpose", "Gate"), rows, (2, 3, 4, 6))


def _calendar(deck: Deck, dossier: Dossier) -> None:
    planned = scheduled(dossier)
    if not planned:
        return
    slide = deck.slide(f"{len(planned)} dated drafts, week by week", _notes(dossier, "cadence"))
    weeks = range(max(each.week(dossier) for each in planned) + 1)
    counted = Counter((each.draft.channel, each.week(dossier)) for each in planned)
    channels = list(dict.fromkeys(each.draft.channel for each in planned))
    series = {channel_name(channel): [counted[channel, week] for week in weeks] for channel in channels}
    names = [f"Week {week + 1}" for week in weeks]
    deck.chart(slide, (MARGIN, BODY_TOP, INNER, BODY), XL_CHART_TYPE.COLUMN_STACKED, names, series)


def _risks(deck: Deck, dossier: Dossier) -> None:
    risks = sorted(dossier.strategy.risks, key=lambda each: (-each.probability * each.impact, each.id))[:MOST_RISKS]
    slide = deck.slide("What could go wrong", _notes(dossier, "risks"))
    rows = [(each.risk, each.trigger, each.action, each.owner) for each in risks]
    deck.table(slide, (MARGIN, BODY_TOP, INNER, 4.6), ("Risk", "Sign", "What we do", "Owner"), rows, (4, 4, 5, 2))


def _next(deck: Deck, dossier: Dossier) -> None:
    due = deadlines(dossier)
    slide = deck.slide("What we ask you to decide", "Nothing is published until it is approved in writing.")
    rows = [(step.what, full_day(step.by, dossier.locale)) for step in due.steps]
    deck.table(slide, (MARGIN, BODY_TOP, INNER * 0.75, 0.6 * (len(rows) + 1)), ("What", "By"), rows, (1, 1))
    said = "Nothing is published until you approve it in writing."
    top = BODY_TOP + 0.6 * (len(rows) + 1) + 0.4
    deck.text(slide, (MARGIN, top, INNER, 0.6), [said], 18, deck.colors.heading, bold=True)
