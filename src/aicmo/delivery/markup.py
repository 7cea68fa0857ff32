"""HTML built from text: every word is escaped, and only the elements asked for exist."""

from __future__ import annotations

from html import escape

from aicmo.delivery.sheets import printable

VOID = frozenset({"br", "hr", "img", "input", "meta"})


class Markup(str):
    """Text that is already HTML; everything else is escaped when it is put into an element."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str) -> Markup:
    """Return an element; ``class_`` and ``for_`` are written without underscore, other underscores become hyphens."""
    inside = "".join(_safe(child) for child in children)
    given = "".join(f' {_name(key)}="{escape(printable(value))}"' for key, value in attributes.items())
    return Markup(f"<{name}{given}>" if name in VOID else f"<{name}{given}>{inside}</{name}>")


def link(text: str, address: str | None, /, **attributes: str) -> Markup:
    """Return a link, or the bare text when the address is not a web or mail address."""
    if address is None or not address.lower().startswith(("https://", "http://", "mailto:")):
        return Markup(_safe(text))
    return element("a", text, href=address, **attributes)


def page(title: str, language: str, head: str, *body: str) -> bytes:
    """Return a whole document; ``head`` is markup that goes below the title."""
    start = Markup(
        element("meta", charset="utf-8")
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("title", title)
        + head
    )
    html = element("html", element("head", start), element("body", *body), lang=language)
    return f"<!doctype html>\n{html}\n".encode()


def style(rules: str) -> Markup:
    """Return a style element; ``rules`` is our own text, never a client's."""
    return Markup(f"<style>{rules}</style>")


def _safe(child: str) -> str:
    return child if isinstance(child, Markup) else escape(printable(child))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
