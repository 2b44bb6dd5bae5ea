"""OpenAI responses, as data. Items stand in requests, in answers and in events, so their members are named once for all three.

``thread`` names the members that refer to a conversation that the AI service keeps: it is known to a sealed vault, or to none.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guardrail.core.text import Place

from .dialect import BodyForm, Dialect, Failure, Framing, Operation, Refusal, Route
from .leaves import dump
from .openai_chat import DECLINER, OPENAI_CHAT, OPENAI_HEADERS, openai_error
from .speech import Speech

__all__ = [
    "ITEM_BINARY",
    "ITEM_JSON",
    "ITEM_NAMES",
    "ITEM_PAGE",
    "ITEM_QUERY",
    "OPENAI_RESPONSES",
    "RESPONSES_PLACES",
    "TOOL_BINARY",
    "TOOL_NAMES",
    "responses_refusal",
    "responses_stream_error",
]

_INCLUDE = r"[a-z_.]{1,80}"
ITEM_QUERY = MappingProxyType({"include[]": _INCLUDE, "include": _INCLUDE})
ITEM_PAGE = MappingProxyType({**ITEM_QUERY, "after": r"[A-Za-z0-9_-]{1,80}", "limit": r"[0-9]{1,3}", "order": r"asc|desc"})
_AGAIN = MappingProxyType({**ITEM_QUERY, "stream": r"true|false", "starting_after": r"[0-9]{1,9}", "include_obfuscation": r"true|false"})

_ITEMS = ("input/*", "output/*", "data/*", "instructions/*", "*/item", "*/response/output/*", "*/response/instructions/*")
"""Where an item stands: in a request, in an answer, in a list of stored ones, alone or in an answer inside an event."""
_TOOL = ("tools/*", "*/response/tools/*", *(f"{item}/tools/*" for item in _ITEMS))
_TOOLS = (*_TOOL, *(f"{tool}/tools/*" for tool in _TOOL))
"""Where a tool stands: offered, or found by a search for tools; alone or in a namespace."""
_SCHEMAS = ("tools/*/parameters", "text/format/schema", "*/response/tools/*/parameters", "*/response/text/format/schema")
_PARTS = ("content/*", "output/*", "summary/*", "outputs/*", "results/*")
"""Where parts stand in an item."""

ITEM_NAMES = (
    "id",
    "type",
    "role",
    "status",
    "phase",
    "call_id",
    "caller/type",
    "caller/caller_id",
    "name",
    "namespace",
    "server_label",
    "approval_request_id",
    "container_id",
    "encrypted_content",
    "fingerprint",
    "execution",
    "quality",
    "size",
    "background",
    "output_format",
    "action/type",
    "operation/type",
    "acknowledged_safety_checks/*/id",
    "pending_safety_checks/*/id",
    "actions/*/type",
    "tools/*/name",
    *(f"{part}/{name}" for part in _PARTS for name in ("type", "detail", "file_id", "prompt_cache_breakpoint/mode")),
    "content/*/annotations/*/type",
    "content/*/annotations/*/file_id",
    "content/*/annotations/*/container_id",
    "content/*/logprobs/**",
)
ITEM_JSON = ("arguments",)
ITEM_BINARY = (
    "result",
    *(f"{part}/{name}" for part in ("content/*", "output/*") for name in ("image_url", "file_data", "file_url", "input_audio/data")),
    "outputs/*/url",
    "output/image_url",
    "output/file_id",
    "content/*/file_id",
    "output/*/file_id",
)
"""Images, audio and files in an item, by value, by address or by the id of something that was stored elsewhere."""
TOOL_NAMES = (
    "type",
    "name",
    "server_label",
    "connector_id",
    "vector_store_ids/*",
    "format/type",
    "format/syntax",
    "container/type",
    "container",
    "environment/type",
    "environment/container_id",
    "environment/skills/*/type",
    "environment/skills/*/skill_id",
    "environment/skills/*/source/type",
    "environment/skills/*/source/media_type",
    "allowed_tools/*",
)
TOOL_BINARY = (
    "input_image_mask/image_url",
    "input_image_mask/file_id",
    "container/file_ids/*",
    "environment/file_ids/*",
    "environment/skills/*/source/data",
)
_ANSWER = ("id", "object", "status", "model", "service_tier", "previous_response_id", "conversation/id")
_TOP = ("reasoning/effort", "reasoning/summary", "text/verbosity", "text/format/type", "text/format/name", "truncation", "include/*")


RESPONSES_PLACES: Mapping[str, Place] = MappingProxyType(
    {
        "instructions": Place.SYSTEM,
        "input": Place.USER,
        "arguments": Place.TOOL_CALL,
        "output": Place.TOOL_RESULT,
        "outputs": Place.TOOL_RESULT,
        "tools": Place.TOOL_DEFINITION,
        "summary": Place.ASSISTANT,
    }
)
_ENDS = frozenset(
    {
        "response.output_text.done",
        "response.refusal.done",
        "response.reasoning_text.done",
        "response.reasoning_summary_text.done",
        "response.reasoning_summary_part.done",
        "response.function_call_arguments.done",
        "response.mcp_call_arguments.done",
        "response.custom_tool_call_input.done",
        "response.code_interpreter_call_code.done",
        "response.shell_call_command.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
        "response.incomplete",
        "response.failed",
    }
)


def responses_stream_error(failure: Failure) -> bytes:
    """``error``, then ``response.failed``: the SDKs raise nothing for either, and programs look for the one or the other."""
    code, sentence = str(failure.code), failure.sentence
    error = {"type": "error", "code": code, "message": sentence, "param": failure.param, "sequence_number": 0}
    response = {**_response(failure), "status": "failed", "error": {"code": "server_error", "message": sentence}}
    failed = {"type": "response.failed", "response": response, "sequence_number": 1}
    return b"event: error\ndata: " + dump(error) + b"\n\nevent: response.failed\ndata: " + dump(failed) + b"\n\n"


def responses_refusal(failure: Failure) -> Refusal:
    """A message whose one part is a ``refusal``. The answer is ``completed``, as one is in which a model declines."""
    part = {"type": "refusal", "refusal": failure.sentence}
    item = {"id": f"msg_{failure.event}", "type": "message", "role": "assistant"}
    said = {**item, "status": "completed", "content": [part]}
    details = {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    usage = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0, **details}
    begun = {**_response(failure), "status": "in_progress"}
    whole = {**begun, "status": "completed", "output": [said], "usage": usage}
    at = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    events: tuple[dict[str, object], ...] = (
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
        {"type": "response.output_item.added", "output_index": 0, "item": {**item, "status": "in_progress", "content": []}},
        {"type": "response.content_part.added", **at, "part": {"type": "refusal", "refusal": ""}},
        {"type": "response.refusal.delta", **at, "delta": failure.sentence},
        {"type": "response.refusal.done", **at, "refusal": failure.sentence},
        {"type": "response.content_part.done", **at, "part": part},
        {"type": "response.output_item.done", "output_index": 0, "item": said},
        {"type": "response.completed", "response": whole},
    )
    return Refusal(whole, tuple({**event, "sequence_number": number} for number, event in enumerate(events)))


def _response(failure: Failure) -> dict[str, object]:
    """A response that no model gave, before anything is said in it."""
    return {
        "id": failure.answer or f"resp_{failure.event}",  # the SDK takes no other id within one stream
        "object": "response",
        "created_at": failure.at,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "model": DECLINER,
        "output": [],
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
    }


OPENAI_RESPONSES = Dialect(
    name="openai_responses",
    routes=(
        Route("POST", "/v1/responses", Operation.CHAT, refusal=responses_refusal),
        Route("POST", "/v1/responses/compact", Operation.CHAT),
        Route("POST", "/v1/responses/input_tokens", Operation.COUNT_TOKENS),
        Route("GET", "/v1/responses/{response_id}", Operation.STORED, query=_AGAIN),
        Route("DELETE", "/v1/responses/{response_id}", Operation.STORED),
        Route("POST", "/v1/responses/{response_id}/cancel", Operation.STORED, body=BodyForm.NONE),
        Route("GET", "/v1/responses/{response_id}/input_items", Operation.STORED, query=ITEM_PAGE),
    ),
    error=openai_error,
    headers=OPENAI_HEADERS,
    framing=Framing.SSE,
    tag="type",
    thread=("previous_response_id", "conversation", "response_id"),
    thread_id=("id", "conversation/id", "response/id", "response/conversation/id"),
    thread_kept="store",
    ends=_ENDS,
    stream_error=responses_stream_error,
    done="[DONE]",
    opaque=(
        *_ANSWER,
        *_TOP,
        *(f"*/response/{name}" for name in (*_ANSWER, *_TOP)),
        *(f"{where}/{name}" for where in _ITEMS for name in ITEM_NAMES),
        *(f"{where}/{name}" for where in _TOOLS for name in TOOL_NAMES),
        *(f"{where}/**/{name}" for where in _SCHEMAS for name in ("type", "required/*")),
        "tool_choice",
        "tool_choice/type",
        "tool_choice/name",
        "tool_choice/mode",
        "tool_choice/server_label",
        "tool_choice/tools/*/type",
        "tool_choice/tools/*/name",
        "tool_choice/tools/*/server_label",
        "*/response/tool_choice",
        "*/response/tool_choice/**",
        "background_options/completion_window",
        "background_options/continuation_id",
        "context_management/*/type",
        "prompt/id",
        "prompt/version",
        "prompt_cache_retention",
        "prompt_cache_options/comparison_response_id",
        "prompt_cache_options/mode",
        "prompt_cache_options/ttl",
        "service_tier",
        "moderation/model",
        # lists of stored items
        "first_id",
        "last_id",
        # members of events
        "*/type",
        "*/item_id",
        "*/part/type",
        *(f"*/part/annotations/*/{name}" for name in ("type", "file_id", "container_id")),
        "*/part/logprobs/**",
        "*/annotation/type",
        "*/annotation/file_id",
        "*/annotation/container_id",
        "*/logprobs/**",
        "*/obfuscation",
        "*/size",
        "*/quality",
        "*/background",
        "*/output_format",
        "response.audio.delta/delta",
    ),
    calls=("output/*", "*/item", "*/response/output/*"),
    arguments=(
        *(f"{where}/input" for where in ("output/*", "*/item", "*/response/output/*")),
        "response.custom_tool_call_input.delta/delta",
        "response.custom_tool_call_input.done/input",
    ),
    json_strings=(
        *(f"{where}/{name}" for where in _ITEMS for name in ITEM_JSON),
        "response.function_call_arguments.delta/delta",
        "response.function_call_arguments.done/arguments",
        "response.mcp_call_arguments.delta/delta",
        "response.mcp_call_arguments.done/arguments",
    ),
    binary=(
        *(f"{where}/{name}" for where in _ITEMS for name in ITEM_BINARY),
        *(f"{where}/{name}" for where in _TOOLS for name in TOOL_BINARY),
        *(f"{where}/environment/{name}" for where in _ITEMS for name in ("file_ids/*", "skills/*/source/data")),
        *(f"prompt/variables/*/{name}" for name in ("image_url", "file_data", "file_url", "file_id")),
        "*/partial_image_b64",
    ),
    speech=Speech(
        texts=(
            "output/*/content/*/text",
            "response.output_text.delta/delta",
            "response.output_text.done/text",
            "response.content_part.done/part/text",
            "response.output_item.done/item/content/*/text",
            *(f"response.{end}/response/output/*/content/*/text" for end in ("completed", "incomplete")),
        ),
        ends=tuple(f"response.{end}/type" for end in ("completed", "incomplete", "failed")),
        silent=frozenset({"type=reasoning", "type=reasoning_text"}),
        structured=MappingProxyType({"text/format/type": frozenset({"text"})}),
    ),
    roles=OPENAI_CHAT.roles,
    places=RESPONSES_PLACES,
    channel=("output_index", "item_id", "content_index", "summary_index", "command_index", "index", "type"),
    whole=(
        "*/response/**",
        "*/item/**",
        "*/part/**",
        "*/annotation/**",
        "*/text",
        "*/refusal",
        "*/arguments",
        "*/input",
        "*/code",
        "*/command",
        "*/output/**",
        "*/message",
    ),
)
