"""A small AI service for ``guardrail demo``: speaks OpenAI's chat API in Indonesian and repeats the names and numbers it was given.

It thinks nothing and calls nobody. It keeps the bodies it received, so that the demo can show what an AI service sees.
"""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

__all__ = ["MODEL", "sample_service"]

MODEL = "contoh-1"
_KEPT_BODIES = 32
_PIECE = 3
"""Characters a streamed event carries: fewer than any token has, so that every token arrives in pieces."""
_MOST_CHOICES = 8
_QUOTED = 400
_TOKEN = re.compile(r"\[\[[A-Z][A-Z0-9_]*\]\]")
"""What an outsider can see of a token. The service knows no more of guardrail than any AI service does."""


def sample_service() -> Starlette:
    """The service as an ASGI application. ``app.state.received`` is a bounded deque of request bodies, oldest first."""
    app = Starlette(
        routes=[
            Route("/v1/models", _models, methods=["GET"]),
            Route("/v1/chat/completions", _chat_completions, methods=["POST"]),
        ]
    )
    app.state.received = deque(maxlen=_KEPT_BODIES)
    return app


@dataclass(frozen=True, slots=True)
class _ToolCall:
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the model says: a text or one tool call, the same for each of ``choices``."""

    head: Mapping[str, Any]
    """``id``, ``created`` and ``model``, which every chunk of one answer shares."""
    said: str | _ToolCall
    choices: int
    usage: Mapping[str, int]

    @property
    def finish_reason(self) -> str:
        return "stop" if isinstance(self.said, str) else "tool_calls"


async def _models(request: Request) -> Response:
    return JSONResponse({"object": "list", "data": [{"id": MODEL, "object": "model", "created": 1767225600, "owned_by": "guardrail"}]})


async def _chat_completions(request: Request) -> Response:
    body = await request.body()
    received: deque[bytes] = request.app.state.received
    received.append(body)
    try:
        call = json.loads(body)
    except ValueError:
        return _refusal("the body is not JSON", None)
    if not isinstance(call, dict):
        return _refusal("the body is not an object", None)
    messages = call.get("messages")
    if not isinstance(messages, list) or not messages or not all(isinstance(message, dict) for message in messages):
        return _refusal("messages must be a list of objects", "messages")
    choices = call.get("n") or 1
    if type(choices) is not int or not 1 <= choices <= _MOST_CHOICES:
        return _refusal(f"n must be between 1 and {_MOST_CHOICES}", "n")
    answer = _answer(call, messages, choices)
    if call.get("stream") is not True:
        return JSONResponse(_whole(answer))
    include_usage = bool((call.get("stream_options") or {}).get("include_usage"))
    return StreamingResponse(_events(answer, include_usage), media_type="text/event-stream", headers={"cache-control": "no-cache"})


def _refusal(message: str, param: str | None) -> Response:
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": None}
    return JSONResponse({"error": error}, status_code=400)


def _answer(call: Mapping[str, Any], messages: Sequence[Mapping[str, Any]], choices: int) -> _Answer:
    asked = _last_user_text(messages)
    tool = _tool_to_call(call.get("tools"), asked) if messages[-1].get("role") != "tool" else None
    said = _ToolCall(str(tool["name"]), _arguments(tool, asked)) if tool else _reply(asked)
    prompt = sum(len(_text(message.get("content"))) for message in messages) // 4 + 1
    spoken = choices * (len(said if isinstance(said, str) else said.arguments) // 4 + 1)
    now = time.time_ns()
    return _Answer(
        head={"id": f"chatcmpl-{now:x}", "created": now // 1_000_000_000, "model": str(call.get("model") or MODEL)},
        said=said,
        choices=choices,
        usage={"prompt_tokens": prompt, "completion_tokens": spoken, "total_tokens": prompt + spoken},
    )


def _last_user_text(messages: Sequence[Mapping[str, Any]]) -> str:
    return next((_text(message.get("content")) for message in reversed(messages) if message.get("role") == "user"), "")


def _text(content: Any) -> str:
    """The prose of a ``content``: a string, or the text parts of a list."""
    if isinstance(content, list):
        return " ".join(str(part["text"]) for part in content if isinstance(part, dict) and "text" in part)
    return content if isinstance(content, str) else ""


def _tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text, each once, in order of appearance."""
    return tuple(dict.fromkeys(_TOKEN.findall(text)))


def _reply(asked: str) -> str:
    quote = " ".join(asked.split())[:_QUOTED]
    tokens = _tokens(quote)
    if not tokens:
        return f"Baik, permintaan Anda saya terima: “{quote}”."
    rest = f" Data yang saya catat: {', '.join(tokens[1:])}." if tokens[1:] else ""
    return f"Baik, berikut draf surat untuk {tokens[0]}.{rest} Permintaan Anda: “{quote}”."


def _tool_to_call(tools: Any, asked: str) -> Mapping[str, Any] | None:
    """The tool that the text names, or the first, when the text asks to call one (``panggil``)."""
    if not isinstance(tools, list) or "panggil" not in asked.lower():
        return None
    functions = [tool["function"] for tool in tools if isinstance(tool, dict) and isinstance(tool.get("function"), dict)]
    named = [function for function in functions if function.get("name")]
    return next((function for function in named if str(function["name"]) in asked), named[0] if named else None)


def _arguments(tool: Mapping[str, Any], asked: str) -> str:
    """Tool arguments as JSON: one token to a parameter, the last one takes what is left; without tokens the sentence."""
    values = list(_tokens(asked)) or [asked]
    names = list((tool.get("parameters") or {}).get("properties") or {}) or ["isi"]
    filled = dict(zip(names[:-1], values, strict=False))
    left = values[len(filled) :]
    if left:
        filled[names[-1]] = ", ".join(left)
    return json.dumps(filled, ensure_ascii=False)


def _whole(answer: _Answer) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None}
    if isinstance(answer.said, str):
        message["content"] = answer.said
    else:
        message["tool_calls"] = [
            {"id": "call_1", "type": "function", "function": {"name": answer.said.name, "arguments": answer.said.arguments}}
        ]
    choices = [
        {"index": index, "message": message, "logprobs": None, "finish_reason": answer.finish_reason} for index in range(answer.choices)
    ]
    return {**answer.head, "object": "chat.completion", "choices": choices, "usage": answer.usage}


async def _events(answer: _Answer, include_usage: bool) -> AsyncIterator[bytes]:
    """The answer as server-sent events; the choices take turns, as they do on the wire of a real service."""
    for delta in _deltas(answer.said):
        for index in range(answer.choices):
            yield _event(answer, [{"index": index, "delta": delta, "logprobs": None, "finish_reason": None}])
    for index in range(answer.choices):
        yield _event(answer, [{"index": index, "delta": {}, "logprobs": None, "finish_reason": answer.finish_reason}])
    if include_usage:
        yield _event(answer, [], answer.usage)
    yield b"data: [DONE]\n\n"


def _deltas(said: str | _ToolCall) -> Iterator[dict[str, Any]]:
    if isinstance(said, str):
        yield {"role": "assistant", "content": ""}
        for piece in _pieces(said):
            yield {"content": piece}
        return
    opened = {"index": 0, "id": "call_1", "type": "function", "function": {"name": said.name, "arguments": ""}}
    yield {"role": "assistant", "content": None, "tool_calls": [opened]}
    for piece in _pieces(said.arguments):
        yield {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}


def _pieces(text: str) -> Iterator[str]:
    return (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))


def _event(answer: _Answer, choices: list[dict[str, Any]], usage: Mapping[str, int] | None = None) -> bytes:
    chunk = {**answer.head, "object": "chat.completion.chunk", "choices": choices}
    if usage is not None:
        chunk["usage"] = usage
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()
