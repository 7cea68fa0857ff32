"""A language model on loopback that speaks OpenAI's and Anthropic's wire formats, and misbehaves on demand.

It really writes: each draft of a prompt comes back as its plain version, a little changed, unless a ``Manner`` says how
to spoil it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Self

FENCED = re.compile(r"<data-(\w+)>\n(.*)\n</data-\1>", re.DOTALL)
TOKENS = (1000, 200)


@dataclass(frozen=True)
class Http:
    """An answer that is no draft: a status with its headers and body."""

    status: int
    body: str = '{"error": {"message": "no", "type": "server_error", "code": null}}'
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stall:
    """Says nothing until the server closes."""


@dataclass(frozen=True)
class Cut:
    """Begins to answer, and breaks the line in the middle of a sentence."""


@dataclass(frozen=True)
class Endless:
    """Goes on until nobody listens any more."""


@dataclass(frozen=True)
class Words:
    """A reply of these words, with the reason why the model stopped."""

    text: str
    finish: str = "stop"


Manner = Callable[[int, list[dict[str, Any]]], Http | Stall | Cut | Endless | Words | None]
"""What becomes of the n-th request (from 1), whose drafts may be changed; None lets the server answer with them."""


Read = Callable[[dict[str, Any]], dict[str, Any] | Http | Stall | Cut | Endless | Words]
"""What a model says of a letter, whose prompt's data it is given."""


def nothing(_data: dict[str, Any]) -> dict[str, Any]:
    """See nothing in a letter."""
    return answer()


def answer(**given: list[dict[str, str]]) -> dict[str, Any]:
    """Return an answer about a letter, as its schema wants it."""
    return {"values": [], "prices": [], "proof": [], "questions": [], "measures": []} | given


def well(_number: int, _drafts: list[dict[str, Any]]) -> None:
    """Answer as asked."""


class Models:
    """The server; ``requests`` are the bodies that came, ``prompts`` the texts in them."""

    def __init__(self, manner: Manner = well, read: Read = nothing) -> None:
        self.manner = manner
        self.read = read
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.closing = Event()
        self.answered = 0
        self.most_at_once = 0
        self._at_once = 0
        self._lock = Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def prompts(self) -> list[str]:
        return [json.dumps(request, ensure_ascii=False) for request in self.requests]

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def decide(self, request: dict[str, Any], key: str) -> Http | Stall | Cut | Endless | Words:
        with self._lock:
            self.requests.append(request)
            self.keys.append(key)
            number = len(self.requests)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        data = data_of(request)
        if "letter" in data:
            seen = self.read(data)
            return Words(json.dumps(seen, ensure_ascii=False)) if isinstance(seen, dict) else seen
        drafts = [{"code": draft["code"], **draft["plain"]} for draft in data["drafts"]]
        said = self.manner(number, drafts)
        return Words(json.dumps({"drafts": drafts}, ensure_ascii=False)) if said is None else said

    def count(self) -> None:
        with self._lock:
            self.answered += 1

    def leave(self) -> None:
        with self._lock:
            self._at_once -= 1


def data_of(request: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a prompt."""
    [user] = [message for message in request["messages"] if message["role"] == "user"]
    content = user["content"]
    text = content if isinstance(content, str) else "".join(part["text"] for part in content)
    found = FENCED.search(text)
    assert found is not None, text
    data: dict[str, Any] = json.loads(found[2])
    return data


def _handler(models: Models) -> type[BaseHTTPRequestHandler]:
    return type("ModelsHandler", (_Handler,), {"models": models})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    models: Models

    def do_POST(self) -> None:
        try:
            self._answer()
        finally:
            self.models.leave()

    def _answer(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.headers.get("x-api-key") or self.headers.get("Authorization") or ""
        match self.models.decide(request, key):
            case Stall():
                self.models.closing.wait()
                self.close_connection = True
            case Http() as said:
                self._send(said)
            case Cut():
                self._begin()
                self._piece(_events(self.path, request, Words('{"drafts": [{'))[0])
                self.close_connection = True
            case Endless():
                self._begin()
                piece = _events(self.path, request, Words("on and on " * 40))[0]
                with suppress(OSError):
                    while not self.models.closing.is_set():
                        self._piece(piece)
                self.close_connection = True
            case Words() as said:
                self.models.count()
                self._begin()
                for piece in _events(self.path, request, said):
                    self._piece(piece)
                self._piece(b"")

    def _begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _piece(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def _send(self, said: Http) -> None:
        data = said.body.encode()
        self.send_response(said.status)
        for name, value in {"Content-Type": "application/json", **said.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


def _events(path: str, request: dict[str, Any], words: Words) -> list[bytes]:
    """Return an answer as the pieces of its stream."""
    assert request["stream"] is True
    if path.endswith("/chat/completions"):
        return [b"data: %b\n\n" % _json(row) for row in _openai(request, words)] + [b"data: [DONE]\n\n"]
    assert path.endswith("/messages"), path
    return [b"event: %b\ndata: %b\n\n" % (row["type"].encode(), _json(row)) for row in _anthropic(request, words)]


def _json(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode()


def _parts(text: str) -> list[str]:
    return [text[at : at + 400] for at in range(0, len(text), 400)] or [""]


def _openai(request: dict[str, Any], words: Words) -> list[dict[str, Any]]:
    given, made = TOKENS
    frame = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": request["model"]}

    def choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return frame | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    told = [choice({"role": "assistant", "content": part}) for part in _parts(words.text)]
    usage = {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}
    return [*told, choice({}, words.finish), frame | {"choices": [], "usage": usage}]


def _anthropic(request: dict[str, Any], words: Words) -> list[dict[str, Any]]:
    given, made = TOKENS
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": request["model"], "content": []}
    opened = message | {
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": given, "output_tokens": 1},
    }
    if tools := request.get("tools"):
        block = {"type": "tool_use", "id": "toolu_1", "name": tools[0]["name"], "input": {}}
        delta, key, end = "input_json_delta", "partial_json", "tool_use"
    else:
        block, delta, key, end = {"type": "text", "text": ""}, "text_delta", "text", "end_turn"
    reason = {"stop": end, "length": "max_tokens", "content_filter": "refusal"}[words.finish]
    return [
        {"type": "message_start", "message": opened},
        {"type": "content_block_start", "index": 0, "content_block": block},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": delta, key: part}}
            for part in _parts(words.text)
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": reason, "stop_sequence": None},
            "usage": {"output_tokens": made},
        },
        {"type": "message_stop"},
    ]
