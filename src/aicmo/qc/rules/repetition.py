"""Nothing said twice: R01 to R05, R08 to R10."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from rapidfuzz import fuzz

from aicmo.catalog.documents import DraftKind
from aicmo.qc.checks import Checked, Defect, over, whole
from aicmo.qc.documents import Rule, Severity
from aicmo.qc.lexicon import hits
from aicmo.qc.texts import sentences
from aicmo.qc.work import Draft, Work, fold
from aicmo.strategy.documents import SectionText
from aicmo.writing.documents import Bio, LinkedInAd, MetaAd, SocialPost, VideoScript

WORD = re.compile(r"[\w'’-]+")
DOUBLED = re.compile(r"(?<![\w'-])([^\W\d_]+)[ \t]+\1(?![\w'-])", re.IGNORECASE)
MANY = 3


def body(draft: Draft) -> str:
    """Return what makes a draft itself, without link and hashtags."""
    match draft.content:
        case SocialPost(text=text) | Bio(text=text) | VideoScript(caption=text):
            return text
        case MetaAd(primary_text=text) | LinkedInAd(intro=text):
            return text
        case _:
            return draft.copy


def check_near_duplicates(work: Work, rule: Rule) -> Checked:
    """R01: no two drafts of a kind on one channel say nearly the same."""
    defects = []
    for one, two in combinations(work.drafts, 2):
        if (one.channel_id, one.kind, one.locale) == (two.channel_id, two.kind, two.locale):
            alike = similarity(body(one), body(two))
            if alike > rule.share("max_similarity"):
                severity = Severity.CRITICAL if alike == 1 else None
                message = f"{alike:.0%} the same as {one.code}"
                defects.append(Defect(two.code, "text", message, body(two), severity))
    return Checked(len(work.drafts), tuple(defects))


def similarity(one: str, two: str) -> float:
    """Return how alike two texts are, 0 to 1: shared triples of words or shared letters in order, the higher."""
    left, right = _triples(one), _triples(two)
    shared = len(left & right) / len(left | right) if left | right else 0.0
    return max(shared, fuzz.ratio(fold(one), fold(two)) / 100)


def _triples(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(fold(text))
    return {tuple(words[index : index + 3]) for index in range(len(words) - 2)}


def check_same_text_soon(work: Work, rule: Rule) -> Checked:
    """R02: the same text is not published on one network within three days."""
    dated = [draft for draft in work.drafts if draft.slot.publish_at]
    window = timedelta(days=rule.whole("days"))

    def find(two: Draft) -> Iterator[Defect]:
        for one in dated[: dated.index(two)]:
            if one.channel_id == two.channel_id and fold(body(one)) == fold(body(two)):
                first, second = one.slot.publish_at, two.slot.publish_at
                if first and second and abs(second - first) <= window:
                    yield Defect(two.code, "text", f"the same text as {one.code} within {window.days} days", body(two))

    return over(dated, find)


def check_repeated_lines(work: Work, rule: Rule) -> Checked:
    """R03: the strategy does not repeat its own lines."""
    lines = [fold(row.text) for part in work.strategy.sections for row in part.statements]
    repeated = len(lines) - len(set(lines))
    if lines and repeated / len(lines) > rule.share("max_share"):
        return whole([Defect("strategy", "sections", f"{repeated} of {len(lines)} statements are repetitions")])
    return whole([])


def check_openings(work: Work, rule: Rule) -> Checked:
    """R04: posts neither open with the same three words nor close with the same sentence too often."""
    posts = work.of(DraftKind.SOCIAL_POST)
    opened = {draft.code: " ".join(WORD.findall(fold(body(draft)))[:3]) for draft in posts}
    closed = {draft.code: fold(own[-1]) for draft in posts if (own := _own_sentences(work, draft))}
    defects = [
        *_too_often(opened, rule.share("max_opening_share"), "opens"),
        *_too_often(closed, rule.share("max_closing_share"), "closes"),
    ]
    return Checked(len(posts), tuple(defects))


def _own_sentences(work: Work, draft: Draft) -> list[str]:
    """Return a post's sentences without the lines that the brief demands: those are alike on purpose."""
    rules = work.brief.brief.rules
    demanded = fold(" ".join([*(line.text for line in rules.legal), *(line.text for line in rules.include)]))
    return [text for text in sentences(body(draft)) if fold(text).strip(" .") not in demanded]


def _too_often(phrases: dict[str, str], most: float, verb: str) -> Iterator[Defect]:
    times = Counter(phrases.values())
    for code, phrase in phrases.items():
        if times[phrase] >= MANY and times[phrase] / len(phrases) > most:
            yield Defect(code, "text", f"{verb} like {times[phrase]} of {len(phrases)} posts", phrase)


def check_doubled_words(work: Work, _rule: Rule) -> Checked:
    """R05: no word stands twice by mistake."""

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "alt", "note"):
            for match in DOUBLED.finditer(text.text):
                name = match.group(1)[0].isupper() and fold(match.group()) in fold(work.grounds)
                if not name and not hits("doubled_allowed", match.group(), draft.locale):
                    yield Defect(draft.code, text.path, f"{match.group(1)!r} stands twice", match.group())

    return over(work.drafts, find)


def check_hooks_in_strategy(work: Work, _rule: Rule) -> Checked:
    """R08: the strategy's sections are not filled with the posts' first lines."""
    hooks = {
        fold(found[0]): draft.code for draft in work.of(DraftKind.SOCIAL_POST) if (found := sentences(body(draft)))
    }
    given = fold(work.grounds)

    def find(part: SectionText) -> Iterator[Defect]:
        for index, row in enumerate(part.statements):
            hook = fold(row.text)
            if hook in hooks and hook.strip(" .") not in given:
                yield Defect(
                    f"strategy.{part.id}", f"{part.id}[{index}]", f"is the first line of {hooks[hook]}", row.text
                )

    return over(work.strategy.sections, find)


def check_triples(work: Work, rule: Rule) -> Checked:
    """R09: a channel tells the same fact from the same angle in the same format once."""
    seen: dict[tuple[str, str, str, str, str], str] = {}

    def find(draft: Draft) -> Iterator[Defect]:
        for fact in draft.facts[: rule.whole("leading_facts")]:
            key = (draft.channel_id, draft.locale, draft.kind.value, draft.slot.angle, fact)
            first = seen.setdefault(key, draft.code)
            if first != draft.code:
                message = f"tells {fact} from the angle {draft.slot.angle}, as {first} does"
                yield Defect(draft.code, "facts", message)

    return over(work.of(DraftKind.SOCIAL_POST), find)


def check_runs(work: Work, rule: Rule) -> Checked:
    """R10: a text does not go round in circles: few of its words stand in runs of words that were there before."""
    size, most = rule.whole("run"), rule.share("max_share")

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy"):
            share = _again(WORD.findall(fold(text.text)), size)
            if share > most:
                message = f"{share:.0%} of the words repeat what it said before"
                yield Defect(draft.code, text.path, message, text.text)

    return over(work.drafts, find)


def _again(words: list[str], size: int) -> float:
    """Return the share of words that stand in a run of ``size`` words seen before."""
    runs = [tuple(words[start : start + size]) for start in range(len(words) - size + 1)]
    seen: set[tuple[str, ...]] = set()
    repeated: set[int] = set()
    for start, run in enumerate(runs):
        if run in seen:
            repeated.update(range(start, start + size))
        seen.add(run)
    return len(repeated) / len(words) if words else 0.0
