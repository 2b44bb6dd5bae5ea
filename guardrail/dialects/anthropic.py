"""Anthropic messages and token counts, as data.

In a thinking block a value gets the same token in every turn, and comes back only where the service wrote that token exactly: so
the block that goes back to the service is the one it signed. What it brought in by itself is masked, and then it is not; a policy
that masks in answers wants that. The signature itself is never rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guardrail.core.errors import ErrorCode
from guardrail.core.text import Place

from .dialect import Dialect, Failure, Framing, Operation, Refusal, Route
from .leaves import dump
from .openai_chat import DECLINER
from .speech import Speech

__all__ = ["ANTHROPIC", "anthropic_error", "anthropic_refusal"]

_NAMES = (
    "type",
    "id",
    "name",
    "tool_use_id",
    "tool_name",
    "toolset_name",
    "signature",
    "encrypted_content",
    "encrypted_stdout",
    "error_code",
    "cache_control/type",
    "cache_control/ttl",
    "caller/type",
    "caller/tool_id",
    "citations/*/type",
    "citations/*/encrypted_index",
    "source/type",
    "source/media_type",
    "source:text/type",
    "source:text/media_type",
    "source:content/type",
    "content/type",
    "content/encrypted_stdout",
    "content/error_code",
)
"""Members of a content block that are no text."""
_INNER = (
    "",
    "/content/*",
    "/content/content",
    "/content/content/*",
    "/source:content/content/*",
    "/content/*/source:content/content/*",
    "/content/content/source:content/content/*",
)
"""Where blocks stand in a block: in what a tool answered, in a document made of blocks."""
_REQUEST = tuple(f"{outer}{inner}" for outer in ("messages/*/content/*", "system/*") for inner in _INNER)
_ANSWER = tuple(f"{outer}{inner}" for outer in ("content/*", "content_block_start/content_block") for inner in _INNER)
_UNREADABLE = ("source/*", "file_id")
"""Images and documents that are not text, wherever they lie: every source that is not of the type ``text`` or ``content``."""
_EVENTS = (
    "message_start",
    "message_delta",
    "message_stop",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "ping",
    "error",
)


def anthropic_error(failure: Failure) -> Mapping[str, object]:
    """Anthropic's error object; the SDK reads the class of its exception from the status and ``request_id`` for the people."""
    code = failure.code
    kind = {
        ErrorCode.UNAUTHENTICATED: "authentication_error",
        ErrorCode.UNKNOWN_ROUTE: "not_found_error",
        ErrorCode.UNKNOWN_MODEL: "not_found_error",
        ErrorCode.BODY_TOO_LARGE: "request_too_large",
        ErrorCode.UPSTREAM_TIMEOUT: "timeout_error",
        ErrorCode.OVERLOADED: "overloaded_error",
    }.get(code, "api_error" if failure.status >= 500 else "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": failure.sentence, "code": str(code)}, "request_id": failure.event or None}


def anthropic_refusal(failure: Failure) -> Refusal:
    """``stop_reason: refusal``, and the sentence as the one block of text."""
    usage = {"input_tokens": 0, "output_tokens": 0}
    begun = {"id": f"msg_{failure.event}", "type": "message", "role": "assistant", "model": DECLINER, "stop_sequence": None, "usage": usage}
    return Refusal(
        {**begun, "content": [{"type": "text", "text": failure.sentence}], "stop_reason": "refusal"},
        (
            {"type": "message_start", "message": {**begun, "content": [], "stop_reason": None}},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": failure.sentence}},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": "refusal", "stop_sequence": None}, "usage": {"output_tokens": 0}},
            {"type": "message_stop"},
        ),
    )


def _stream_error(failure: Failure) -> bytes:
    return b"event: error\ndata: " + dump(anthropic_error(failure)) + b"\n\n"


_FLAG = "[a-z0-9.-]{1,100}"
_BETA = {"beta": "true"}
_PAGE = {"limit": "[0-9]{1,4}", "after_id": "[A-Za-z0-9._-]{1,200}", "before_id": "[A-Za-z0-9._-]{1,200}", **_BETA}

ANTHROPIC = Dialect(
    name="anthropic",
    routes=(
        Route("POST", "/v1/messages", Operation.CHAT, _BETA, refusal=anthropic_refusal),
        Route("POST", "/v1/messages/count_tokens", Operation.COUNT_TOKENS, _BETA),
        Route("GET", "/v1/models", Operation.LIST_MODELS, _PAGE, header="anthropic-version"),
        Route("GET", "/v1/models/{model}", Operation.LIST_MODELS, _BETA, header="anthropic-version"),
    ),
    framing=Framing.SSE,
    error=anthropic_error,
    stream_error=_stream_error,
    credential="x-api-key",
    headers=MappingProxyType(
        {"anthropic-version": "[0-9]{4}-[0-9]{2}-[0-9]{2}", "anthropic-beta": "[a-z0-9-]{1,100}(, ?[a-z0-9-]{1,100}){0,31}"}
    ),
    tag="type",
    ends=frozenset({"content_block_stop", "message_stop"}),
    whole=("content_block_start/content_block/**",),
    opaque=(
        "model",
        "service_tier",
        "speed",
        "inference_geo",
        "container",
        "container/id",
        "container/skills/*/type",
        "container/skills/*/skill_id",
        "container/skills/*/version",
        "cache_control/type",
        "cache_control/ttl",
        "messages/*/role",
        "thinking/type",
        "thinking/display",
        "tool_choice/type",
        "tool_choice/name",
        "output_config/effort",
        "output_config/format/type",
        "output_config/format/schema/**/type",
        "output_config/format/schema/**/required/*",
        "tools/*/type",
        "tools/*/name",
        "tools/*/cache_control/type",
        "tools/*/cache_control/ttl",
        "tools/*/allowed_callers/*",
        "tools/*/input_schema/**/type",
        "tools/*/input_schema/**/required/*",
        *(f"{block}/{name}" for block in _REQUEST for name in _NAMES),
        "messages/*/content/*/data",  # a redacted thought, encrypted
        # the answer, whole and in events
        "id",
        "type",
        "role",
        "stop_reason",
        "usage/**",
        *(f"{block}/{name}" for block in _ANSWER for name in _NAMES),
        "content/*/data",
        "content_block_start/content_block/data",
        *(f"{event}/type" for event in _EVENTS),
        "error/error/type",
        "error/request_id",
        "message_start/message/id",
        "message_start/message/type",
        "message_start/message/role",
        "message_start/message/model",
        "message_start/message/stop_reason",
        "message_start/message/usage/**",
        "message_delta/delta/stop_reason",
        "content_block_delta/delta/type",
        "content_block_delta/delta/signature",
        "content_block_delta/delta/citation/type",
        "content_block_delta/delta/citation/encrypted_index",
        # lists of models
        "data/*/id",
        "data/*/type",
        "data/*/created_at",
        "created_at",
        "first_id",
        "last_id",
    ),
    calls=("content/*", "content_block_start/content_block"),
    arguments=("content/*/input/**", "content_block_start/content_block/input/**"),
    json_strings=("content_block_delta/delta/partial_json",),
    signed=("content/*/thinking", "content_block_start/content_block/thinking", "content_block_delta/delta/thinking"),
    binary=tuple(f"{block}/{name}" for block in _REQUEST for name in _UNREADABLE),
    roles=MappingProxyType({"system": Place.SYSTEM, "user": Place.USER, "assistant": Place.ASSISTANT}),
    types=MappingProxyType(
        {
            "tool_use": Place.TOOL_CALL,
            "server_tool_use": Place.TOOL_CALL,
            "tool_result": Place.TOOL_RESULT,
            "web_search_tool_result": Place.TOOL_RESULT,
            "web_fetch_tool_result": Place.TOOL_RESULT,
            "code_execution_tool_result": Place.TOOL_RESULT,
            "bash_code_execution_tool_result": Place.TOOL_RESULT,
            "text_editor_code_execution_tool_result": Place.TOOL_RESULT,
            "tool_search_tool_result": Place.TOOL_RESULT,
            "search_result": Place.TOOL_RESULT,
        }
    ),
    places=MappingProxyType({"system": Place.SYSTEM, "tools": Place.TOOL_DEFINITION}),
    variants=MappingProxyType({"source": frozenset({"text", "content"})}),
    speech=Speech(
        texts=("content/*/text", "content_block_delta/delta/text"),
        ends=("message_delta/delta/stop_reason", "message_stop/type"),
        structured=MappingProxyType({"output_config/format/type": frozenset()}),
    ),
)
