"""The Model Context Protocol over HTTP (JSON-RPC 2.0 behind ``POST /mcp``), as data: here the AI service is a server of tools.

Arguments of a tool are masked as the policy says of the place ``tool_call``, what it answers as of ``tool_result``: a server that needs
the values needs a policy of its own. Arguments that a tool wants in headers too (``Mcp-Param-...``) do not go on in them, nor does a
name in base64. Nothing is served but requests of a client and their answers: no stream of a server's own (``GET``), no batches.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guardrail.core.errors import ErrorCode
from guardrail.core.text import Place

from .dialect import Dialect, Failure, Framing, Operation, Refusal, Route

__all__ = ["MCP", "mcp_error", "mcp_refusal"]

_METHODS = frozenset(
    {
        "initialize",
        "server/discover",
        "ping",
        "notifications/initialized",
        "notifications/cancelled",
        "notifications/progress",
        "notifications/roots/list_changed",
        "tools/list",
        "tools/call",
        "prompts/list",
        "prompts/get",
        "resources/list",
        "resources/read",
        "resources/templates/list",
        "resources/subscribe",
        "resources/unsubscribe",
        "completion/complete",
        "logging/setLevel",
        "subscriptions/listen",
    }
)
"""Of the versions from 2024-11-05 to 2026-07-28."""
_CONTENT = ("result/content/*", "result/messages/*/content")
_RESOURCE = ("result/contents/*", *(f"{content}/resource" for content in _CONTENT))
_SCHEMAS = ("inputSchema", "outputSchema")


def mcp_error(failure: Failure) -> Mapping[str, object]:
    """An error of JSON-RPC 2.0 (section 5.1). ``id`` is null where the request could not be read."""
    code = {ErrorCode.UNKNOWN_ROUTE: -32601, ErrorCode.MALFORMED_JSON: -32700, ErrorCode.DUPLICATE_KEY: -32700}.get(
        failure.code, -32603 if failure.status >= 500 else -32600
    )
    data = {"code": str(failure.code), "event": failure.event or None}
    return {"jsonrpc": "2.0", "id": failure.repeated.get("id"), "error": {"code": code, "message": failure.sentence, "data": data}}


def mcp_refusal(failure: Failure) -> Refusal:
    """A tool that reports an error, which a model can read; what is no call of a tool gets an error of JSON-RPC."""
    whole = mcp_error(failure)
    if failure.repeated.get("method") == "tools/call":
        result = {"content": [{"type": "text", "text": failure.sentence}], "isError": True, "resultType": "complete"}
        whole = {"jsonrpc": "2.0", "id": failure.repeated.get("id"), "result": result}
    return Refusal(whole, (whole,))


MCP = Dialect(
    name="mcp",
    routes=(Route("POST", "/mcp", Operation.EXECUTE_TOOL, refusal=mcp_refusal),),
    framing=Framing.SSE,
    error=mcp_error,
    repeats=("id", "method"),
    served=MappingProxyType({"method": _METHODS}),
    headers=MappingProxyType(
        {
            "mcp-protocol-version": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
            "mcp-method": "[a-zA-Z_/]{1,64}",
            "mcp-name": r"(?!=\?)[A-Za-z0-9_.:/@?=&%+~-]{1,300}",
            "mcp-session-id": "[A-Za-z0-9_.:=+/-]{1,200}",
        }
    ),
    speaks=Place.TOOL_RESULT,
    whole=("**",),
    opaque=(
        "jsonrpc",
        "id",
        "method",
        "params/name",
        "params/uri",
        "params/cursor",
        "params/level",
        "params/requestId",
        "params/progressToken",
        "params/requestState",
        "params/protocolVersion",
        "params/clientInfo/name",
        "params/clientInfo/version",
        "params/ref/type",
        "params/ref/name",
        "params/ref/uri",
        "params/_meta/progressToken",
        # the answer, whole and in events
        "result/resultType",
        "result/requestState",
        "result/protocolVersion",
        "result/supportedVersions/*",
        "result/nextCursor",
        "result/serverInfo/name",
        "result/serverInfo/version",
        "result/messages/*/role",
        "result/resources/*/uri",
        "result/resources/*/mimeType",
        "result/resourceTemplates/*/uriTemplate",
        "result/resourceTemplates/*/mimeType",
        "result/prompts/*/name",
        "result/prompts/*/arguments/*/name",
        "result/tools/*/name",
        *(f"result/tools/*/{schema}/**/{name}" for schema in _SCHEMAS for name in ("type", "required/*")),
        *(f"{content}/{name}" for content in _CONTENT for name in ("type", "mimeType", "data")),
        *(f"{content}/{name}" for content in _CONTENT for name in ("annotations/audience/*", "annotations/lastModified")),
        *(f"{resource}/{name}" for resource in _RESOURCE for name in ("uri", "mimeType", "blob")),
    ),
    binary=("result/content/data", "result/content/*/data"),
    places=MappingProxyType({"arguments": Place.TOOL_CALL, "argument": Place.TOOL_CALL}),
)
