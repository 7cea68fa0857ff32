"""A file's bytes as plain lines in one simple form: ``# heading``, ``- bullet``, ``| cell | cell |``, or text."""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from aicmo.onboarding.cleaning import clean
from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.limits import limit

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
BLOCKS: Final = {"p", "div", "br", "ul", "ol", "table", "section", "article", "blockquote", *HEADINGS}
UNSEEN: Final = {"script", "style", "head", "template", "noscript"}
MAIL: Final = "eml"


def lines_of(name: str, raw: bytes) -> str | None:
    """Return a document's text, one line a paragraph, bullet or table row; None for a kind this house reads as it is.

    Raises:
        BriefError: the document is damaged, protected, or far larger inside than it looks.
    """
    read = READERS.get(name.rpartition(".")[2].lower())
    if read is None:
        return None
    try:
        return "\n".join(read(raw)).strip()
    except BriefError as error:
        raise BriefError(f"{name} {error}") from error
    except Exception as error:
        raise BriefError(
            f"{name} cannot be read ({type(error).__name__}). Save it again, or send it as text."
        ) from error


def _docx(raw: bytes) -> Iterator[str]:
    from docx import Document  # noqa: PLC0415  only for such a file
    from docx.table import Table  # noqa: PLC0415

    _refuse_bomb(raw)
    for block in Document(io.BytesIO(raw)).iter_inner_content():
        yield from _rows(block) if isinstance(block, Table) else _paragraph(block)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    style = (paragraph.style.name if paragraph.style and paragraph.style.name else "").lower()
    text = paragraph.text.strip()
    if not text:
        yield ""
    elif style.startswith(("heading", "title")):
        yield f"# {text}"
    else:
        yield f"- {text}" if "list" in style else text


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = dict.fromkeys(
            " ".join(cell.text.split()) for cell in row.cells
        )  # a merged cell comes once for each column
        yield "| " + " | ".join(cells) + " |"


def _refuse_bomb(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > limit("unpacked"):
            raise BriefError("is far larger inside than it looks. Send the text alone.")


def _pdf(raw: bytes) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415  only for such a file

    reader = PdfReader(io.BytesIO(raw))
    if reader.is_encrypted:
        raise BriefError("is protected by a password. Send it without.")
    if len(reader.pages) > limit("pages"):
        raise BriefError(f"has {len(reader.pages)} pages; a brief has at most {limit('pages')}. Send the brief alone.")
    found = [line for page in reader.pages for line in page.extract_text().splitlines()]
    if not any(line.strip() for line in found):
        raise BriefError("holds pictures of text, and no text. Send the document it was made from.")
    return iter(found)


def _mail(raw: bytes) -> Iterator[str]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    yield f"Subject: {message['subject'] or ''}"
    if body is None:
        return
    text = str(body.get_content())
    found = _html_lines(text) if body.get_content_type() == "text/html" else text.splitlines()
    yield from (line for line in found if not line.lstrip().startswith(">"))


def _html(raw: bytes) -> Iterator[str]:
    return _html_lines(raw.decode("utf-8-sig", errors="strict"))


def _html_lines(text: str) -> Iterator[str]:
    reader = _Page()
    reader.feed(text)
    reader.close()
    yield from reader.finished()


class _Page(HTMLParser):
    """Collects what a reader of a page sees, a line a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.mark = ""
        self.text: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at each block; leave out what nobody sees."""
        self.hidden += tag in UNSEEN
        if tag in BLOCKS or tag in {"li", "tr"}:
            self._end()
            self.mark = "# " if tag in HEADINGS else "- " if tag == "li" else "| " if tag == "tr" else ""
        href = dict(attrs).get("href") or ""
        if tag == "a" and href.startswith(("http://", "https://")):
            self.text.append(f" {href} ")

    def handle_endtag(self, tag: str) -> None:
        """End the line of a block, the cell of a row."""
        self.hidden -= tag in UNSEEN and self.hidden > 0
        if tag in {"td", "th"}:
            self.text.append(" | ")
        if tag in BLOCKS or tag in {"li", "tr"}:
            self._end()

    def handle_data(self, data: str) -> None:
        """Keep a text that is seen."""
        if not self.hidden:
            self.text.append(data)

    def finished(self) -> Iterator[str]:
        """Return the lines."""
        self._end()
        return iter(self.lines)

    def _end(self) -> None:
        line = " ".join("".join(self.text).split())
        if line:
            self.lines.append(f"{self.mark}{line}")
        self.text, self.mark = [], ""


READERS: Final[dict[str, Callable[[bytes], Iterator[str]]]] = {
    "docx": _docx,
    "pdf": _pdf,
    MAIL: _mail,
    "html": _html,
    "htm": _html,
}
BINARY: Final = {"docx", "pdf", MAIL}


def tidy(text: str) -> str:
    """Return free text in one normal form, without anything invisible; every line stays where it was."""
    return "\n".join(clean(line) for line in text.splitlines())
