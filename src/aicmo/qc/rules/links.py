"""Links lead where they should and say where they come from: N01, N02."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from rapidfuzz.distance import DamerauLevenshtein

from aicmo.catalog.documents import DraftKind
from aicmo.onboarding.documents import Brief
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import entries
from aicmo.qc.work import Draft, Work

OWN_PAGES = (DraftKind.LANDING_PAGE, DraftKind.BLOG_POST)
WRITTEN = re.compile(r"https?://[^\s<>\"“”]*[\w/=-]", re.IGNORECASE)
NEEDED = ("utm_source", "utm_medium", "utm_campaign")
VALUE = re.compile(r"[a-z0-9_-]+")
HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")
MACRO = re.compile(r"\{[^}]*\}|\[[^\]]*\]|%(?![0-9A-Fa-f]{2})")


def links_of(draft: Draft) -> list[tuple[str, str]]:
    """Return path and address of every link of a draft: its own fields, and those inside the copy."""
    fields = [(text.path, text.text) for text in draft.said("link") if text.field != "file"]
    inside = [(text.path, link) for text in draft.said("copy") for link in WRITTEN.findall(text.text)]
    return fields + inside


def check_links(work: Work, _rule: Rule) -> Checked:
    """N01: every address is well formed, public, and the client's own one is spelt right."""
    own = _host(work.brief.brief.brand.website or "")
    units = [(draft.code, path, link) for draft in work.drafts for path, link in links_of(draft)]

    def find(unit: tuple[str, str, str]) -> Iterator[Defect]:
        code, path, link = unit
        if problem := _problem(link, own, secure=(work.brief.brief.brand.website or "").startswith("https")):
            yield Defect(code, path, problem, link)

    return over(units, find)


def _host(link: str) -> str:
    split = _split(link)
    return (split.hostname or "").removeprefix("www.") if split else ""


def _split(link: str) -> SplitResult | None:
    try:
        split = urlsplit(link)
        split.port  # noqa: B018 (an invalid port is noticed only when it is read)
    except ValueError:
        return None
    return split


def _problem(link: str, own: str, *, secure: bool) -> str:
    split, host = _split(link), _host(link)
    if split is None or split.scheme not in {"http", "https"} or re.search(r"\s", link) or split.username:
        return "is no web address"
    if host == own and own:
        return "is not encrypted, the client's site is" if secure and split.scheme == "http" else ""
    return _strange_host(host, own)


def _strange_host(host: str, own: str) -> str:
    if _inner(host) or any(host == name or host.endswith(f".{name}") for name in entries("reserved_host")):
        return "leads to a reserved or inner address"
    if not HOST.fullmatch(host):
        return "has no valid host"
    if host in entries("shortener"):
        return "hides behind a link shortener"
    if (
        own
        and not host.endswith(f".{own}")
        and DamerauLevenshtein.distance(host, own) <= 1 + (len(own) > len("example.com"))
    ):
        return f"looks like {own}, misspelt"
    return ""


def _inner(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host


def check_tracking(work: Work, _rule: Rule) -> Checked:
    """N02: links to the client's own pages are tagged, cleanly and as the channel; links within the site are not."""
    site = work.brief.brief.brand.website or ""
    units = [(draft, path, link) for draft in work.drafts for path, link in links_of(draft) if is_own(link, site)]

    def find(unit: tuple[Draft, str, str]) -> Iterator[Defect]:
        draft, path, link = unit
        if draft.kind in OWN_PAGES:
            if "utm_" in link:
                yield Defect(draft.code, path, "a link within the client's site carries UTM tags", link)
        else:
            for problem in tracking_problems(
                link, utm_scheme(work.brief.brief), draft.channel.utm_medium if draft.channel else ""
            ):
                yield Defect(draft.code, path, problem, link)

    return over(units, find)


def is_own(link: str, site: str) -> bool:
    """Say whether a link leads to the client's site."""
    own = _host(site)
    return bool(own) and _host(link) == own


def utm_scheme(brief: Brief) -> dict[str, str]:
    """Return the client's own UTM scheme, which wins over ours."""
    return {f"utm_{key.removeprefix('utm_')}": value for key, value in brief.tracking.utm.items()}


def tracking_problems(link: str, scheme: dict[str, str], medium: str) -> Iterator[str]:
    """Yield what is wrong with a link's UTM tags."""
    split = _split(link)
    if split is None:
        return
    if "utm_" in split.fragment:
        yield "the UTM tags stand after #, where no tool reads them"
    if MACRO.search(split.query):
        yield "an unresolved macro or broken percent sign"
    pairs = [(key, unquote(value)) for key, value in parse_qsl(split.query, keep_blank_values=True)]
    tags = {key: value for key, value in pairs if key.lower().startswith("utm_")}
    times = Counter(key.lower() for key, _ in pairs)
    yield from (f"{key} is missing" for key in NEEDED if not tags.get(key))
    yield from (f"{key} is given twice" for key in sorted(times) if times[key] > 1)
    for key, value in sorted(tags.items()):
        if key != key.lower() or (value and not VALUE.fullmatch(value) and value not in scheme.values()):
            yield f"{key}={value} is not lower case letters, digits, _ and -"
    if tags.get("utm_medium") and "utm_medium" not in scheme and tags["utm_medium"] != medium:
        yield f"utm_medium is {tags['utm_medium']}, the channel's is {medium}"
