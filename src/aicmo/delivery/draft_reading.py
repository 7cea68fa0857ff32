"""The way back: a draft's Markdown file, edited by a person, read into the draft's content.

A file is compared with the one we would write: a part that reads as ours is left exactly as it is, so that only what
was edited changes. The heading's code says which draft it is; the list under it is for information and not read.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic import ValidationError

from aicmo.delivery.draft_pages import heading, parts
from aicmo.errors import AicmoError
from aicmo.production.models import ProductionDraft
from aicmo.writing.documents import Content

TITLE: Final = re.compile(r"#\s+(?P<code>\S+)(?:\s+·\s*(?P<title>.*))?\s*$")
SECTION: Final = re.compile(r"(#{2,3})\s+(.*?)\s*$")
ABOUT: Final = re.compile(r"- \*\*[^*]+:\*\*")
ESCAPED: Final = re.compile(r"\\([\\`*\[\]<>|~_&#+\-=.)])")
ITEM: Final = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)$")
CELLS: Final = re.compile(r"(?<!\\)\|")
TITLED: Final = {"video_script": "title", "search_ad": "ad_group", "blog_post": "title"}
"""Fields that the heading alone shows."""
LABELS: Final[dict[str, str]] = {
    "Post": "text", "Profile text": "text", "Hashtags": "hashtags", "Link": "link", "On the card": "image_text",
    "Picture": "image_note", "Alt text": "alt_text", "Caption": "caption", "Call to action": "action",
    "Primary text": "primary_text", "Headline": "headline", "Description": "description", "Introduction": "intro",
    "Headlines": "headlines", "Descriptions": "descriptions", "Final URL": "final_url", "Callouts": "callouts",
    "Negative keywords": "negatives", "Keywords": "keywords", "Sitelinks": "sitelinks", "Scenes": "scenes",
    "Subject": "subject", "Preheader": "preheader", "Sign off": "sign_off", "Footer": "footer",
    "Meta title": "meta_title", "Meta description": "meta_description", "Promise": "promise", "Subline": "subline",
    "How it works": "steps", "Closing": "closing", "Embargo": "embargo", "Dateline": "dateline",
    "At a glance": "glance", "Quotes": "quotes", "About": "about", "Contact": "contact",
    "Form": "form_fields", "Legal": "legal",
}  # fmt: skip
COLUMNS: Final = {
    "quotes": ("text", "by"),
    "keywords": ("text", "match"),
    "sitelinks": ("text", "line1", "line2", "url"),
}


class Unreadable(AicmoError):
    """An edited file cannot be read as the draft it says it is."""


def code_of(text: str) -> str | None:
    """Return the code in a file's heading; None for a file that has none."""
    lines = text.lstrip("\ufeff").strip().splitlines()
    found = TITLE.match(lines[0]) if lines else None
    return found["code"] if found else None


def read(draft: ProductionDraft, locale: str, text: str) -> Content:
    """Return the draft's content as an edited file says it; raises Unreadable that names the part.

    ``locale`` is the package's first one, in which its files are written.
    """
    ours = "\n\n".join([heading(draft), *parts(draft.content, locale)])
    before, after = _sections(ours), _sections(text.lstrip("\ufeff").replace("\r\n", "\n"))
    unknown, missing = [n for n in after if n not in before], [n for n in before if n not in after]
    if len(unknown) != len(missing):
        named = [
            f"{word} {', '.join(map(repr, names))}" for word, names in (("adds", unknown), ("lacks", missing)) if names
        ]
        raise Unreadable(
            f"{draft.code}: the file {' and '.join(named)}. Keep the headings, and edit what is under them."
        )
    renamed = dict(zip(missing, unknown, strict=True))
    changed = {
        name: after[renamed.get(name, name)] for name in before if after[renamed.get(name, name)] != before[name]
    }
    data: dict[str, Any] = draft.content.model_dump()
    for name, body in changed.items():
        _put(draft, data, name, body)
    for name, new in renamed.items():
        _rename(draft, data, name, new)
    try:
        made: Content = type(draft.content).model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise Unreadable(f"{draft.code}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from error
    return made


def _sections(text: str) -> dict[str, str]:
    """Return what is under each heading, by heading; the title's own under "", with what stands before any other."""
    found: dict[str, list[str]] = {"": []}
    lines = text.strip().splitlines()
    title = TITLE.match(lines[0]) if lines else None
    if title and title["title"]:
        found["title"] = [title["title"]]
    name = ""
    for line in lines[1:] if title else lines:
        if section := SECTION.match(line):
            name = _plain(section[2])
            found.setdefault(name, [])
        elif not (name == "" and ABOUT.match(line)):
            found[name].append(line.rstrip())
    return {name: re.sub(r"\n{3,}", "\n\n", "\n".join(body)).strip() for name, body in found.items()}


def _put(draft: ProductionDraft, data: dict[str, Any], name: str, body: str) -> None:
    """Write one edited part into the content's data."""
    kind = draft.kind
    if name == "title":
        if field := TITLED.get(kind):
            data[field] = _plain(body)
    elif name == "Meta description" and kind == "blog_post":
        _put_opening(data, body)
    elif kind == "email" and name == "Text":
        data["greeting"], *data["paragraphs"] = _paragraphs(body) or [""]
    elif kind == "press_release" and name == "Text":
        data["lead"], *data["paragraphs"] = _paragraphs(body) or [""]
    elif name == "Button":
        data["button" if "button" in data else "action"] = _text(body)
    elif name == "Display path":
        data["path1"], _, data["path2"] = _text(body).partition("/")
    elif (field := LABELS.get(name, "")) in data:
        data[field] = _value(data[field], field, body)
    elif not _put_block(data, name, body):
        raise Unreadable(f"{draft.code}: the text under {name or 'the title'!r} belongs to no part of the draft.")


def _value(was: Any, field: str, body: str) -> Any:
    if field == "scenes":
        return [_scene(row) for row in _rows(body)]
    if field in COLUMNS:
        return [dict(zip(COLUMNS[field], row, strict=False)) for row in _rows(body)]
    if field == "hashtags":
        return [tag if tag.startswith("#") else f"#{tag}" for tag in _text(body).split()]
    if isinstance(was, tuple | list):
        return _items(body) or [line for line in _text(body).splitlines() if line.strip()]
    return _text(body)


def _scene(row: tuple[str, ...]) -> dict[str, Any]:
    times = re.findall(r"\d+", row[0])
    return dict(zip(("starts", "ends"), times, strict=False)) | dict(
        zip(("visual", "voice", "on_screen"), row[1:], strict=False)
    )


def _put_opening(data: dict[str, Any], body: str) -> None:
    """Write what an article opens with: no heading parts its description from author, day and introduction."""
    told = [each for each in _paragraphs(body) if not re.fullmatch(r"\*[^*]+\*", each)]
    data["meta_description"], data["intro"] = told[0] if told else "", "\n\n".join(told[1:])


def _put_block(data: dict[str, Any], name: str, body: str) -> bool:
    """Write the text of a page's or article's section; say whether there is such a section."""
    blocks = _blocks(data)
    for block in blocks:
        if _plain(block["heading"]) == name:
            items = [line for line in body.splitlines() if ITEM.match(line)]
            told = _paragraphs("\n".join(line for line in body.splitlines() if line not in items))
            if (
                "closing" in data and "sections" in data and block is blocks[-1]
            ):  # no heading parts an article's closing from its last section
                data["closing"] = told.pop() if told else ""
            block["paragraphs"], block["bullets"] = told, _items("\n".join(items))
            return True
    for pair in data.get("faq", ()):
        if pair["ask"] == name:
            pair["answer"] = _text(body)
            return True
    return False


def _rename(draft: ProductionDraft, data: dict[str, Any], name: str, new: str) -> None:
    """Give a section or question another heading, in the place of the old one."""
    for block in _blocks(data):
        if _plain(block["heading"]) == name:
            block["heading"] = new
            return
    for pair in data.get("faq", ()):
        if pair["ask"] == name:
            pair["ask"] = new
            return
    raise Unreadable(f"{draft.code}: {name!r} is missing, {new!r} is no part of it. Keep the headings as they were.")


def _blocks(data: dict[str, Any]) -> list[dict[str, Any]]:
    if "sections" in data:
        return list(data["sections"])
    named = [data.get("before"), data.get("problem"), *data.get("benefits", ()), data.get("proof"), data.get("offer")]
    return [block for block in named if block]


def _rows(body: str) -> list[tuple[str, ...]]:
    lines = [line.strip() for line in body.splitlines() if line.strip().startswith("|")]
    return [tuple(_plain(cell) for cell in CELLS.split(line.strip().strip("|"))) for line in lines[2:]]


def _items(body: str) -> list[str]:
    return [_plain(found[1]) for line in body.splitlines() if (found := ITEM.match(line))]


def _paragraphs(body: str) -> list[str]:
    return [text for block in re.split(r"\n\s*\n", body) if (text := _text(block))]


def _text(body: str) -> str:
    """Return a text of several paragraphs without Markdown's escapes, with its line breaks."""
    return "\n".join(_plain(re.sub(r"\\$", "", line)) for line in body.splitlines()).strip()


def _plain(line: str) -> str:
    return ESCAPED.sub(r"\1", line.strip())
