"""The last look before delivery: every file opens, names and sums agree, and the client reads nothing internal."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

import docx
import pypdf
from icalendar import Calendar

from aicmo.catalog import read_toml
from aicmo.delivery.artifact import Artifact, is_well_named
from aicmo.delivery.calendar_view import scheduled
from aicmo.delivery.documents import Manifest
from aicmo.delivery.dossier import Dossier
from aicmo.saga import Rejected

PNG: Final = b"\x89PNG\r\n\x1a\n"


def inspect(dossier: Dossier, client: list[Artifact], internal: list[Artifact]) -> None:
    """Raise Rejected with one problem a line when anything in either root is not as it must be."""
    problems = [
        *(found for root in (client, internal) for found in _root(root)),
        *_counts(dossier, client),
        *_leaks(dossier, client),
    ]
    if problems:
        raise Rejected(f"The package is not sound: {problems[0]}", report={"rule": "L16/N17", "problems": problems})


def _root(artifacts: list[Artifact]) -> Iterator[str]:
    paths = [each.path for each in artifacts]
    yield from (f"{path} is there twice" for path in sorted({path for path in paths if paths.count(path) > 1}))
    yield from (f"{path}: the name breaks the convention" for path in paths if not is_well_named(path))
    for each in artifacts:
        if complaint := opens(each):
            yield f"{each.root}/{each.path}: {complaint}"
    yield from _manifest(artifacts)


def _manifest(artifacts: list[Artifact]) -> Iterator[str]:
    by_path = {each.path: each for each in artifacts}
    manifest = Manifest.model_validate_json(by_path.pop("manifest.json").content)
    by_path.pop("manifest.sha256")
    listed = {entry.path: (entry.sha256, entry.bytes) for entry in manifest.files}
    there = {path: (each.sha256, len(each.content)) for path, each in by_path.items()}
    yield from (
        f"{path}: not as the manifest says"
        for path in sorted(set(listed) | set(there))
        if listed.get(path) != there.get(path)
    )


def opens(artifact: Artifact) -> str | None:
    """Return why a file does not open, or None when it does."""
    reader = READERS.get(artifact.path.rpartition(".")[2], _text)
    try:
        reader(artifact.content)
    except Exception as error:  # noqa: BLE001 (whatever a reader says, the file does not open)
        return f"does not open: {error}"
    return None


def _counts(dossier: Dossier, client: list[Artifact]) -> Iterator[str]:
    pages = sum(each.role == "draft" for each in client)
    if pages != len(dossier.drafts):
        yield f"{pages} draft files for {len(dossier.drafts)} drafts"
    planned = len(scheduled(dossier))
    events = next((each for each in client if each.path.endswith("calendar.ics")), None)
    held = events.content.count(b"BEGIN:VEVENT") if events else 0  # that it opens was seen before
    if held != planned:
        yield f"{held} calendar events for {planned} scheduled drafts"


def _leaks(dossier: Dossier, client: list[Artifact]) -> Iterator[str]:
    said = dossier.received.text + dossier.normalized.model_dump_json()
    ours = [(word, pattern) for word, pattern in internal_words().items() if not pattern.search(said)]
    for each in client:
        text = readable(each)
        folded = text.casefold()  # a plain search first: it is twenty times as fast
        found = next((match for word, pattern in ours if word in folded and (match := pattern.search(text))), None)
        if found:
            yield f"client/{each.path} says “{found[0]}”, which is not for the client"


@cache
def internal_words() -> dict[str, re.Pattern[str]]:
    """Return the words that never reach a client, unless the client used them first, with their patterns."""
    words = read_toml("aicmo.delivery", "internal_words.toml")["words"]
    return {word.casefold(): re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE) for word in words}


def readable(artifact: Artifact) -> str:
    """Return a file's text; of a PDF only its metadata, because its Markdown twin says the same."""
    suffix = artifact.path.rpartition(".")[2]
    if suffix == "pdf":
        return str(pypdf.PdfReader(io.BytesIO(artifact.content)).metadata)
    if suffix in {"docx", "pptx", "xlsx"}:
        with zipfile.ZipFile(io.BytesIO(artifact.content)) as parts:
            return "\n".join(
                parts.read(name).decode("utf-8", "ignore") for name in parts.namelist() if name.endswith(".xml")
            )
    return "" if suffix == "png" else artifact.content.decode()


def _text(content: bytes) -> None:
    if "\x00" in content.decode("utf-8"):
        raise ValueError("it holds a NUL character")


def _csv(content: bytes) -> None:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    if len({len(row) for row in rows}) > 1:
        raise ValueError("its rows differ in length")


def _pdf(content: bytes) -> None:
    if not pypdf.PdfReader(io.BytesIO(content)).pages:
        raise ValueError("it has no pages")


def _docx(content: bytes) -> None:
    docx.Document(io.BytesIO(content))


def _zip(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if damaged := archive.testzip():
            raise ValueError(f"{damaged} is damaged")


def _png(content: bytes) -> None:
    if not content.startswith(PNG):
        raise ValueError("it is not a PNG")


READERS: Final[dict[str, Callable[[bytes], object]]] = {
    "csv": _csv,
    "docx": _docx,
    "ics": Calendar.from_ical,
    "json": json.loads,
    "pdf": _pdf,
    "png": _png,
    "pptx": _zip,
    "xlsx": _zip,
}
