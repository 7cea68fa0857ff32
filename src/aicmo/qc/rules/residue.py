"""What was left behind, in everything the client sees: P01, P02, P08, I04, I08."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aicmo.qc.checks import Checked, Defect
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.listed import unless_said
from aicmo.qc.texts import Text
from aicmo.qc.work import Work, fold, holds


def check_placeholders(work: Work, _rule: Rule) -> Checked:
    """P01: nothing is left to be filled in; what the brief itself spells that way is a name."""
    return everywhere(work, ("placeholder", "placeholder_word"), "a placeholder was left", known=work.grounds)


def check_residue(work: Work, _rule: Rule) -> Checked:
    """P02: no sentence of a tool about its own work, and no value that a program printed by mistake."""
    return everywhere(work, ("residue",), "a tool speaks here, not the brand")


def check_internal_notes(work: Work, _rule: Rule) -> Checked:
    """P08: no remark of the agency stands in what readers see."""
    return unless_said(work.drafts, "internal_note", "a remark for colleagues, not for readers", work.grounds)


def check_secrets(work: Work, _rule: Rule) -> Checked:
    """I04: no key, token, wallet or address of an inner network."""
    return everywhere(work, ("secret",), "looks like a secret or an inner address")


def check_active_content(work: Work, _rule: Rule) -> Checked:
    """I08: nothing that a browser, a spreadsheet or a calendar would execute, and no invisible control characters."""
    return everywhere(work, ("active",), "would be executed where it is opened")


def texts_by_object(work: Work) -> Iterator[tuple[str, str, Iterable[Text]]]:
    """Yield object id, locale and texts of each draft and of the strategy."""
    for draft in work.drafts:
        yield draft.code, draft.locale, draft.texts
    yield "strategy", work.brief.brief.market.locales[0], work.strategy_texts


def everywhere(work: Work, lists: tuple[str, ...], message: str, *, known: str = "") -> Checked:
    """Find the words of some lists in drafts and strategy alike, except those that ``known`` says itself."""
    said = fold(known)
    objects = list(texts_by_object(work))
    defects = [
        Defect(object_id, text.path, message, hit)
        for object_id, locale, texts in objects
        for text in texts
        for name in lists
        for hit in hits(name, text.text, locale)
        if not (said and holds(said, hit))
    ]
    return Checked(len(objects), tuple(defects))
