"""OpenAI conversations, as data: items that the AI service keeps and a response goes on with (``conversation``).

Items are those of responses. What is added to a conversation is masked with what its sealed vault knows; without one it is refused.
"""

from __future__ import annotations

from types import MappingProxyType

from guardrail.core.text import Place

from .dialect import Dialect, Operation, Route
from .openai_chat import OPENAI_CHAT, OPENAI_HEADERS, openai_error
from .openai_responses import ITEM_BINARY, ITEM_JSON, ITEM_NAMES, ITEM_PAGE, ITEM_QUERY, RESPONSES_PLACES, TOOL_BINARY, TOOL_NAMES

__all__ = ["OPENAI_CONVERSATIONS"]

_ONE = "/v1/conversations/{conversation_id}"
_ITEM = ("items/*/", "data/*/", "")
"""Where an item stands: in a request, in a list, or as the whole answer."""
_TOOL = tuple(f"{item}tools/*/{inner}" for item in _ITEM for inner in ("", "tools/*/"))

OPENAI_CONVERSATIONS = Dialect(
    name="openai_conversations",
    routes=(
        Route("POST", "/v1/conversations", Operation.CHAT),
        Route("GET", _ONE, Operation.STORED),
        Route("POST", _ONE, Operation.STORED),
        Route("DELETE", _ONE, Operation.STORED),
        Route("POST", f"{_ONE}/items", Operation.CHAT, query=ITEM_QUERY),
        Route("GET", f"{_ONE}/items", Operation.STORED, query=ITEM_PAGE),
        Route("GET", f"{_ONE}/items/{{item_id}}", Operation.STORED, query=ITEM_QUERY),
        Route("DELETE", f"{_ONE}/items/{{item_id}}", Operation.STORED),
    ),
    error=openai_error,
    headers=OPENAI_HEADERS,
    thread=("conversation_id",),
    thread_id=("id",),
    opaque=(
        *("object", "include/*", "first_id", "last_id"),
        *(f"{item}{name}" for item in _ITEM for name in ITEM_NAMES),
        *(f"{tool}{name}" for tool in _TOOL for name in TOOL_NAMES),
    ),
    json_strings=tuple(f"{item}{name}" for item in _ITEM for name in ITEM_JSON),
    binary=(
        *(f"{item}{name}" for item in _ITEM for name in ITEM_BINARY),
        *(f"{tool}{name}" for tool in _TOOL for name in TOOL_BINARY),
        *(f"{item}environment/{name}" for item in _ITEM for name in ("file_ids/*", "skills/*/source/data")),
    ),
    calls=("data/*",),
    arguments=("data/*/input", "input"),
    roles=OPENAI_CHAT.roles,
    places=MappingProxyType({**RESPONSES_PLACES, "items": Place.USER}),
)
