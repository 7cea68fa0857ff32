"""The API's own description (OpenAPI), true to what it does: problems as they are sent, a key where one is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi.openapi.utils import get_openapi

from aicmo.web.api.door import OPEN
from aicmo.web.api.kinds import BY_STATUS, KINDS, ROOT, ErrorDocument
from aicmo.web.api.problems import MEDIA

if TYPE_CHECKING:
    from fastapi import FastAPI

ABOUT: Final = "Everything the dashboard and the command line can do, for programs. See docs/api.md."
ALWAYS: Final = ("401", "422", "429", "500", "503")
"""What any address may answer: 422 for an id that is none."""
WITH_BODY: Final = ("400", "413", "415")


def describe(api: FastAPI) -> None:
    """Let an API describe itself; the description is made when it is first asked for."""

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = _described(api)
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign]  # FastAPI's way to say it


def _described(api: FastAPI) -> dict[str, Any]:
    whole = get_openapi(
        title=api.title, version=api.version, description=ABOUT, routes=api.routes, separate_input_output_schemas=True
    )
    whole["servers"] = [{"url": ROOT}]
    parts = whole.setdefault("components", {})
    parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    schemas = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["ErrorDocument"] = ErrorDocument.model_json_schema()
    for path, operations in whole["paths"].items():
        for operation in operations.values():
            _complete(path, operation)
    return whole


def _complete(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    if not path.startswith(OPEN):
        operation["security"] = [{"key": []}]
    always = ALWAYS if not path.startswith(OPEN) else ("500",)
    for status in (*always, *(WITH_BODY if "requestBody" in operation else ())):
        responses.setdefault(status, {})
    for status in sorted(responses):
        if status >= "400":
            responses[status] = _problem(int(status))


def _problem(status: int) -> dict[str, Any]:
    slugs = [slug for slug, kind in KINDS.items() if kind.status == status]
    said = ", ".join(slugs) or BY_STATUS.get(status, "unexpected")
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/ErrorDocument"}}}
    return {"description": f"A problem of the kind {said}.", "content": content}
