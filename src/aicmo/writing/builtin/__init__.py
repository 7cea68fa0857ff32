"""The built-in writer: offline, in English, the same words for the same brief on every machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aicmo.catalog.documents import DraftKind
from aicmo.writing import Editor
from aicmo.writing.builtin.ads import write_linkedin_ad, write_meta_ad
from aicmo.writing.builtin.articles import write_article
from aicmo.writing.builtin.bios import write_bio
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.emails import write_email
from aicmo.writing.builtin.launches import write_release, write_sheet
from aicmo.writing.builtin.pages import write_page
from aicmo.writing.builtin.posts import write_post
from aicmo.writing.builtin.scripts import write_script
from aicmo.writing.builtin.search import write_search_ad
from aicmo.writing.documents import Assignment, Written

__all__ = ["BuiltinWriter"]

WRITERS: dict[DraftKind, Callable[[Desk, Assignment], Written | None]] = {
    DraftKind.SOCIAL_POST: write_post,
    DraftKind.VIDEO_SCRIPT: write_script,
    DraftKind.BIO: write_bio,
    DraftKind.SEARCH_AD: write_search_ad,
    DraftKind.META_AD: write_meta_ad,
    DraftKind.LINKEDIN_AD: write_linkedin_ad,
    DraftKind.EMAIL: write_email,
    DraftKind.LANDING_PAGE: write_page,
    DraftKind.BLOG_POST: write_article,
    DraftKind.PRESS_RELEASE: write_release,
    DraftKind.ONE_PAGER: write_sheet,
}


class BuiltinWriter:
    """Writes from the client's own sentences; short phrases of its own join them."""

    def write(self, assignments: Sequence[Assignment], editor: Editor | None = None) -> list[Written | None]:  # noqa: ARG002 (nothing here is ever sent back)
        """Write each assignment, in order; None where the facts do not suffice or the locale is not English."""
        desks: dict[str, Desk] = {}
        written: list[Written | None] = []
        for assignment in assignments:
            locale = assignment.slot.locale
            if locale not in desks:
                desks[locale] = Desk(assignment.brief, locale, [each.slot for each in assignments])
            desk = desks[locale]
            english = locale == "en" or locale.startswith("en-")
            written.append(_write(desk, assignment) if english else None)
        return written


def _write(desk: Desk, assignment: Assignment) -> Written | None:
    """Write it; where versions of it are unwanted, go on to what the desk, which remembers, writes next.

    When nothing else can be said, it is the first version again: fewer words, never padding.
    """
    first = written = WRITERS[assignment.slot.kind](desk, assignment)
    for _ in assignment.unwanted:
        if written is None or written.content not in assignment.unwanted:
            break
        written = WRITERS[assignment.slot.kind](desk, assignment)
    return written or first
