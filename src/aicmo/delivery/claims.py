"""06_claims_legal: what may be said and why, what must be said, what was licensed, and how the texts were made."""

from __future__ import annotations

from aicmo.catalog import read_toml
from aicmo.delivery import markdown
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.outline import Outline, prose
from aicmo.delivery.sheets import Cell, sheet, table

FOLDER = "06_claims_legal"


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return claims register, disclaimers, licences and the statement on how the texts were made."""
    return [
        _register(dossier),
        _disclaimers(dossier),
        _licences(dossier),
        Artifact(f"{FOLDER}/ai_statement.md", _statement(dossier), "AI statement"),
    ]


def held_back_register(dossier: Dossier) -> Artifact:
    """Return the claims that appear in no copy, for the agency's own file."""
    rows = [(claim.id, claim.text, claim.reason) for claim in dossier.held_back]
    header = ("claim", "text", "reason")
    return Artifact("claims_held_back.csv", table(header, rows), "claims held back", root="internal")


def _register(dossier: Dossier) -> Artifact:
    header = ("claim", "text", "status", "evidence", "evidence_date", "used_in", "reason")
    rows = [
        (
            claim.id, claim.text, claim.status.replace("_", " "), claim.evidence, claim.date,
            " ".join(_used_in(dossier, claim.text)), claim.reason,
        )
        for claim in dossier.normalized.claims
    ]  # fmt: skip
    return sheet(f"{FOLDER}/claims_register.csv", "claims register", header, rows)


def _used_in(dossier: Dossier, text: str) -> list[str]:
    ids = {fact.id for fact in dossier.normalized.facts if fact.text == text}
    return [draft.code for draft in dossier.drafts if ids & set(draft.facts)]


def _disclaimers(dossier: Dossier) -> Artifact:
    header = ("text", "applies_to", "locale", "exact", "kind")
    rules = dossier.brief.rules
    rows: list[tuple[Cell, ...]] = [
        (line.text, " ".join(line.applies_to), line.locale, "yes", "legal line") for line in rules.legal
    ]
    rows += [
        (line.text, " ".join(line.places) or "all", "", "yes" if line.exact else "no", "mandatory line")
        for line in rules.include
    ]
    return sheet(f"{FOLDER}/disclaimers.csv", "disclaimers", header, rows)


def _licences(dossier: Dossier) -> Artifact:
    header = ("what", "kind", "rights", "from")
    rows: list[tuple[Cell, ...]] = [
        (asset.file, asset.kind.replace("_", " "), asset.rights or "please state", "client")
        for asset in dossier.brief.assets
    ]
    rows += [
        (font["name"], "font", font["licence"], "publisher")
        for font in read_toml("aicmo.delivery", "fonts.toml")["font"]
    ]
    return sheet(f"{FOLDER}/licences_consents.csv", "licences", header, rows)


def _statement(dossier: Dossier) -> bytes:
    counted = {
        origin: sum(draft.origin == origin for draft in dossier.drafts) for origin in ("builtin", "llm", "human")
    }
    said = {
        "builtin": "drafted by software that follows written rules, without a generative AI model",
        "llm": "drafted with a generative AI model",
        "human": "written or edited by a person",
    }
    lines = [prose(f"{count} drafts: {said[origin]}.") for origin, count in counted.items() if count]
    cards = sum(picture.spec.kind == "card" for picture in dossier.pictures)
    approver = dossier.approver or "the client's approver, still to be named"
    outline = Outline(
        title="How these texts were made",
        subtitle=f"As of {dossier.day(dossier.made_on)}",
        brand=dossier.brief.brand.name,
        language=dossier.locale,
        blocks=(
            *lines,
            prose(f"{cards} cards are set in type from the approved words; no picture was generated."),
            prose("Every draft rests on statements of the brief; drafts.csv names them."),
            prose(f"Nothing is published before {approver} has approved it."),
        ),
    )
    return markdown.write(outline)
