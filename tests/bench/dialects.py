"""The same words in the shapes of six vendor APIs: what is asked, what is answered, whole and streamed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .body import VALUES

__all__ = ["CHAT", "SHAPES", "Shape", "answer_text", "conversation", "question", "tokens_of"]

CHAT = "chat"
_SYSTEM = "Anda membantu pegawai dinas."
_OPENING = "Saya menyusun surat dinas untuk warga."
"""Names the conversation, so that tokens are the same in every call."""
_SIZE = 900
_FILLER = "Mohon tulis dengan bahasa yang santun, jelas dan ringkas agar mudah dipahami oleh warga. "
_LABELS = ("Ibu", "NIK", "HP", "email", "NPWP", "kartu kredit")
_PIECE = re.compile(r"######|[^#]{1,12}")
_TOKEN = re.compile(r"\[\[[A-Z0-9_]+\]\]")
_Json = dict[str, Any]


def question(personal: bool, turn: str = "######") -> str:
    """900 characters, with six values or none; ``######`` is a number that is new in every call."""
    parts = [f"{label} {value}" for label, value in zip(_LABELS, VALUES, strict=True)] if personal else ["warga di kecamatan ini"]
    text = f"Buatkan surat untuk {', '.join(parts)}. Agenda {turn}. "
    return (text + _FILLER * 12)[: _SIZE - 1] + "."


def tokens_of(received: bytes) -> Sequence[str]:
    """The tokens that a service was sent, each once."""
    return tuple(dict.fromkeys(_TOKEN.findall(received.decode())))


def answer_text(tokens: Sequence[str]) -> str:
    """900 characters in sentences, each with a new number, and with a token while there are any."""
    sentences: list[str] = []
    left = list(tokens)
    while sum(map(len, sentences)) < _SIZE:
        who = left.pop(0) if left else "warga yang bersangkutan"
        sentences.append(f"Surat dengan agenda ###### untuk {who} sudah kami susun dengan bahasa yang santun dan jelas. ")
    return "".join(sentences)[:_SIZE].strip()


@dataclass(frozen=True, slots=True)
class Shape:
    """One API. ``events`` is None where nothing streams."""

    path: str
    ask: Callable[[str, bool], _Json]
    """From the question, and whether the answer is to stream, to the body."""
    answer: Callable[[str], _Json]
    events: Callable[[Sequence[str]], Sequence[tuple[str, _Json | str]]] | None = None
    """From the pieces of an answer to (name of the event, its data)."""
    stream_path: str = ""
    lines: bool = False
    """Its stream is lines of JSON."""

    def body(self, text: str, streamed: bool) -> bytes:
        return json.dumps(self.ask(text, streamed), separators=(",", ":")).encode()

    def said(self, text: str, streamed: bool) -> tuple[bytes, str]:
        """An answer and its media type."""
        if not streamed or self.events is None:
            return _dump(self.answer(text)), "application/json"
        events = self.events(_PIECE.findall(text))
        if self.lines:
            return b"".join(_dump(data) + b"\n" for _, data in events), "application/x-ndjson"
        return b"".join(_sse(name, data) for name, data in events), "text/event-stream"

    def path_of(self, streamed: bool) -> str:
        return self.stream_path if streamed and self.stream_path else self.path


def _dump(data: _Json | str) -> bytes:
    return data.encode() if isinstance(data, str) else json.dumps(data, separators=(",", ":")).encode()


def _sse(name: str, data: _Json | str) -> bytes:
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + _dump(data) + b"\n\n"


def conversation(turns: int) -> bytes:
    """The last turn of a chat: what was said before it is resent, and the question is new in every call."""
    messages = [{"role": "system", "content": _SYSTEM}]
    for turn in range(turns - 1):
        messages.append({"role": "user", "content": question(True, f"{turn:06d}")})
        messages.append({"role": "assistant", "content": answer_text(VALUES).replace("######", f"{turn:06d}")})
    messages.append({"role": "user", "content": question(True)})
    return _dump({"model": "m", "messages": messages})


def _messages(text: str) -> list[_Json]:
    said = (("system", _SYSTEM), ("user", _OPENING), ("assistant", "Baik."), ("user", text))
    return [{"role": role, "content": content} for role, content in said]


def _stream(streamed: bool) -> _Json:
    return {"stream": True} if streamed else {}


def _chunk(delta: _Json, finish: str | None = None) -> tuple[str, _Json]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return "", {"id": "chatcmpl-9Xy", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "m", "choices": [choice]}


def _chat_answer(text: str) -> _Json:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {"id": "chatcmpl-9Xy", "object": "chat.completion", "created": 1_700_000_000, "model": "m", "choices": [choice], "usage": _USAGE}


def _chat_events(pieces: Sequence[str]) -> Sequence[tuple[str, _Json | str]]:
    first = _chunk({"role": "assistant", "content": ""})
    return [first, *(_chunk({"content": piece}) for piece in pieces), _chunk({}, "stop"), ("", "[DONE]")]


_USAGE = {"prompt_tokens": 250, "completion_tokens": 200, "total_tokens": 450}


def _responses_answer(text: str) -> _Json:
    part = {"type": "output_text", "text": text, "annotations": []}
    item = {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": [part]}
    usage = {"input_tokens": 250, "output_tokens": 200, "total_tokens": 450}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_700_000_000,
        "status": "completed",
        "model": "m",
        "output": [item],
        "usage": usage,
    }


def _responses_events(pieces: Sequence[str]) -> Sequence[tuple[str, _Json]]:
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    empty = {**_responses_answer(""), "status": "in_progress", "output": []}
    text = "".join(pieces)
    events: list[tuple[str, _Json]] = [("response.created", {"response": empty})]
    events += [("response.output_text.delta", {**place, "delta": piece}) for piece in pieces]
    events += [("response.output_text.done", {**place, "text": text}), ("response.completed", {"response": _responses_answer(text)})]
    return [(name, {"type": name, "sequence_number": number, **data}) for number, (name, data) in enumerate(events)]


def _claude_answer(text: str) -> _Json:
    usage = {"input_tokens": 250, "output_tokens": 200}
    content = [{"type": "text", "text": text}] if text else []
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": content,
        "stop_reason": "end_turn",
        "usage": usage,
    }


def _claude_events(pieces: Sequence[str]) -> Sequence[tuple[str, _Json]]:
    events: list[tuple[str, _Json]] = [("message_start", {"message": _claude_answer("")})]
    events.append(("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}}))
    events += [("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": piece}}) for piece in pieces]
    events += [
        ("content_block_stop", {"index": 0}),
        ("message_delta", {"delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 200}}),
    ]
    events.append(("message_stop", {}))
    return [(name, {"type": name, **data}) for name, data in events]


def _gemini_answer(text: str) -> _Json:
    candidate = {"content": {"parts": [{"text": text}], "role": "model"}, "index": 0}
    return {"candidates": [candidate], "usageMetadata": {"promptTokenCount": 250, "totalTokenCount": 450}, "modelVersion": "m"}


def _gemini_ask(text: str, streamed: bool) -> _Json:
    said = (("user", _OPENING), ("model", "Baik."), ("user", text))
    contents = [{"role": role, "parts": [{"text": words}]} for role, words in said]
    return {"systemInstruction": {"parts": [{"text": _SYSTEM}]}, "contents": contents}


def _ollama_line(text: str, done: bool) -> _Json:
    return {"model": "m", "created_at": "2026-11-22T00:00:00Z", "message": {"role": "assistant", "content": text}, "done": done}


def _vector(text: str) -> _Json:
    """As long as that of common models: 1,536 numbers."""
    vector = [round(((at * 7919) % 20011 - 10005) / 100_050, 9) for at in range(1536)]
    return {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": vector}], "model": "m", "usage": _USAGE}


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        CHAT: Shape(
            "/v1/chat/completions",
            lambda text, streamed: {"model": "m", **_stream(streamed), "messages": _messages(text)},
            _chat_answer,
            _chat_events,
        ),
        "responses": Shape(
            "/v1/responses",
            lambda text, streamed: {"model": "m", **_stream(streamed), "store": False, "input": _messages(text)},
            _responses_answer,
            _responses_events,
        ),
        "messages": Shape(
            "/v1/messages",
            lambda text, streamed: {
                "model": "m",
                "max_tokens": 1024,
                **_stream(streamed),
                "system": _SYSTEM,
                "messages": _messages(text)[1:],
            },
            _claude_answer,
            _claude_events,
        ),
        "gemini": Shape(
            "/v1beta/models/m:generateContent",
            _gemini_ask,
            _gemini_answer,
            lambda pieces: [("", _gemini_answer(piece)) for piece in pieces],
            "/v1beta/models/m:streamGenerateContent?alt=sse",
        ),
        "ollama": Shape(
            "/api/chat",
            lambda text, streamed: {"model": "m", "stream": streamed, "messages": _messages(text)},
            lambda text: _ollama_line(text, True),
            lambda pieces: [*(("", _ollama_line(piece, False)) for piece in pieces), ("", _ollama_line("", True))],
            lines=True,
        ),
        "embeddings": Shape("/v1/embeddings", lambda text, streamed: {"model": "m", "input": [_SYSTEM, _OPENING, text]}, _vector),
    }
)
"""By the name of the page's line."""
