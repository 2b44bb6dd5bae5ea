"""Chat completions in OpenAI's shape for tests: calls, answers, streams, an upstream that echoes, and what callers read from them."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .scripted import Received, Step, sse_answer, whole_answer

__all__ = [
    "CHAT",
    "DONE",
    "Said",
    "a_call",
    "call",
    "chat_answer",
    "deltas",
    "echo",
    "event",
    "last_words",
    "piece",
    "records",
    "stream_of",
]

CHAT = "/v1/chat/completions"
DONE = b"data: [DONE]\n\n"
_STEP = 7
"""Characters of an echoed piece: shorter than any token, so that each is cut."""


@dataclass(frozen=True, slots=True)
class Said:
    """An HTTP answer as it arrived. ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def tree(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, Any]:
        """OpenAI's error object."""
        error: dict[str, Any] = self.tree["error"]
        return error


def a_call(text: str, **more: Any) -> dict[str, Any]:
    """One user message."""
    return {"model": "uji", "messages": [{"role": "user", "content": text}], **more}


def call(
    base_url: str, body: Mapping[str, Any] | bytes, *, key: str = "uji", path: str = CHAT, headers: Mapping[str, str] | None = None
) -> Said:
    """POST, and wait for the end of the answer. A header given as "" is left out."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    asked = {"content-type": "application/json", "authorization": f"Bearer {key}"} | dict(headers or {})
    address = urlsplit(base_url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
    try:
        connection.request("POST", path, data, {name: value for name, value in asked.items() if value})
        answer = connection.getresponse()
        return Said(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def chat_answer(text: str) -> bytes:
    """A whole answer."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return json.dumps({"id": "c1", "object": "chat.completion", "created": 1, "model": "uji", "choices": [choice]}).encode()


def event(tree: Any) -> bytes:
    """One event of a stream."""
    return b"data: " + json.dumps(tree, ensure_ascii=False).encode() + b"\n\n"


def piece(delta: Mapping[str, Any], index: int = 0, finish: str | None = None) -> bytes:
    """One event that carries a delta of one choice."""
    choice = {"index": index, "delta": delta, "finish_reason": finish}
    return event({"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "uji", "choices": [choice]})


def stream_of(pieces: Sequence[str]) -> bytes:
    """A whole stream that says these pieces, stops and ends."""
    return b"".join([*(piece({"content": text}) for text in pieces), piece({}, finish="stop"), DONE])


def last_words(body: bytes) -> str:
    """Text of the last message of a call."""
    text: str = json.loads(body)["messages"][-1]["content"]
    return text


def echo(request: Received) -> Sequence[Step]:
    """A script that says the last message back, streamed in short pieces where that is asked."""
    text = last_words(request.body)
    if json.loads(request.body).get("stream"):
        return sse_answer(stream_of([text[at : at + _STEP] for at in range(0, len(text), _STEP)]))
    return [whole_answer(chat_answer(text))]


def deltas(stream: bytes, member: str = "content", index: int = 0) -> Iterator[str]:
    """What one choice of a well-formed stream says, piece by piece."""
    for line in stream.decode().splitlines():
        data = line.removeprefix("data: ")
        if data == line or data == "[DONE]":
            continue
        for choice in json.loads(data)["choices"]:
            if choice["index"] == index and choice["delta"].get(member):
                yield choice["delta"][member]


def records(audit: Path, event_type: str = "") -> list[dict[str, Any]]:
    """Records of an audit directory in order, of one type or all. A last line that is still being written is left out."""
    found = []
    for path in sorted(audit.glob("*.jsonl")):
        lines = path.read_bytes().split(b"\n")
        found += [json.loads(line) for line in lines[:-1]]
    return [record for record in found if event_type in ("", record["ev"])]
