"""One block's answer as values of the brief: each kind of field reads its words in its own way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from aicmo.onboarding.freetext import values
from aicmo.onboarding.freetext.blocks import Block, Piece
from aicmo.onboarding.words import is_placeholder

URL: Final = re.compile(r"\b(?:https?://|www\.)[^\s<>()\"']+[^\s<>()\"'.,;:!?]", re.IGNORECASE)
MAIL: Final = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
PHONE: Final = re.compile(r"(?<![\w.])\+?\(?\d[\d ()./-]{6,18}\d(?!\w)")
COLOR: Final = re.compile(r"#[0-9A-Fa-f]{6}\b")
EVIDENCE: Final = re.compile(r"\b(?:https?://\S+|[\w/-]+\.(?:pdf|png|jpe?g|docx))\b")
UNTIL: Final = re.compile(r"\b(?:until|till|valid (?:to|through)|through|bis|jusqu'au|hasta)\b", re.IGNORECASE)
MONTHLY: Final = re.compile(
    r"\b(?:per|a|each|every|/) ?month\b|\bmonthly\b|\bpro monat\b|\bpar mois\b|\bal mes\b", re.IGNORECASE
)
WITH_FEES: Final = re.compile(r"\b(?:including|incl\.?|with) (?:your |our |agency )?fees?\b", re.IGNORECASE)
DENIED: Final = re.compile(r"^(?:no|not|never|without|kein(?:e)?|pas de|sin)\s+(?:on\s+)?", re.IGNORECASE)
PER = r"(?:,|\.|$|\(| (?:a|per|each|every) (?P<per>day|week|month|quarter|year))"
ROSE: Final = re.compile(
    rf"\bfrom (?P<now>\d[\d,]*) to (?P<target>\d[\d,]*) (?P<metric>[a-z][a-z -]{{2,40}}?){PER}", re.IGNORECASE
)
KPI: Final = re.compile(rf"\b(?P<target>\d[\d,]*) (?:new |more )?(?P<metric>[a-z][a-z -]{{2,40}}?){PER}", re.IGNORECASE)
PERIOD: Final = re.compile(r"(?:a|per|each|every) (?P<per>day|week|month|quarter|year)", re.IGNORECASE)
LEADING: Final = re.compile(r"^(?P<metric>[a-z][a-z -]{2,40}?)(?=[,:;(]| from\b| now\b| currently\b)", re.IGNORECASE)
"""A measure that is named before its figures: ``trial requests, currently 3 per month, target 8 per month``."""
NOW: Final = re.compile(
    r"\b(?:now|today|currently|at present|we have|baseline)\D{0,12}(\d[\d,]*)|(\d[\d,]*) (?:now|today|at present)\b",
    re.IGNORECASE,
)
ASKED: Final = re.compile(r"^(?:q(?:uestion)?\s*[:.)]\s*)?(?P<ask>[^?]{3,200}\?)\s*(?P<answer>.*)$", re.IGNORECASE)
ANSWERED: Final = re.compile(r"^(?:a(?:nswer)?\s*[:.)]\s*)", re.IGNORECASE)
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Answer:
    """A value for a field of the brief, and where it was said."""

    path: str
    value: Any
    line: int
    excerpt: str
    spans: tuple[tuple[int, int], ...] = ()


def answers(block: Block) -> Iterator[Answer]:
    """Yield what a labelled block says, as values of the brief; nothing for an empty or unsure one."""
    pieces = [piece for piece in block.pieces if not is_placeholder(piece.text)]
    read = READERS.get(block.path)
    if not pieces or read is None:
        return
    told = Block(block.path, block.label, block.line, pieces)
    for path, value in read(told):
        if value not in (None, "", []):
            yield Answer(path, value, pieces[0].line, f"{block.label}: {told.text}")


Read = Callable[[Block], Iterator[tuple[str, Any]]]


def _text(block: Block) -> Iterator[tuple[str, Any]]:
    yield block.path, block.text


def _first(block: Block) -> Iterator[tuple[str, Any]]:
    yield block.path, block.pieces[0].text


def _entries(block: Block) -> list[str]:
    """Return one entry a bullet or line; a single line is split where it lists things."""
    if len(block.pieces) == 1 and not block.pieces[0].is_bullet:
        return values.listed(block.pieces[0].text)
    return [piece.text for piece in block.pieces]


def _list(block: Block) -> Iterator[tuple[str, Any]]:
    yield block.path, _entries(block)


def _sentences(block: Block) -> Iterator[tuple[str, Any]]:
    """Lines that hold commas of their own: split at semicolons only."""
    parts = [part.strip(" .") for piece in block.pieces for part in piece.text.split(";")]
    yield block.path, [part for part in parts if part]


def _places(block: Block) -> Iterator[tuple[str, Any]]:
    """One place a line, semicolon or comma; the state after a city ("Portland, OR") belongs to it."""
    parts = [part.strip(" .") for piece in block.pieces for part in re.split(r";|,(?!\s*[A-Z]{2}\b)", piece.text)]
    yield block.path, [part for part in parts if part]


def _website(block: Block) -> Iterator[tuple[str, Any]]:
    match = URL.search(block.text) or re.search(r"\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?", block.text)
    if match:
        link = match.group()
        yield block.path, link if link.lower().startswith("http") else f"https://{link}"


def _found(read: Callable[[str], Any]) -> Read:
    def reader(block: Block) -> Iterator[tuple[str, Any]]:
        yield block.path, read(block.text)

    return reader


def _contacts(block: Block) -> Iterator[tuple[str, Any]]:
    yield block.path, [match.group().strip() for pattern in (PHONE, MAIL) for match in pattern.finditer(block.text)]


def _prices(block: Block) -> Iterator[tuple[str, Any]]:
    rows = []
    for text in (part for piece in block.pieces for part in _priced(piece.text)):
        amounts = values.money(text)
        match = values.MONEY.search(text)
        if len(amounts) != 1 or match is None:
            continue
        item = text[: match.start()].strip(" :–—-|,") or text[match.end() :].strip(" :–—-|,.")
        until = values.days(text) if UNTIL.search(text) else []
        row: dict[str, str] = {"item": item, "price": amounts[0]}
        if until:
            row["until"] = until[-1].isoformat()
        rows.append(row)
    yield block.path, [row for row in rows if row["item"]]


def _priced(text: str) -> list[str]:
    """Return the prices that a line lists (``Beef box £65; Veg box £18``), or the line itself."""
    for mark in (r";\s*", r",\s+"):
        parts = re.split(mark, text)
        if len(parts) > 1 and all(len(values.money(part)) == 1 for part in parts):
            return parts
    return [text]


def _proof(block: Block) -> Iterator[tuple[str, Any]]:
    rows = []
    for piece in block.pieces:
        match = EVIDENCE.search(piece.text)
        claim = EVIDENCE.sub("", piece.text).strip(" ():,–—-") if match else piece.text
        rows.append({"claim": claim, "evidence": match.group()} if match else {"claim": claim})
    yield block.path, [row for row in rows if row["claim"]]


def _questions(block: Block) -> Iterator[tuple[str, Any]]:
    rows: list[dict[str, str]] = []
    for piece in block.pieces:
        match = ASKED.match(piece.text)
        if match:
            rows.append({"ask": match["ask"].strip(), "answer": ANSWERED.sub("", match["answer"]).strip()})
        elif rows:
            rows[-1]["answer"] = f"{rows[-1]['answer']} {ANSWERED.sub('', piece.text)}".strip()
    yield block.path, [row for row in rows if row["answer"]]


def _goal(block: Block) -> Iterator[tuple[str, Any]]:
    yield "goal.objective", values.objective(block.text)
    yield from _kpi(block)


def _kpi(block: Block) -> Iterator[tuple[str, Any]]:
    text = block.text
    found = ROSE.search(text) or KPI.search(NOW.sub("", text))
    if found is None:
        return
    told = found.groupdict()
    if period := PERIOD.fullmatch(told["metric"].strip()):
        named = LEADING.match(text)
        if named is None:
            return
        told |= {"metric": named["metric"], "per": period["per"]}
    if "now" not in told and (now := NOW.search(text)):
        told["now"] = now[1] or now[2]
    row = {"metric": told["metric"].strip(), "per": (told["per"] or "").lower()}
    row |= {name: (told.get(key) or "").replace(",", "") for name, key in (("baseline", "now"), ("target", "target"))}
    yield "goal.kpi", {name: value for name, value in row.items() if value}


def _schedule(block: Block) -> Iterator[tuple[str, Any]]:
    found = values.days(block.text)
    if found and block.path in {"schedule.starts", "schedule.weeks"}:
        yield "schedule.starts", found[0].isoformat()
        if len(found) > 1:
            yield "schedule.ends", found[1].isoformat()
    elif found:
        yield block.path, found[0].isoformat()
    elif block.path != "schedule.ends":
        yield "schedule.starts" if block.path == "schedule.weeks" else block.path, values.ahead(block.text)
    if block.path in {"schedule.starts", "schedule.weeks"}:
        yield "schedule.weeks", values.weeks(values.AHEAD.sub("", f"{block.text} {block.label}"))


def weeks_between(starts: str, ends: str) -> int | None:
    """Return the weeks from the first day to the last one, begun ones whole; None when that is no length."""
    try:
        days = (date.fromisoformat(ends) - date.fromisoformat(starts)).days + 1
    except ValueError:
        return None
    return -(-days // WEEK) if days > 0 else None


def _avoided(block: Block) -> Iterator[tuple[str, Any]]:
    yield block.path, [day.isoformat() for day in values.days(block.text)]


def _budget(block: Block) -> Iterator[tuple[str, Any]]:
    amounts = values.money(block.text)
    if len(set(amounts)) != 1:
        return  # none, or a range: that is asked
    yield "budget.media", amounts[0]
    if MONTHLY.search(block.text):
        yield "budget.for", "month"
    if WITH_FEES.search(block.text):
        yield "budget.includes_fees", True


def _channels(block: Block) -> Iterator[tuple[str, Any]]:
    wanted: list[str] = []
    avoided: list[str] = []
    for piece in block.pieces:
        for part in values.listed(piece.text):
            denied = DENIED.match(part) or block.path == "channels.avoid"
            (avoided if denied else wanted).extend(values.wanted_channels(part))
    yield "channels.use", list(dict.fromkeys(wanted))
    yield "channels.avoid", list(dict.fromkeys(avoided))


def _lines(block: Block) -> Iterator[tuple[str, Any]]:
    yield block.path, [{"text": piece.text} for piece in block.pieces]


def _competitors(block: Block) -> Iterator[tuple[str, Any]]:
    yield block.path, [{"name": name} for name in _entries(block)]


def _approver(block: Block) -> Iterator[tuple[str, Any]]:
    mail = MAIL.search(block.text)
    yield "approval.by", re.split(r"[,(;|]", MAIL.sub("", block.pieces[0].text))[0].strip(" .–-")
    yield "approval.email", mail.group() if mail else None


def _rounds(block: Block) -> Iterator[tuple[str, Any]]:
    match = re.search(r"\b\d{1,2}\b", block.text)
    yield block.path, int(match.group()) if match else None


READERS: Final[dict[str, Read]] = {
    **dict.fromkeys(("client", "title", "brand.name", "market.time_zone"), _first),
    **dict.fromkeys(("offer.what", "audience.primary", "email.postal_address", "email.consent"), _text),
    **dict.fromkeys(("brand.tone", "audience.secondary", "audience.exclude", "rules.avoid", "extras"), _list),
    **dict.fromkeys(("offer.benefits", "rules.visuals"), _sentences),
    **dict.fromkeys(("rules.include", "rules.legal", "rules.confidential"), _lines),
    **dict.fromkeys(
        ("schedule.starts", "schedule.weeks", "schedule.ends", "schedule.deliver_by", "launch.on"), _schedule
    ),
    **dict.fromkeys(("channels.use", "channels.avoid"), _channels),
    "pack": _found(values.pack),
    "brand.website": _website,
    "brand.industry": _found(values.industry),
    "brand.colors": _found(COLOR.findall),
    "brand.public_contacts": _contacts,
    "offer.prices": _prices,
    "offer.proof": _proof,
    "offer.questions": _questions,
    "goal.objective": _goal,
    "goal.kpi": _kpi,
    "market.countries": _found(values.countries),
    "market.places": _places,
    "market.locales": _found(values.locales),
    "schedule.avoid_dates": _avoided,
    "budget.media": _budget,
    "approval.by": _approver,
    "approval.email": _found(lambda text: match.group() if (match := MAIL.search(text)) else None),
    **dict.fromkeys(("approval.rounds", "audience.min_age"), _rounds),
    "context.competitors": _competitors,
}


def pieces_of(block: Block) -> Iterator[tuple[Piece, str]]:
    """Yield each piece of a block, sentence by sentence."""
    for piece in block.pieces:
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z“\"])", piece.text):
            yield piece, sentence
