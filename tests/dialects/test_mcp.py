"""MCP: nothing planted anywhere in a request leaves, and every text of an answer is restored, in both places where it stands."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.text import Place
from guardrail.dialects.dialect import Failure
from guardrail.dialects.leaves import walk
from guardrail.dialects.mcp import MCP, mcp_error, mcp_refusal
from guardrail.dialects.target import aim
from guardrail.pipeline.prepare import prepare

from .canary import outcomes, restored_places, streamed_places, unnamed
from .planting import NIK, a_vault, detector, leaving, national, prepared

_META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "uji", "version": "1"},
}
CALL: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 7,
    "method": "tools/call",
    "params": {
        "name": "cari",
        "arguments": {"kota": "x", "daftar": [1, {"y": "z"}], "isi": '{"q":"r"}'},
        "requestState": "RXE=",
        "_meta": _META,
    },
}
OTHERS: list[dict[str, Any]] = [
    {
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {"sampling": {}},
            "clientInfo": {"name": "uji", "version": "1", "title": "U"},
        },
    },
    {"method": "resources/read", "params": {"uri": "berkas://surat"}},
    {"method": "prompts/get", "params": {"name": "surat", "arguments": {"perihal": "x"}}},
    {
        "method": "completion/complete",
        "params": {"ref": {"type": "ref/prompt", "name": "s", "uri": "u"}, "argument": {"name": "a", "value": "b"}},
    },
    {"method": "notifications/progress", "params": {"requestId": "r", "message": "separuh", "progress": 1}},
    {"method": "logging/setLevel", "params": {"level": "info", "cursor": "c"}},
    {"result": {"action": "accept", "content": {"nama": "x"}}},
]
_TEXT = {"type": "text", "text": "Hasil", "annotations": {"audience": ["user"], "lastModified": "x"}, "_meta": {"catatan": "apa"}}
_RESOURCE = {"uri": "berkas://surat", "mimeType": "text/plain", "text": "Isi surat", "blob": "aXNp"}
_SCHEMA = {"type": "object", "properties": {"nik": {"type": "string", "description": "Nomor"}}, "required": ["nik"]}
ANSWER: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": "7",
    "result": {
        "resultType": "complete",
        "requestState": "RXE=",
        "content": [
            _TEXT,
            {"type": "image", "mimeType": "image/png", "data": "aXNp"},
            {"type": "resource", "resource": _RESOURCE},
            {"type": "baru", "baru": {"isi": ["apa"]}},
        ],
        "structuredContent": {"orang": [{"nama": "x", "usia": 5}], "isi": '{"q":"r"}'},
        "contents": [_RESOURCE],
        "messages": [{"role": "user", "content": _TEXT}, {"role": "user", "content": {"type": "resource", "resource": _RESOURCE}}],
        "tools": [{"name": "cari", "description": "Cari", "inputSchema": _SCHEMA, "outputSchema": _SCHEMA}],
        "prompts": [{"name": "surat", "description": "Surat", "arguments": [{"name": "perihal", "description": "Apa"}]}],
        "resources": [{"uri": "berkas://surat", "mimeType": "text/plain", "description": "Surat"}],
        "resourceTemplates": [{"uriTemplate": "berkas://{nama}", "mimeType": "text/plain", "description": "Surat"}],
        "protocolVersion": "2025-11-25",
        "supportedVersions": ["2026-07-28"],
        "nextCursor": "c",
        "serverInfo": {"name": "s", "version": "1", "title": "S"},
        "instructions": "Pakai cari.",
    },
    "error": {"code": -32000, "message": "galat", "data": {"rincian": "apa"}},
}
_NOTICE = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": {"isi": "apa"}}}
_KEPT = re.compile(
    r".*(#key|^/(jsonrpc|id|method)|/(type|mimeType|data|uri|uriTemplate|blob|role|resultType|requestState|protocolVersion|nextCursor)"
    r"|(audience|required|supportedVersions)/\d|/lastModified|serverInfo/(name|version)|(tools|prompts|arguments)/\d/name|params/level)"
)


@pytest.mark.parametrize("value", [NIK, "NIK 3374.0117.0890.9001"], ids=["bare", "in words, dotted"])
@pytest.mark.parametrize("request_", [CALL, *OTHERS], ids=lambda request: request.get("method", "an answer"))
def test_no_planted_nik_leaves(request_: dict[str, Any], value: str) -> None:
    """A NIK in any string, key, number or JSON in a string is masked, or the call is refused; it never stands in what is sent."""
    found = outcomes(request_, MCP, value)
    assert set(found.values()) <= {"sent", ErrorCode.PERSONAL_DATA_IN_IDENTIFIER, ErrorCode.UNKNOWN_ROUTE}
    assert "sent" in found.values()


@pytest.mark.parametrize("method", ["tools/hapus", "TOOLS/CALL", "tools/call ", "", 5, ["tools/call"], {"a": "b"}, True])
def test_other_methods_are_not_served(method: Any) -> None:
    """What a method that nobody knows would do, nobody can say."""
    with pytest.raises(RequestRefused) as refused:
        prepared({**CALL, "method": method}, MCP)
    assert refused.value.code is ErrorCode.UNKNOWN_ROUTE


def test_batches_are_refused() -> None:
    """One request at a time: MCP has had no batches since 2025-06-18."""
    assert leaving([CALL], MCP) == (ErrorCode.MALFORMED_JSON, "")


@pytest.mark.parametrize("content", [{"type": "image", "data": "aXNp", "mimeType": "image/png"}, [{"type": "audio", "data": "aXNp"}]])
def test_what_nobody_can_read_is_refused(content: Any) -> None:
    """An image that a client gives in answer to its server does not leave."""
    assert leaving({"jsonrpc": "2.0", "id": 1, "result": {"role": "assistant", "content": content}}, MCP) == (ErrorCode.NOT_INSPECTABLE, "")


def test_arguments_are_words_to_a_tool() -> None:
    """Policies speak of places: what a tool is called with is a call of a tool."""
    tree = {**CALL, "params": {"name": "cari", "arguments": {"nik": int(NIK), "isi": [NIK]}, "lain": NIK}}
    assert [leaf.place for leaf in walk(tree, MCP) if leaf.text == NIK] == [Place.TOOL_CALL, Place.TOOL_CALL, Place.OTHER]


def test_every_text_of_an_answer_is_restored() -> None:
    """A token in any text of an answer gives the caller's value back, in ``content`` and in ``structuredContent``."""
    for place, back in restored_places(ANSWER, MCP):
        assert back is (_KEPT.fullmatch(place) is None), place


@pytest.mark.parametrize("event", [ANSWER, _NOTICE], ids=["answer", "notification"])
def test_every_text_of_a_stream_is_restored(event: dict[str, Any]) -> None:
    """The same in an event of a stream, each of which is whole."""
    for place, back in streamed_places(event, MCP):
        assert back is (_KEPT.fullmatch(place) is None or place == "/params/data/isi"), place


def test_every_glob_names_something() -> None:
    """A name that fits nothing in the samples is a typing error, or a sample is missing."""
    sampled = [{"result": {"content": {"type": "image", "data": "aXNp"}}}, {"result": {"content": [{"data": "aXNp"}]}}]
    image = {"result": {"messages": [{"role": "user", "content": {"type": "image", "mimeType": "image/png", "data": "aXNp"}}]}}
    progress = {"params": {"progressToken": "p", "_meta": {"progressToken": "p"}}}
    assert unnamed(MCP, CALL, *OTHERS, ANSWER, _NOTICE, *sampled, image, progress) == []


@pytest.mark.parametrize("code", list(ErrorCode))
def test_errors_have_the_shape_of_json_rpc(code: ErrorCode) -> None:
    """JSON-RPC 2.0, section 5.1: an integer, a sentence, and what programs want to know."""
    error: Any = mcp_error(Failure(code, 400, "Kalimat.", "ev-1"))
    assert (error["jsonrpc"], error["id"], error["error"]["message"]) == ("2.0", None, "Kalimat.")
    assert error["error"]["data"] == {"code": str(code), "event": "ev-1"}


@pytest.mark.parametrize(
    ("code", "status", "number"),
    [
        (ErrorCode.BLOCKED, 400, -32600),
        (ErrorCode.UNKNOWN_ROUTE, 404, -32601),
        (ErrorCode.MALFORMED_JSON, 400, -32700),
        (ErrorCode.DETECTOR_ERROR, 503, -32603),
    ],
)
def test_the_number_of_an_error_says_what_it_is(code: ErrorCode, status: int, number: int) -> None:
    """The numbers that JSON-RPC reserves."""
    error: Any = mcp_error(Failure(code, status, "Kalimat."))
    assert error["error"]["code"] == number


def test_a_refused_tool_reports_an_error() -> None:
    """Which a model can read and correct; other methods fail as requests. Either answers the request that was refused."""
    tool, other = (Failure(ErrorCode.BLOCKED, 400, "Kalimat.", repeated={"id": 7, "method": name}) for name in ("tools/call", "ping"))
    result = {"content": [{"type": "text", "text": "Kalimat."}], "isError": True, "resultType": "complete"}
    assert mcp_refusal(tool).whole == {"jsonrpc": "2.0", "id": 7, "result": result}
    assert mcp_refusal(other).whole == mcp_error(other)


@pytest.mark.parametrize("number", [7, "a-7", None, "x" * 65, "dengan spasi"])
def test_an_error_says_which_request_it_answers(number: object) -> None:
    """The id of a request comes back where it is an identifier; nothing else of it does."""
    call = {"jsonrpc": "2.0", "id": number, "method": "ping"}
    repeated = prepared(call, MCP).repeated
    known = number if number in (7, "a-7") else None
    assert mcp_error(Failure(ErrorCode.BLOCKED, 400, "Kalimat.", repeated=repeated))["id"] == known


@pytest.mark.parametrize(
    ("name", "value", "goes"),
    [
        ("mcp-name", "cari_penduduk", True),
        ("mcp-name", "berkas://surat/1", True),
        ("mcp-name", f"berkas://{NIK}", True),
        ("mcp-name", f"=?base64?{base64.b64encode(NIK.encode()).decode()}?=", False),
        ("mcp-name", "Siti Rahayu", False),
        ("mcp-param-nik", NIK, False),
        ("Mcp-Param-Nik", NIK, False),
    ],
)
def test_what_a_header_may_carry(name: str, value: str, goes: bool) -> None:
    """A name as it is written, and that is looked into; nothing in base64, and no argument."""
    target = aim(MCP.routes[0], MCP, "/mcp", {}, {}, {name: value})
    assert target.headers == (((name, value),) if goes else ())
    assert [leaf.text for leaf in target.leaves()] == ([value] if goes else [])


def test_a_person_in_a_name_refuses_the_call() -> None:
    """It cannot be masked there."""
    target = aim(MCP.routes[0], MCP, "/mcp", {}, {}, {"mcp-name": f"berkas://{NIK}"})
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": {}}).encode()
    with pytest.raises(RequestRefused) as refused:
        prepare(body, MCP, national(), detector(), a_vault, target)
    assert refused.value.code is ErrorCode.PERSONAL_DATA_IN_IDENTIFIER
