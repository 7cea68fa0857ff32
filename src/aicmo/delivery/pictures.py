"""07_assets: rendered cards, briefs for shots, their sizes and their alt texts."""

from __future__ import annotations

from aicmo.delivery.artifact import Artifact, part
from aicmo.delivery.dossier import Dossier, Picture, channel_name
from aicmo.delivery.markdown import escape
from aicmo.delivery.sheets import Cell, sheet
from aicmo.production.documents import Card, ShotBrief
from aicmo.saga import Rejected

FOLDER = "07_assets"
LOGO = f"{FOLDER}/brand/logo.png"
"""Where the client's logo lies, if it came with the order."""


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return the logo, cards, shot briefs and their two sheets, as far as there are any.

    Raises Rejected when a card's file is not among the run's files.
    """
    logo = [Artifact(LOGO, dossier.logo, "logo")] if dossier.logo else []
    if not dossier.pictures:
        return logo
    return [*logo, *(_picture(dossier, picture) for picture in dossier.pictures), _specs(dossier), _alt_texts(dossier)]


def path(picture: Picture) -> str:
    """Return where a picture lies: ``07_assets/instagram/ig-01.png``."""
    match picture.spec:
        case Card() as card:
            return card_path(picture.draft.channel, card.file)
        case ShotBrief():
            return f"{FOLDER}/{part(picture.draft.channel)}/{part(picture.draft.code)}_shot_brief.md"


def card_path(channel: str, file: str) -> str:
    """Return where the card that was made as ``file`` lies."""
    stem, _, suffix = file.rpartition("/")[2].rpartition(".")
    return f"{FOLDER}/{part(channel)}/{part(stem)}.{part(suffix)}"


def _picture(dossier: Dossier, picture: Picture) -> Artifact:
    match picture.spec:
        case Card() as card:
            content, role = _card(dossier, card), "card"
        case ShotBrief() as brief:
            content, role = _shot_brief(picture, brief), "shot brief"
    return Artifact(path(picture), content, role, locale=picture.draft.locale, draft=picture.draft.code)


def _card(dossier: Dossier, card: Card) -> bytes:
    try:
        return dossier.files[card.file]
    except KeyError:
        raise Rejected(
            f"The card {card.file} was planned but is not among the run's files.", report={"missing": card.file}
        ) from None


def _shot_brief(picture: Picture, brief: ShotBrief) -> bytes:
    about = {
        "Draft": picture.draft.code,
        "Channel": channel_name(picture.draft.channel),
        "Size": f"{brief.width} × {brief.height} px",
        "Subject": brief.subject,
        "Framing": brief.framing,
        "Words on the picture": brief.on_image_text,
        "Alt text": brief.alt_text,
    }
    lines = [f"- **{label}:** {escape(text)}" for label, text in about.items() if text]
    rules = [f"- {escape(rule)}" for rule in brief.rules]
    head = f"# Shot brief {escape(picture.draft.code)}"
    parts = [head, "\n".join(lines), *(["## Binding rules", "\n".join(rules)] if rules else [])]
    parts.append("The alt text is a proposal: confirm it when the picture exists.")
    return ("\n\n".join(parts) + "\n").encode()


def _specs(dossier: Dossier) -> Artifact:
    header = ("draft", "channel", "file", "kind", "width", "height", "words", "contrast", "state")
    rows = [_spec_row(picture) for picture in dossier.pictures]
    return sheet(f"{FOLDER}/specs.csv", "picture specifications", header, rows)


def _spec_row(picture: Picture) -> tuple[Cell, ...]:
    spec, name = picture.spec, channel_name(picture.draft.channel)
    match spec:
        case Card():
            words, contrast, state = spec.text, f"{spec.contrast:.1f}", "ready"
        case ShotBrief():
            words, contrast, state = spec.on_image_text, "", "to be taken"
    kind = spec.kind.replace("_", " ")
    return picture.draft.code, name, path(picture), kind, spec.width, spec.height, words, contrast, state


def _alt_texts(dossier: Dossier) -> Artifact:
    header = ("draft", "channel", "file", "alt_text", "state")
    rows = [
        (
            picture.draft.code, channel_name(picture.draft.channel), path(picture), picture.spec.alt_text,
            "final" if picture.spec.kind == "card" else "proposal, confirm with the picture",
        )
        for picture in dossier.pictures
    ]  # fmt: skip
    return sheet(f"{FOLDER}/alt_text.csv", "alt texts", header, rows)
