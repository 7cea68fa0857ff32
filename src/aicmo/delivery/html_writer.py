"""An outline as HTML elements: the fourth setting, for a browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aicmo.delivery.markup import Markup, element
from aicmo.delivery.outline import Bars, Block, Bullets, Heading, Note, Prose, Slogan, Table, Terms


def written(blocks: Iterable[Block], *, level: int) -> Iterator[Markup]:
    """Yield the blocks in order; a heading of the first level becomes ``h<level>``."""
    for block in blocks:
        yield from _block(block, level)


def _block(block: Block, level: int) -> Iterator[Markup]:
    match block:
        case Heading():
            yield element(f"h{min(6, level + block.level - 1)}", block.text)
        case Prose():
            yield element("p", *_sentences(block), class_="lead" if block.lead else "prose")
        case Bullets():
            yield element("ul", *(element("li", *_sentences(item)) for item in block.items))
        case Terms():
            if block.title:
                yield element("p", element("strong", block.title))
            pairs = (part for name, text in block.pairs for part in (element("dt", name), element("dd", text)))
            yield element("dl", *pairs)
        case Table():
            yield table(block)
        case Bars():
            yield element("figure", element("figcaption", block.caption), element("ul", *_bars(block)), class_="bars")
        case Note():
            yield element("div", element("p", element("strong", block.title)), element("p", block.text), class_="note")
        case Slogan():
            yield element("p", element("span", block.label, class_="label"), " ", block.text, class_="slogan")


def _sentences(block: Prose) -> Iterator[str]:
    """Yield the sentences, a space between them, each with the marks of its origin."""
    for number, sentence in enumerate(block.sentences):
        yield f"{' ' if number else ''}{sentence.text}"
        if sentence.marks:
            yield element("small", f" [{', '.join(sentence.marks)}]", class_="mark")


def table(block: Table) -> Markup:
    """Return a table with caption and header row, in a frame that scrolls where the screen is narrow."""
    heads = (
        element("th", column.title, scope="col", class_=_kind(column.figures)) if column.title else element("td")
        for column in block.columns
    )
    figures = [column.figures for column in block.columns]
    rows = []
    for number, row in enumerate(block.rows):
        cells = (element("td", cell, class_=_kind(right)) for cell, right in zip(row, figures, strict=True))
        is_sum = block.total and number == len(block.rows) - 1
        rows.append(element("tr", *cells, class_="total" if is_sum else "row"))
    caption = [element("caption", block.caption)] if block.caption else []
    inner = element("table", *caption, element("thead", element("tr", *heads)), element("tbody", *rows))
    return element("div", inner, class_="scroll", tabindex="0", role="region", aria_label=block.caption or "Table")


def _kind(figures: bool) -> str:  # noqa: FBT001 (a column's own property)
    return "figures" if figures else "words"


def _bars(block: Bars) -> Iterator[Markup]:
    for bar in block.bars:
        length = element("span", "", class_="bar", style=f"width:{round(bar.share)}%", aria_hidden="true")
        yield element("li", element("span", bar.label, class_="bar-name"), length, element("span", bar.text))
