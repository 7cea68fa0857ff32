"""What quality control said: in full for the agency, as a short statement for the client."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources

from aicmo.delivery import markdown
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.canonical import canonical
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.markup import Markup, element, page, style
from aicmo.delivery.outline import Column, Outline, Table, prose
from aicmo.delivery.sheets import table
from aicmo.delivery.shortfalls import shortfalls
from aicmo.qc.documents import Waiver
from aicmo.qc.models import QcIssue

FOLDER = "08_qc"


def statement(dossier: Dossier) -> list[Artifact]:
    """Return what the client reads: what was checked, and that nothing that blocks delivery is open."""
    report = dossier.report
    units = sum(rule.units for rule in report.rules)
    rows = tuple(
        (name.replace("_", " ").capitalize(), "passed")
        for name, score in sorted(report.categories.items())
        if score.passed
    )
    outline = Outline(
        title="Quality statement",
        subtitle=f"{dossier.brief.title}, {dossier.day(dossier.made_on)}",
        brand=dossier.brief.brand.name,
        language=dossier.locale,
        blocks=(
            prose(
                f"{len(report.rules)} rules were applied to this package, in {units:,} single checks: platform "
                "limits, your own rules, claims and their evidence, dates, sums, links and completeness. "
                f"{_blocking(dossier)} {_open(dossier)}"
            ),
            *([Table(caption="", columns=(Column(title="Area"), Column(title="Result")), rows=rows)] if rows else []),
            prose("Software cannot judge whether a text is right for you: please read before you approve."),
        ),
    )
    return [Artifact(f"{FOLDER}/quality_statement.md", markdown.write(outline), "quality statement")]


def _blocking(dossier: Dossier) -> str:
    aside = _set_aside(dossier)
    if not aside:
        return "Nothing that would keep it from publication is open."
    count = len(aside)
    remarks = f"{count} {'remark' if count == 1 else 'remarks'}"
    who = list(dict.fromkeys(waiver.by for _, waiver in aside))
    people = " and ".join([", ".join(who[:-1]), who[-1]] if who[1:] else who)
    return f"{remarks} of weight stood in its way; {people} looked at them and decided to deliver."


def _set_aside(dossier: Dossier) -> list[tuple[QcIssue, Waiver]]:
    """Return the findings that were waived, each with its waiver."""
    waivers = {(each.rule_id, each.object_id): each for each in dossier.report.waivers}
    pairs = ((each, waivers.get((each.rule_id, each.object_id))) for each in dossier.issues)
    return [(issue, waiver) for issue, waiver in pairs if waiver]


def _open(dossier: Dossier) -> str:
    """Return how many remarks ship, and where the client reads about them."""
    count = len(dossier.issues)
    if not count:
        return "No remark is open."
    told = " The cover letter tells those that matter and what we suggest." if shortfalls(dossier) else ""
    return f"{count} {'remark is' if count == 1 else 'remarks are'} open.{told}"


def full_report(dossier: Dossier) -> list[Artifact]:
    """Return what the agency keeps: the report as JSON and HTML, the findings and waivers as CSV."""
    report = canonical(dossier.report.model_dump(mode="json"))
    header = ("rule", "severity", "object", "path", "message", "excerpt", "fix_hint")
    rows = [
        (each.rule_id, each.severity, each.object_id, each.path, each.message, each.excerpt, each.fix_hint)
        for each in dossier.issues
    ]
    waivers = ("rule", "object", "message", "reason", "by", "at", "holds_for_sha256")
    return [
        Artifact("qc/qc_report.json", report, "QC report", root="internal"),
        Artifact("qc/qc_report.html", _html(dossier), "QC report", root="internal"),
        Artifact("qc/findings.csv", table(header, rows), "QC findings", root="internal"),
        Artifact("qc/waivers.csv", table(waivers, _waived(dossier)), "waivers", root="internal"),
    ]


def _waived(dossier: Dossier) -> list[tuple[str, ...]]:
    return [
        (issue.rule_id, issue.object_id, issue.message, each.because, each.by, _time(each.at), each.sha256)
        for issue, each in _set_aside(dossier)
    ]


def _fixes(dossier: Dossier) -> list[tuple[str, ...]]:
    return [(each.rule_id, each.code, each.path, each.before, each.after) for each in dossier.report.fixes]


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _html(dossier: Dossier) -> bytes:
    report, score = dossier.report, dossier.report.score
    title = f"Quality report: {dossier.brief.title}"
    summary = f"{report.state}. Score {score.shown} (raw {score.raw}), gate {'open' if score.gate else 'closed'}."
    if report.unwaived:
        summary += f" Before the waivers: score {report.unwaived.shown}."
    waivers = _table("Waivers", ("Rule", "Object", "Finding", "Why", "Who", "When", "Holds for"), _waived(dossier))
    findings = _table(
        "Findings",
        ("Rule", "Severity", "Object", "Where", "What", "Excerpt", "How to mend it", "An automatic fix would write"),
        [
            (
                each.rule_id,
                each.severity.value,
                each.object_id,
                each.path,
                each.message,
                each.excerpt,
                each.fix_hint,
                each.offer,
            )
            for each in report.findings
        ],
    )
    fixes = _table(
        "Mended before the rules were applied", ("Rule", "Draft", "Where", "Before", "After"), _fixes(dossier)
    )
    rules = _table(
        "Rules applied",
        ("Rule", "Severity", "Units", "Failed"),
        [(each.rule_id, each.severity.value, str(each.units), str(each.failed)) for each in report.rules],
    )
    drafts = _table(
        "Score of each draft",
        ("Draft", "Score", "Passed"),
        [(code, str(each.shown), "yes" if each.passed else "no") for code, each in sorted(report.drafts.items())],
    )
    main = element(
        "main",
        element("h1", title),
        element("p", summary),
        *([waivers] if report.waivers else []),
        findings,
        *([fixes] if report.fixes else []),
        rules,
        drafts,
    )
    return page(title, dossier.locale, style(_rules()), main)


def _table(caption: str, titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> Markup:
    head = element("thead", element("tr", *(element("th", title, scope="col") for title in titles)))
    body = element("tbody", *(element("tr", *(element("td", cell) for cell in row)) for row in rows))
    words = element("p", "None.") if not rows else element("table", head, body)
    return Markup(element("h2", caption) + words)


def _rules() -> str:
    return resources.files("aicmo.delivery").joinpath("templates", "report.css").read_text(encoding="utf-8")
