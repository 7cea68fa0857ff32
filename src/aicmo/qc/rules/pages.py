"""E-mails, landing pages and articles: L10 to L12, L15, C08."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from aicmo.catalog.counting import emoji_in
from aicmo.catalog.documents import DraftKind
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule, Severity
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.amounts import numbers
from aicmo.qc.rules.limits import exceeded
from aicmo.qc.work import Draft, Work, fold
from aicmo.writing.documents import BlogPost, Email, LandingPage


def check_subject(work: Work, rule: Rule) -> Checked:
    """L10: a subject of sensible length that neither shouts nor pretends, and whose figures its mail tells too."""
    return over(work.of(DraftKind.EMAIL), lambda draft: _subject(draft, rule))


def _subject(draft: Draft, rule: Rule) -> Iterator[Defect]:
    if not isinstance(draft.content, Email):
        return
    subject = draft.content.subject
    if hits("fake_reply", subject):
        yield Defect(draft.code, "subject", "pretends to be an answer or a forward", subject, Severity.CRITICAL)
    if len(subject) > rule.whole("max"):
        yield Defect(
            draft.code, "subject", f"{len(subject)} characters, phones show fewer than {rule.whole('max')}", subject
        )
    if len(subject) < rule.whole("min"):
        yield Defect(draft.code, "subject", f"{len(subject)} characters say little", subject, Severity.MINOR)
    if len(emoji_in(subject)) > rule.whole("max_emoji"):
        yield Defect(draft.code, "subject", "more than one emoji", subject)
    if missing := numbers(subject) - numbers(" ".join(draft.content.paragraphs)):
        yield Defect(draft.code, "subject", f"promises {min(missing):f}, of which the mail says nothing", subject)
    letters = [char for char in subject if char.isalpha()]
    if letters and sum(char.isupper() for char in letters) / len(letters) > rule.share("max_capitals"):
        yield Defect(draft.code, "subject", "too many capitals", subject)


def check_preheader(work: Work, rule: Rule) -> Checked:
    """L11: a preview line that adds to the subject."""
    return over(work.of(DraftKind.EMAIL), lambda draft: _preheader(draft, rule))


def _preheader(draft: Draft, rule: Rule) -> Iterator[Defect]:
    if not isinstance(draft.content, Email):
        return
    line, subject = draft.content.preheader.strip(), draft.content.subject
    if not rule.whole("min") <= len(line) <= rule.whole("max"):
        message = f"{len(line)} characters, {rule.whole('min')} to {rule.whole('max')} are shown"
        yield Defect(draft.code, "preheader", message, line)
    if fuzz.ratio(fold(line), fold(subject)) > 100 * rule.share("max_similarity"):
        yield Defect(draft.code, "preheader", "repeats the subject", line)


def check_meta(work: Work, rule: Rule) -> Checked:
    """L12: every page has its own title and description of the length search engines show."""
    pages = work.of(DraftKind.LANDING_PAGE, DraftKind.BLOG_POST)
    seen: dict[str, str] = {}

    def find(draft: Draft) -> Iterator[Defect]:
        for path, text, most in _meta(draft, rule):
            if not text.strip():
                yield Defect(draft.code, path, "is missing")
            elif len(text) > most:
                yield Defect(draft.code, path, f"{len(text)} characters, search engines show {most}", text)
            elif (first := seen.setdefault(fold(text), draft.code)) != draft.code:
                yield Defect(draft.code, path, f"is the same as on {first}", text)

    return over(pages, find)


def _meta(draft: Draft, rule: Rule) -> list[tuple[str, str, int]]:
    match draft.content:
        case LandingPage(meta_title=title, meta_description=description):
            name = "meta_title"
        case BlogPost(title=title, meta_description=description):
            name = "title"
        case _:
            return []
    return [(name, title, rule.whole("max_title")), ("meta_description", description, rule.whole("max_description"))]


def check_landing_blocks(work: Work, rule: Rule) -> Checked:
    """L15: promise, problem, benefits, answers and one call to action are there, and nothing overlong."""

    def find(draft: Draft) -> Iterator[Defect]:
        if isinstance(draft.content, LandingPage):
            yield from _missing_blocks(work, draft, draft.content, rule)
            yield from exceeded(draft, hard=False, only=frozenset({"promise", "subline", "form_fields"}))

    return over(work.of(DraftKind.LANDING_PAGE), find)


def _missing_blocks(work: Work, draft: Draft, page: LandingPage, rule: Rule) -> Iterator[Defect]:
    offer = work.brief.brief.offer
    blocks = {
        "promise": page.promise,
        "subline": page.subline,
        "action": page.action,
        "problem": page.problem.heading and (page.problem.paragraphs or page.problem.bullets),
        "closing": page.closing,
        "offer": page.offer or not offer.prices,
    }
    for path, block in blocks.items():
        if not block:
            yield Defect(draft.code, path, f"the page has no {path}")
    asked = max(1, min(rule.whole("min_faq"), len(offer.questions)))
    wanted = {"benefits": min(rule.whole("min_benefits"), max(1, len(offer.benefits))), "faq": asked}
    for path, least in wanted.items():
        number = sum(len(block.bullets) or 1 for block in page.benefits) if path == "benefits" else len(page.faq)
        if number < least:
            yield Defect(draft.code, path, f"{number} {path}, at least {least} are needed")


def check_email_law(work: Work, _rule: Rule) -> Checked:
    """C08: every e-mail names its sender, gives a postal address and a way out."""
    details, brand = work.brief.brief.email, work.brief.brief.brand.name
    address = fold(details.postal_address) if details else ""
    sender = fold((details.sender if details else None) or brand)

    def find(draft: Draft) -> Iterator[Defect]:
        if not isinstance(draft.content, Email):
            return
        footer = fold("\n".join(draft.content.footer))
        if not hits("unsubscribe", footer, draft.locale):
            yield Defect(draft.code, "footer", "no way to unsubscribe", footer)
        if not address or address not in footer:
            yield Defect(draft.code, "footer", "the postal address of the brief is missing", footer)
        if sender not in footer and fold(brand) not in fold(f"{footer} {draft.content.sign_off}"):
            yield Defect(draft.code, "footer", "does not say who sends it", footer)

    return over(work.of(DraftKind.EMAIL), find)
