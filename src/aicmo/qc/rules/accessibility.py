"""Readable by everybody: A01 to A06."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aicmo.catalog.contrast import contrast
from aicmo.catalog.counting import links_in
from aicmo.catalog.documents import DraftKind
from aicmo.production.documents import Card
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.language import content_words
from aicmo.qc.rules.limits import PICTURED
from aicmo.qc.work import Draft, Work, fold
from aicmo.writing.documents import VideoScript

FANCY = re.compile(r"[\U0001D400-\U0001D7FF\u24B6-\u24E9\u2460-\u249B\uFF21-\uFF3A\uFF41-\uFF5A\U0001F130-\U0001F169]+")
FILE_NAME = re.compile(r"^\S+\.(?:png|jpe?g|gif|webp|svg)$", re.IGNORECASE)


def check_alt_text(work: Work, rule: Rule) -> Checked:
    """A01: every picture has a description that describes it."""

    def find(draft: Draft) -> Iterator[Defect]:
        described = [text for text in draft.texts if text.field == "alt_text"]
        if not described:
            yield Defect(draft.code, "alt_text", "the picture has no description")
        for text in described:
            for problem in _alt_problems(text.text, fold(draft.published), rule):
                yield Defect(draft.code, text.path, problem, text.text)

    return over(
        [draft for draft in work.of(*PICTURED) if draft.kind is not DraftKind.VIDEO_SCRIPT or draft.assets], find
    )


def _alt_problems(alt: str, caption: str, rule: Rule) -> Iterator[str]:
    if not alt.strip():
        yield "the picture has no description"
    elif FILE_NAME.match(alt.strip()):
        yield "a file name describes nothing"
    elif hits("alt_opening", alt):
        yield "a screen reader says by itself that it is an image"
    elif len(alt) > rule.whole("max"):
        yield f"{len(alt)} characters, at most {rule.whole('max')} are read comfortably"
    elif fold(alt) == caption or (len(alt) > rule.whole("min_copied") and fold(alt) in caption):
        yield "repeats the caption instead of describing the picture"


def check_camel_case(work: Work, _rule: Rule) -> Checked:
    """A02: a hashtag of several words has a capital for each, so that it is read as words."""
    known = words_in(work.grounds + "\n" + work.strategy.promise)
    demanded = fold("\n".join(item.text for item in work.brief.brief.rules.include))

    def find(draft: Draft) -> Iterator[Defect]:
        for tag in draft.said("tag"):
            name = tag.text.lstrip("#")
            if name.islower() and fold(tag.text) not in demanded and parted(name, known):
                yield Defect(draft.code, tag.path, "several words without capitals", tag.text)

    return over([draft for draft in work.drafts if draft.said("tag")], find)


def words_in(text: str) -> set[str]:
    """Return the words of three letters and more, in lower case."""
    return set(re.findall(r"[a-z]{3,}", fold(text)))


def parted(name: str, known: set[str]) -> list[tuple[str, str]]:
    """Return the ways to part a name in lower case into two known words; none for a word that is known itself."""
    if name in known:
        return []
    cuts = range(3, len(name) - 2)
    return [(name[:cut], name[cut:]) for cut in cuts if name[:cut] in known and name[cut:] in known]


def check_contrast(work: Work, rule: Rule) -> Checked:
    """A03: the words on a card stand out from its background (WCAG 2.2, computed from the colours)."""
    cards = [(draft.code, name, spec) for draft in work.drafts for name, spec in draft.assets if isinstance(spec, Card)]

    def find(row: tuple[str, str, Card]) -> Iterator[Defect]:
        code, name, card = row
        ratio = contrast(card.foreground, card.background)
        if ratio < rule.share("min"):
            message = f"contrast {ratio:.1f}, {rule.share('min')} is needed"
            yield Defect(code, f"assets/{name}", message, f"{card.foreground} on {card.background}")

    return over(cards, find)


def check_captions(work: Work, rule: Rule) -> Checked:
    """A04: what is spoken is also written, and what only the picture says is also in the text or its description."""

    def find(draft: Draft) -> Iterator[Defect]:
        if isinstance(draft.content, VideoScript):
            for index, scene in enumerate(draft.content.scenes):
                if scene.voice.strip() and not scene.on_screen.strip():
                    yield Defect(
                        draft.code, f"scenes[{index}].on_screen", "spoken words without words on screen", scene.voice
                    )
        shown = content_words(getattr(draft.content, "image_text", ""))
        told = content_words(" ".join(text.text for text in draft.said("copy", "alt") if text.field != "image_text"))
        if shown and len(shown & told) / len(shown) < rule.share("min_share"):
            yield Defect(
                draft.code, "image_text", "only the picture says this", getattr(draft.content, "image_text", "")
            )

    return over(work.of(*PICTURED), find)


def check_fancy_letters(work: Work, _rule: Rule) -> Checked:
    """A05: no letters from mathematical or enclosed alphabets, which screen readers spell out or skip."""

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "tag"):
            if match := FANCY.search(text.text):
                yield Defect(draft.code, text.path, "letters that a screen reader cannot read as words", match.group())

    return over(work.drafts, find)


def check_link_words(work: Work, rule: Rule) -> Checked:
    """A06: a link's words say where it leads, and no long bare address stands in running text."""

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy"):
            for hit in hits("link_words", text.text, draft.locale):
                yield Defect(draft.code, text.path, "does not say where the link leads", hit)
            for link in links_in(text.text) if "/" in text.text else ():
                if len(link) > rule.whole("max_address"):
                    yield Defect(draft.code, text.path, f"an address of {len(link)} characters to be read aloud", link)

    return over(work.drafts, find)
