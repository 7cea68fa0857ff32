"""What programs send: the bodies of requests, and the types their parts share."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Header, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field, Strict, StringConstraints

from aicmo.app import App
from aicmo.catalog.documents import Doc
from aicmo.onboarding.reading import MAX_BYTES
from aicmo.review.documents import Mode

NO_NUL: Final = r"^[^\x00]*$"
Text = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=2000)]
Reason = Annotated[
    str,
    StringConstraints(pattern=r"^[^\x00]*[^\s\x00][^\x00]*$", max_length=2000),
    Field(description="kept with the run"),
]
Name = Annotated[str, StringConstraints(pattern=NO_NUL, min_length=1, max_length=200)]
READ_WITH_MODEL: Final = "have the language model of the house read a letter, too; it may only quote"
OnQcFail = Literal["compensate", "hold"]
Yes = Annotated[bool, Strict()]
Priority = Annotated[int, Strict(), Field(ge=0, le=1000, description="lower numbers go first")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,200}$",
        description="The same key with the same request acts once, however often it is sent.",
    ),
]


class Structured(Doc):
    """A structured brief, as data: what `GET /briefs/schema` describes."""

    brief: dict[str, Any]


class Letter(Doc):
    """A brief in free text, or a structured one as YAML; ``name`` says which by its ending, as a file's would."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_BYTES)]
    name: Annotated[str, StringConstraints(pattern=r"^[^\x00/\\]+\.(txt|md|yaml|yml|json)$", max_length=100)] = (
        "letter.txt"
    )
    read_with_model: Yes = Field(default=False, description=READ_WITH_MODEL)


class Options(Doc):
    """How a run is to go."""

    assume: Yes = Field(default=False, description="accept the defaults of questions that have one")
    on_qc_fail: OnQcFail = Field(default="compensate", description="undo a run whose quality control fails, or hold it")
    approval: Mode = Field(default=Mode.NONE, description="who approves before the run's gates")
    priority: Priority = 100
    fail_at: Name | None = Field(default=None, description="rehearse a failure after this step's work")


class CheckStructured(Structured):
    """A structured brief to look at."""

    assume: Yes = False


class CheckLetter(Letter):
    """A text to look at."""

    assume: Yes = False


class SubmitStructured(Structured, Options):
    """A structured brief to carry out."""


class SubmitLetter(Letter, Options):
    """A text to carry out."""


def only_known(request: Request) -> None:
    """Refuse a parameter of the address that nothing reads: a slip in a filter's name must not list everything."""
    known = {field.alias for field in request.scope["route"].dependant.query_params}
    wrong = [name for name in request.query_params if name not in known]
    if wrong:
        said = f"This is no parameter here. There {'are: ' + ', '.join(sorted(known)) if known else 'is none'}."
        raise RequestValidationError([{"loc": ("query", name), "msg": said} for name in wrong])


def house(request: Request) -> App:
    """Return the application that this API stands before."""
    app: App = request.app.state.house
    return app


def key_name(request: Request) -> str:
    """Return the name of the key with which somebody came in: what they do is done in this name."""
    return str(request.scope["aicmo.key"])


def token_for(request: Request, *named: object) -> str:
    """Return a token that nobody can guess, and that the holder of the request's key is given again for these names."""
    made = hmac.digest(request.headers["authorization"].encode(), json.dumps(named, default=str).encode(), "sha256")
    return urlsafe_b64encode(made).decode().rstrip("=")


House = Annotated[App, Depends(house)]
By = Annotated[str, Depends(key_name)]
