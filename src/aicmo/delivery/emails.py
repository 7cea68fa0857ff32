"""E-mails as HTML with inlined styles, and as plain text."""

from __future__ import annotations

from aicmo.catalog.documents import DraftKind
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.colors import Palette, palette
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.draft_pages import path
from aicmo.delivery.markup import Markup, element, link, page
from aicmo.delivery.sheets import printable
from aicmo.writing.documents import Email

FONT = "font-family:Helvetica,Arial,sans-serif"
TEXT = f"{FONT};font-size:16px;line-height:1.55;color:#222222;margin:0 0 16px"
SMALL = f"{FONT};font-size:12px;line-height:1.5;color:#595959;margin:0 0 8px"
HIDDEN = "display:none;max-height:0;overflow:hidden;mso-hide:all"


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return each e-mail twice."""
    colors = palette(dossier.brief.brand.colors)
    made = []
    for draft in dossier.of_kind(DraftKind.EMAIL):
        if isinstance(draft.content, Email):
            html = _html(draft.content, draft.locale, dossier.brief.brand.name, colors)
            text = _text(draft.content)
            made += [
                Artifact(path(draft, "html"), html, "e-mail", locale=draft.locale, draft=draft.code),
                Artifact(path(draft, "txt"), text, "e-mail", locale=draft.locale, draft=draft.code),
            ]
    return made


def _html(mail: Email, locale: str, brand: str, colors: Palette) -> bytes:
    button = (
        f"{FONT};display:inline-block;background:{colors.primary};color:{colors.on_primary};font-size:16px;"
        "font-weight:bold;text-decoration:none;padding:13px 26px;border-radius:4px"
    )
    inner = Markup(
        element("p", brand, style=f"{FONT};font-size:14px;font-weight:bold;color:{colors.heading};margin:0 0 24px")
        + element("p", mail.greeting, style=TEXT)
        + "".join(element("p", text, style=TEXT) for text in mail.paragraphs)
        + element("p", link(mail.action, mail.link, style=button), style="margin:28px 0")
        + element("p", *_lines(mail.sign_off), style=TEXT)
        + element("hr", style="border:0;border-top:1px solid #dddddd;margin:32px 0 16px")
        + "".join(element("p", line, style=SMALL) for line in mail.footer)
    )
    card = element("td", inner, style="background:#ffffff;padding:36px 32px")
    sheet = _layout(element("tr", card), style="max-width:600px;width:100%")
    frame = element("td", sheet, align="center", style="padding:24px 12px")
    body = _layout(element("tr", frame), style="background:#f3f3f3;width:100%")
    return page(mail.subject, locale, "", element("div", mail.preheader, style=HIDDEN), element("main", body))


def _layout(row: Markup, style: str) -> Markup:
    """Return a layout table: mail programs know no other grid."""
    return element("table", row, role="presentation", cellpadding="0", cellspacing="0", style=style)


def _lines(text: str) -> list[str]:
    found: list[str] = []
    for line in text.splitlines():
        found += [element("br"), line] if found else [line]
    return found


def _text(mail: Email) -> bytes:
    parts = [mail.greeting, *mail.paragraphs, f"{mail.action}:\n{mail.link}", mail.sign_off]
    footer = "\n".join(["-- ", *mail.footer])
    head = f"Subject: {mail.subject}\nPreheader: {mail.preheader}\n"
    return printable("\n".join([head, "\n\n".join(parts), "", footer, ""])).encode()
