"""Ollama's own API, as data. It streams lines of JSON, and does so unless the request says ``"stream": false``.

``context``, which ``/api/generate`` gives back, is a conversation in the model's own numbers: what was said there is known to no
vault, so a call that goes on with it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from guardrail.core.text import Place

from .dialect import Dialect, Failure, Framing, Operation, Refusal, Route
from .openai_chat import DECLINER
from .speech import Speech

__all__ = ["OLLAMA", "chat_refusal", "generate_refusal", "ollama_error"]


def ollama_error(failure: Failure) -> Mapping[str, object]:
    """Ollama's error: one sentence. Its client reads nothing else, but ``code`` is there for programs."""
    return {"error": failure.sentence, "code": str(failure.code)}


def chat_refusal(failure: Failure) -> Refusal:
    """The sentence as the assistant's words: Ollama's models decline no other way."""
    return _refusal(failure, *({"message": {"role": "assistant", "content": text}} for text in (failure.sentence, "")))


def generate_refusal(failure: Failure) -> Refusal:
    """The same of ``/api/generate``."""
    return _refusal(failure, {"response": failure.sentence}, {"response": ""})


def _refusal(failure: Failure, said: Mapping[str, object], silence: Mapping[str, object]) -> Refusal:
    head = {"model": DECLINER, "created_at": datetime.fromtimestamp(failure.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    end = {"done": True, "done_reason": "stop"}
    return Refusal({**head, **said, **end}, ({**head, **said, "done": False}, {**head, **silence, **end}))


OLLAMA = Dialect(
    name="ollama",
    routes=(
        Route("POST", "/api/chat", Operation.CHAT, streams=True, refusal=chat_refusal),
        Route("POST", "/api/generate", Operation.TEXT_COMPLETION, streams=True, refusal=generate_refusal),
        Route("POST", "/api/embed", Operation.EMBEDDINGS),
        Route("POST", "/api/embeddings", Operation.EMBEDDINGS),
        Route("POST", "/api/show", Operation.LIST_MODELS),
        Route("GET", "/api/tags", Operation.LIST_MODELS),
        Route("GET", "/api/ps", Operation.LIST_MODELS),
        Route("GET", "/api/version", Operation.LIST_MODELS),
    ),
    framing=Framing.NDJSON,
    error=ollama_error,
    calls=("message/tool_calls/*/function",),
    arguments=("message/tool_calls/*/function/arguments/**",),
    thread=("context",),
    opaque=(
        "model",
        "keep_alive",
        "think",
        "format",
        "format/**/type",
        "format/**/required/*",
        "messages/*/role",
        "messages/*/tool_name",
        "messages/*/tool_call_id",
        "messages/*/tool_calls/*/id",
        "messages/*/tool_calls/*/type",
        "messages/*/tool_calls/*/function/name",
        "tools/*/type",
        "tools/*/function/name",
        "tools/*/function/parameters/**/type",
        "tools/*/function/parameters/**/required/*",
        # the answer
        "created_at",
        "done_reason",
        "message/role",
        "message/tool_calls/*/id",
        "message/tool_calls/*/type",
        "message/tool_calls/*/function/name",
        "message/images/*",
        "image",
        "logprobs/**",
        "embedding/*",
        "embeddings/*/*",
        # models
        "version",
        "modified_at",
        "capabilities/*",
        "details/**",
        "models/*/name",
        "models/*/model",
        "models/*/digest",
        "models/*/modified_at",
        "models/*/expires_at",
        "models/*/details/**",
    ),
    binary=("images/*", "messages/*/images/*"),
    roles=MappingProxyType({"system": Place.SYSTEM, "user": Place.USER, "assistant": Place.ASSISTANT, "tool": Place.TOOL_RESULT}),
    places=MappingProxyType(
        {
            "system": Place.SYSTEM,
            "template": Place.SYSTEM,
            "prompt": Place.USER,
            "suffix": Place.USER,
            "input": Place.USER,
            "tool_calls": Place.TOOL_CALL,
            "tools": Place.TOOL_DEFINITION,
        }
    ),
    whole=("message/tool_calls/**",),
    speech=Speech(texts=("message/content", "response"), ends=("done",), structured=MappingProxyType({"format": frozenset({""})})),
)
