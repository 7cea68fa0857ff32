"""The brand's name and the client's channels: B04, B06, B08."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from aicmo.catalog import channels
from aicmo.catalog.documents import DraftKind
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule, Severity
from aicmo.qc.rules.typography import without_links
from aicmo.qc.work import Draft, Work, fold, holds

MAIL = re.compile(r"(?<!\S)\S+@\S+|[@#]\S+")
BRANDED = (
    DraftKind.SEARCH_AD,
    DraftKind.META_AD,
    DraftKind.LINKEDIN_AD,
    DraftKind.LANDING_PAGE,
    DraftKind.PRESS_RELEASE,
)
COUNTED = (DraftKind.SOCIAL_POST, DraftKind.EMAIL, DraftKind.BLOG_POST, DraftKind.LANDING_PAGE)


def check_brand_name(work: Work, rule: Rule) -> Checked:
    """B04: the brand is spelt as the brief spells it."""
    brand = work.brief.brief.brand.name
    given = fold(work.grounds.replace(brand, ""))

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "alt", "note"):
            for name in _misspelt(brand, MAIL.sub("", without_links(text.text)), rule):
                if not holds(given, name):
                    yield Defect(draft.code, text.path, f"the brand is spelt {brand!r}", name)

    return over(work.drafts, find)


def _misspelt(brand: str, text: str, rule: Rule) -> Iterator[str]:
    """Yield runs of words that look like the brand and are not."""
    size = len(brand.split())
    words = list(re.finditer(r"\S+", text.replace(brand, " | ")))
    for width in {size, size + 1} if size > 1 else {1}:
        for index in range(len(words) - width + 1):
            run = " ".join(word.group() for word in words[index : index + width]).strip(".,;:!?()\"“”'’")
            name = re.sub(r"['’]s$", "", run)
            if name and _resembles(brand, name, rule):
                yield name


def _resembles(brand: str, name: str, rule: Rule) -> bool:
    """Say whether a name is the brand misspelt; a common word in its common case is just that word."""
    if name in {brand, brand.upper()}:
        return False
    if fold(name) == fold(brand):
        return " " in brand or brand[1:] != brand[1:].lower()
    plain = name.replace("&", "and").casefold()
    if plain == brand.replace("&", "and").casefold():
        return True
    same = name[:1].isupper() and len(brand) >= rule.whole("min_letters")
    return (
        same
        and fuzz.ratio(fold(name), fold(brand)) >= 100 * rule.share("min_similarity")
        and abs(len(name) - len(brand)) <= 1
    )


def check_channels(work: Work, _rule: Rule) -> Checked:
    """B06: no channel the client forbids, and every one he asks for that the pack can serve."""
    wish = work.brief.brief.channels
    used = {draft.channel_id for draft in work.drafts}
    organic = sum(channels()[name].kind == "organic" for name in used if name in channels())
    full = organic >= work.pack.max_organic

    def find(name: str) -> Iterator[Defect]:
        if name in used and name in wish.avoid:
            yield Defect(f"channel.{name}", "channels.avoid", "the client forbids this channel, and drafts use it")
        if name in wish.use and name not in used and _servable(work, name) and not (full and _organic(name)):
            yield Defect(f"channel.{name}", "channels.use", "the client asks for this channel, and no draft uses it")

    return over(sorted({*wish.use, *wish.avoid, *used}), find)


def _organic(name: str) -> bool:
    return channels()[name].kind == "organic"


def _servable(work: Work, name: str) -> bool:
    """Say whether the pack promises a kind that this channel carries, for this business."""
    promised = {row.kind for row in work.pack.promises if row.business in {"any", work.brief.business}}
    channel = channels().get(name)
    return (
        name in work.pack.channels and channel is not None and bool(promised & set(channel.formats) - {DraftKind.BIO})
    )


def check_brand_mentions(work: Work, rule: Rule) -> Checked:
    """B08: ads and landing pages name the brand; no text names it in every breath."""
    brand = work.brief.brief.brand.name
    whole = re.compile(rf"(?<!\w){re.escape(fold(brand))}(?!\w)")
    # Google refuses "!" in a headline, so a name that ends with one may stand there without it.
    bare = brand.rstrip("!?.")

    def find(draft: Draft) -> Iterator[Defect]:
        # Named at all: anywhere a reader looks. Named too often: within the text itself, not again on its card.
        # The name in an address or a tag is no breath of the text.
        read = MAIL.sub("", without_links(draft.published))
        text, words = fold(read), len(read.split())
        if draft.kind in BRANDED and not holds(fold(draft.copy), bare):
            yield Defect(draft.code, "text", "does not name the brand", severity=Severity.MAJOR)
        times, most = len(whole.findall(text)), max(2, -(-words // rule.whole("words_each")))
        if draft.kind in COUNTED and times > most:
            yield Defect(draft.code, "text", f"names the brand {times} times in {words} words")

    return over(work.of(*{*BRANDED, *COUNTED}), find)
