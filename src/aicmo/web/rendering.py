"""Pages from templates: everything is escaped, and text of others is made harmless before."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any, Final

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from aicmo.llm import told
from aicmo.reception.counts import ago, moment, seconds, size
from aicmo.reception.plain import clean

THEME_COOKIE: Final = "aicmo_theme"
THEMES: Final = ("auto", "light", "dark")


def page(request: Request, template: str, code: int = 200, **shown: Any) -> HTMLResponse:
    """Return a template as an answer; it may use what is ``shown``, and ``request``, ``person`` and ``theme``."""
    theme = request.cookies.get(THEME_COOKIE, "auto")
    around = {
        "request": request,
        "person": getattr(request.state, "person", None),
        "theme": theme if theme in THEMES else "auto",
        "here": request.url.path,
    }
    return HTMLResponse(templates().get_template(template).render(**around, **shown), code)


@cache
def templates() -> Environment:
    """Return the templates with their filters."""
    environment = Environment(
        loader=PackageLoader("aicmo.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.filters |= {
        "ago": ago,
        "moment": moment,
        "seconds": seconds,
        "size": size,
        "iso": _iso,
        "spent": told,
        "words": words,
    }
    environment.globals |= {"asset": asset}
    return environment


@cache
def asset(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    content = resources.files("aicmo.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={sha256(content).hexdigest()[:12]}"


def words(name: str) -> str:
    """Return a name of the house in words: ``generate_strategy`` is ``generate strategy``."""
    return name.replace("_", " ").strip().lower()


def _harmless(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="seconds")
