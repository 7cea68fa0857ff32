"""Limits and formats of every kind of draft: L01 to L05, L13, L14."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from aicmo.catalog.counting import count
from aicmo.catalog.documents import DraftKind, Limit
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import entries
from aicmo.qc.texts import lengths
from aicmo.qc.work import Draft, Work

POSTED = (DraftKind.SOCIAL_POST, DraftKind.VIDEO_SCRIPT)
PICTURED = (DraftKind.SOCIAL_POST, DraftKind.VIDEO_SCRIPT, DraftKind.META_AD, DraftKind.LINKEDIN_AD)
# These limits belong to rules of their own: L03 hashtags, L06 the parts of a search ad.
ELSEWHERE = frozenset({"hashtags"})
VISIBLE = frozenset({"fold", "primary_text", "intro", "headline", "description"})
HASHTAG = regex.compile(r"#[\p{L}\p{M}\p{N}_]*[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*")


def check_hard_limits(work: Work, _rule: Rule) -> Checked:
    """L01: no text, list or time over what the platform takes, counted in its unit."""
    drafts = [draft for draft in work.drafts if draft.kind is not DraftKind.SEARCH_AD]
    return over(drafts, lambda draft: exceeded(draft, hard=True, but=ELSEWHERE))


def check_fold(work: Work, _rule: Rule) -> Checked:
    """L02: the first sentence of a post, and an ad's text, are seen before "more"."""
    drafts = work.of(*POSTED, DraftKind.META_AD, DraftKind.LINKEDIN_AD)
    return over(drafts, lambda draft: exceeded(draft, hard=False, only=VISIBLE))


def exceeded(
    draft: Draft, *, hard: bool, but: frozenset[str] = frozenset(), only: frozenset[str] = frozenset()
) -> Iterator[Defect]:
    """Yield a defect for every value of a draft that is outside a limit of its channel."""
    for limit in draft.channel.limits if draft.channel else ():
        if limit.hard is not hard or limit.field in but or (only and limit.field not in only):
            continue
        for path, value in lengths(draft.content, limit.field):
            size = value if isinstance(value, int) else count(value, limit.unit)
            if message := _outside(limit, size):
                yield Defect(draft.code, path, message, value if isinstance(value, str) else "")


def _outside(limit: Limit, size: int) -> str:
    if limit.max is not None and size > limit.max:
        return f"{limit.field} has {size} {limit.unit}, at most {limit.max} are taken"
    if limit.min is not None and size < limit.min:
        return f"{limit.field} has {size} {limit.unit}, at least {limit.min} are wanted"
    return ""


def tags_of(draft: Draft) -> list[str]:
    """Return the hashtags of a draft: its own list, and those inside the published text."""
    listed = [text.text for text in draft.said("tag")]
    inside = HASHTAG.findall(draft.copy)
    return [*listed, *(tag for tag in inside if tag not in listed)]


def check_hashtag_cap(work: Work, _rule: Rule) -> Checked:
    """L03: no more hashtags than the platform takes."""

    def find(draft: Draft) -> Iterator[Defect]:
        limit = draft.channel.limit("hashtags") if draft.channel else None
        number = len(tags_of(draft))
        if limit and limit.max is not None and number > limit.max:
            yield Defect(draft.code, "hashtags", f"{number} hashtags, {draft.channel_id} takes {limit.max}")

    return over(work.of(*POSTED, DraftKind.BIO), find)


def check_hashtag_advice(work: Work, _rule: Rule) -> Checked:
    """L04: as many hashtags as are advised for the channel."""

    def find(draft: Draft) -> Iterator[Defect]:
        advised = draft.channel.hashtags if draft.channel else None
        number = len(tags_of(draft))
        if advised and not advised[0] <= number <= advised[1]:
            yield Defect(draft.code, "hashtags", f"{number} hashtags, {advised[0]} to {advised[1]} are advised")

    return over(work.of(*POSTED), find)


def check_hashtag_form(work: Work, _rule: Rule) -> Checked:
    """L05: every hashtag is one the platform links, and none is a crowd that nobody reads."""
    crowd = set(entries("generic_hashtag"))

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("tag"):
            if not HASHTAG.fullmatch(text.text):
                yield Defect(
                    draft.code, text.path, "a hashtag is # and letters, digits or _, not digits alone", text.text
                )
            elif text.text[1:].casefold() in crowd:
                yield Defect(draft.code, text.path, "this hashtag reaches nobody in particular", text.text)

    return over(work.of(*POSTED, DraftKind.BIO), find)


def check_image_shape(work: Work, rule: Rule) -> Checked:
    """L13: every pictured draft has an image in its channel's shape."""

    def find(draft: Draft) -> Iterator[Defect]:
        if not draft.assets:
            yield Defect(draft.code, "assets", "the draft has no image: no card file and no shot brief")
        size = draft.channel.frame(draft.kind) if draft.channel else None
        if size is None:
            return
        for name, spec in draft.assets:
            wanted, has = size.width / size.height, spec.width / spec.height if spec.height else 0.0
            if abs(has - wanted) / wanted > rule.share("max_ratio_off"):
                message = (
                    f"the image is {spec.width}x{spec.height}, {draft.channel_id} shows {size.width}x{size.height}"
                )
                yield Defect(draft.code, f"assets/{name}", message)

    return over(work.of(*PICTURED), find)


def _article_length(draft: Draft) -> Iterator[Defect]:
    """Yield a defect for an article outside its band, which begins at the planned length where the facts carry less."""
    for limit in draft.channel.limits if draft.channel else ():
        for path, text in lengths(draft.content, limit.field) if limit.field == "body" else ():
            band = limit.model_copy(update={"min": draft.slot.words or limit.min})
            if message := _outside(band, count(str(text), limit.unit)):
                yield Defect(draft.code, path, message)


def check_word_bands(work: Work, _rule: Rule) -> Checked:
    """L14: an article and the sections of the strategy have the length their readers expect."""
    bands = [section for section in work.pack.sections if section.max_words]
    words = {part.id: sum(count(row.text, "words") for row in part.statements) for part in work.strategy.sections}
    long = [
        Defect(f"strategy.{band.id}", band.id, f"{words[band.id]} words, at most {band.max_words} are wanted")
        for band in bands
        if band.max_words and words.get(band.id, 0) > band.max_words
    ]
    posts = over(work.of(DraftKind.BLOG_POST), _article_length)
    return Checked(posts.units + len(bands), (*long, *posts.defects))
