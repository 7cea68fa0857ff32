"""What the page of a review shows: drafts by channel, the calendar, files by folder, and how the client stands."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from aicmo.catalog import channels
from aicmo.catalog.locales import MONTHS, WEEKDAYS
from aicmo.delivery.pictures import LOGO, card_path
from aicmo.delivery.wording import tags, title
from aicmo.reception import work
from aicmo.web import months
from aicmo.web.branding import initial
from aicmo.web.months import Entry
from aicmo.web.works import local_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aicmo.app import App
    from aicmo.production.models import ProductionDraft
    from aicmo.workflows.sharing import Shared

FOLDERS = {
    "": "Start here",
    "01_brief": "Your brief",
    "02_strategy": "Strategy",
    "03_drafts": "Drafts",
    "04_calendar": "Calendar",
    "05_tracking": "Tracking",
    "06_claims_legal": "Claims and legal",
    "07_assets": "Pictures",
    "08_qc": "Checks",
    "09_approvals": "Approvals",
}


def shown(app: App, shared: Shared, root: str) -> dict[str, Any]:
    """Return all that the template asks for; ``root`` is the page's own address."""
    made = work.work_of(app.database, shared.run_id)
    names = {each.id: each.name for each in channels().values()}
    local = local_time(made.brief)
    return {
        "shared": shared,
        "root": root,
        "brand": made.brief.brief.brand if made.brief else None,
        "initial": initial(shared.brand),
        "logo": f"{root}/files/{LOGO}" if LOGO in shared.files else None,
        "groups": [(names.get(key, key), list(each)) for key, each in groupby(_in_order(made.drafts), _channel)],
        "names": names,
        "assets": made.assets,
        "picture": lambda draft, spec: f"{root}/files/{card_path(draft.channel, spec.file)}",
        "tags": tags,
        "local": local,
        "zone": _place(made.brief.brief.market.time_zone if made.brief else "UTC"),
        "comments_of": _by_draft(shared),
        "files": _by_folder(shared.files),
        "states": states(shared),
        **_calendar(made.drafts, local),
    }


def states(shared: Shared) -> dict[str, str]:
    """Return how the client stands to each draft by its code, and to the whole (""), in one word for each.

    ``approve``, ``changes``, ``reject`` or ``pending``; a draft of which nothing is said goes with the whole, if that
    is approved, and the whole is approved when every draft is.
    """
    said = {item: each.verdict for item, each in shared.said.items()}
    found = {code: _of_draft(code, said) for code in shared.drafts}
    is_done = all(state == "approve" for state in found.values())
    whole = said.get("", "pending")
    return found | {"": "approve" if is_done and whole in {"pending", "approve"} else whole}


def _of_draft(code: str, said: Mapping[str, str]) -> str:
    return said.get(code) or ("approve" if said.get("") == "approve" else "pending")


def _place(zone: str) -> str:
    """Return a time zone as people say it: ``Los Angeles``."""
    return zone.rpartition("/")[2].replace("_", " ")


def _in_order(drafts: Sequence[ProductionDraft]) -> list[ProductionDraft]:
    """Return drafts by channel, the channel with the most first: within one they keep their order."""
    counts: dict[str, int] = defaultdict(int)
    for draft in drafts:
        counts[draft.channel] += 1
    return sorted(drafts, key=lambda draft: (-counts[draft.channel], draft.channel))


def _channel(draft: ProductionDraft) -> str:
    return draft.channel


def _by_draft(shared: Shared) -> dict[str, list[Any]]:
    """Return what was said, oldest first: comments, and verdicts that hold and have a reason."""
    found: dict[str, list[Any]] = defaultdict(list)
    for comment in shared.comments:
        found[comment.draft].append(("comment", comment.by, comment.at, comment.text))
    for item, decision in shared.said.items():
        if decision.because:
            found[item].append((decision.verdict, decision.by, decision.at, decision.because))
    return {item: sorted(each, key=lambda said: said[2]) for item, each in found.items()}


def _by_folder(files: Mapping[str, tuple[int, str]]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return files by their top folder: its name for people, and each file's path and size."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for path, (size, _) in files.items():
        found[path.partition("/")[0] if "/" in path else ""].append((path, size))
    return [(FOLDERS.get(folder, folder), found[folder]) for folder in sorted(found)]


def _calendar(drafts: Sequence[ProductionDraft], local: Any) -> dict[str, Any]:
    """Return the months in which something appears, each as its weeks from the first to the last that has anything."""
    entries = [Entry(local(draft.slot.publish_at), draft) for draft in drafts if draft.slot.publish_at]
    firsts = sorted({entry.at.date().replace(day=1) for entry in entries})
    laid_out = [(f"{MONTHS[first.month - 1]} {first.year}", _weeks(entries, first)) for first in firsts]
    return {"months": laid_out, "dated": len(entries), "weekdays": WEEKDAYS, "title_of_draft": title}


def _weeks(entries: Sequence[Entry[Any]], first: Any) -> list[Any]:
    # A day of a neighbouring month is shown with that month, not twice.
    inside = [entry for entry in entries if entry.at.date().replace(day=1) == first]
    weeks = months.month(first, inside)
    filled = [number for number, week in enumerate(weeks) if any(day.entries for day in week)]
    return weeks[filled[0] : filled[-1] + 1]
