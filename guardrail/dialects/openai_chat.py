"""OpenAI chat completions and the list of models, as data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from guardrail.core.errors import ErrorCode
from guardrail.core.text import Place

from .dialect import Dialect, Failure, Framing, Operation, Refusal, Route
from .speech import Speech

__all__ = ["DECLINER", "NO_TOKENS", "OPENAI_CHAT", "OPENAI_HEADERS", "chat_refusal", "openai_error"]

DECLINER: Final = "guardrail"
"""Stands for the model of an answer that no model gave. The name the caller sent may hold anything, so it is not repeated."""
NO_TOKENS: Mapping[str, int] = MappingProxyType({"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0})

OPENAI_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "openai-organization": r"org-[A-Za-z0-9]{1,48}",
        "openai-project": r"proj_[A-Za-z0-9_]{1,48}",
        "openai-beta": r"[a-z_]{1,40}=v[0-9]{1,2}(?:,\s?[a-z_]{1,40}=v[0-9]{1,2}){0,3}",
    }
)
"""Whose bill a call is on, and which betas it uses. Not ``idempotency-key``: a refused call must not be answered from memory."""


def openai_error(failure: Failure) -> Mapping[str, object]:
    """OpenAI's error object. ``type`` is their enumeration; a missing ``param`` is null, never the word "None"."""
    code = failure.code
    kind = {
        ErrorCode.UNAUTHENTICATED: "authentication_error",
        ErrorCode.DETECTOR_ERROR: "server_error",
        ErrorCode.AUDIT_UNAVAILABLE: "server_error",
        ErrorCode.POLICY_UNAVAILABLE: "server_error",
        ErrorCode.INTERNAL_ERROR: "server_error",
        ErrorCode.OVERLOADED: "server_error",
    }.get(code, "upstream_error" if code.startswith("upstream") else "invalid_request_error")
    return {"error": {"message": failure.sentence, "type": kind, "param": failure.param, "code": str(code)}}


def chat_refusal(failure: Failure) -> Refusal:
    """``message.refusal`` and ``finish_reason: content_filter``. ``content`` is null, as OpenAI has it beside a refusal."""
    head = {"id": f"chatcmpl-{failure.event}", "created": failure.at, "model": DECLINER}
    said = {"role": "assistant", "content": None, "refusal": failure.sentence}
    last = {"index": 0, "finish_reason": "content_filter", "logprobs": None}
    chunk = {**head, "object": "chat.completion.chunk"}
    return Refusal(
        {**head, "object": "chat.completion", "choices": [{**last, "message": said}], "usage": dict(NO_TOKENS)},
        (
            {**chunk, "choices": [{"index": 0, "delta": said, "finish_reason": None}]},
            {**chunk, "choices": [{**last, "delta": {}}], "usage": dict(NO_TOKENS)},
        ),
    )


OPENAI_CHAT = Dialect(
    name="openai_chat",
    routes=(
        Route("POST", "/v1/chat/completions", Operation.CHAT, refusal=chat_refusal),
        Route("GET", "/v1/models", Operation.LIST_MODELS),
        Route("GET", "/v1/models/{model}", Operation.LIST_MODELS),
    ),
    headers=OPENAI_HEADERS,
    framing=Framing.SSE,
    error=openai_error,
    opaque=(
        "model",
        "object",
        "id",
        "created",
        "system_fingerprint",
        "service_tier",
        "reasoning_effort",
        "verbosity",
        "modalities/*",
        "response_format/type",
        "response_format/json_schema/name",
        "tool_choice",
        "tool_choice/type",
        "tool_choice/function/name",
        "tools/*/type",
        "tools/*/function/name",
        "tools/*/custom/name",
        "tool_choice/custom/name",
        "audio/voice",
        "audio/voice/id",
        "audio/format",
        "moderation/model",
        "messages/*/role",
        "messages/*/tool_call_id",
        "messages/*/content/*/type",
        "messages/*/content/*/image_url/detail",
        "messages/*/tool_calls/*/id",
        "messages/*/tool_calls/*/type",
        "messages/*/tool_calls/*/function/name",
        "messages/*/tool_calls/*/custom/name",
        "messages/*/function_call/name",
        "functions/*/name",
        "function_call/name",
        "tools/*/function/parameters/**/type",
        "functions/*/parameters/**/type",
        "response_format/json_schema/schema/**/type",
        "tools/*/function/parameters/**/required/*",
        "functions/*/parameters/**/required/*",
        "response_format/json_schema/schema/**/required/*",
        # the answer
        "choices/*/finish_reason",
        "choices/*/message/role",
        "choices/*/delta/role",
        "choices/*/message/tool_calls/*/id",
        "choices/*/message/tool_calls/*/type",
        "choices/*/message/tool_calls/*/function/name",
        "choices/*/message/function_call/name",
        "choices/*/delta/tool_calls/*/id",
        "choices/*/delta/tool_calls/*/type",
        "choices/*/delta/tool_calls/*/function/name",
        "choices/*/delta/function_call/name",
        "choices/*/logprobs/**",
        "choices/*/message/tool_calls/*/custom/name",
        "choices/*/message/audio/id",
        "choices/*/delta/audio/id",
        "obfuscation",
        "data/*/id",
        "data/*/object",
        "data/*/owned_by",
        "owned_by",
    ),
    calls=(
        "choices/*/message/tool_calls/*/function",
        "choices/*/message/tool_calls/*/custom",
        "choices/*/message/function_call",
        "choices/*/delta/tool_calls/*/function",
        "choices/*/delta/tool_calls/*/custom",
        "choices/*/delta/function_call",
    ),
    arguments=("choices/*/message/tool_calls/*/custom/input", "choices/*/delta/tool_calls/*/custom/input"),
    json_strings=(
        "messages/*/tool_calls/*/function/arguments",
        "messages/*/function_call/arguments",
        "choices/*/message/tool_calls/*/function/arguments",
        "choices/*/message/function_call/arguments",
        "choices/*/delta/tool_calls/*/function/arguments",
        "choices/*/delta/function_call/arguments",
    ),
    binary=(
        "messages/*/content/*/image_url/url",
        "messages/*/content/*/input_audio/data",
        "messages/*/content/*/file/file_data",
        "messages/*/content/*/file/file_id",
        "messages/*/content/*/image_url",
        "messages/*/audio/id",
        "choices/*/message/audio/data",
        "choices/*/delta/audio/data",
    ),
    roles=MappingProxyType(
        {
            "system": Place.SYSTEM,
            "developer": Place.SYSTEM,
            "user": Place.USER,
            "assistant": Place.ASSISTANT,
            "tool": Place.TOOL_RESULT,
            "function": Place.TOOL_RESULT,
        }
    ),
    places=MappingProxyType(
        {
            "tool_calls": Place.TOOL_CALL,
            "function_call": Place.TOOL_CALL,
            "tools": Place.TOOL_DEFINITION,
            "functions": Place.TOOL_DEFINITION,
        }
    ),
    speech=Speech(
        texts=("choices/*/message/content", "choices/*/delta/content"),
        ends=("choices/*/finish_reason",),
        beside="choices",
        structured=MappingProxyType({"response_format/type": frozenset({"text"})}),
    ),
    done="[DONE]",
)
