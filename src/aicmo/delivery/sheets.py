"""CSV as importers and spreadsheets read it: UTF-8, RFC 4180, CRLF, and no cell that a spreadsheet would execute."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from aicmo.delivery.artifact import Artifact

Cell = str | int | Decimal | date | None
EXECUTES: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 (the full-width forms too)
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def sheet(path: str, role: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Artifact:
    """Return a CSV file; ValueError if a row has another length than the header."""
    return Artifact(path, table(header, rows), role)


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return header (if any) and rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if header:
        writer.writerow([inert(cell) for cell in header])
    for row in rows:
        if header and len(row) != len(header):
            message = f"A row of {len(row)} cells under a header of {len(header)}: {row!r}"
            raise ValueError(message)
        writer.writerow([inert(cell) for cell in row])
    return out.getvalue().encode()


def inert(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet takes for a formula (a leading apostrophe marks it as text)."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    text = printable(cell)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(EXECUTES) else text


def printable(text: str) -> str:
    """Drop control characters other than line breaks and tabs, which no document format carries."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
