"""Anthropic messages: nothing planted anywhere in a request leaves, and every text of an answer is restored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.core.text import Place
from guardrail.dialects.anthropic import ANTHROPIC, anthropic_error, anthropic_refusal
from guardrail.dialects.dialect import Failure
from guardrail.dialects.leaves import walk

from .canary import outcomes, restored_places, streamed_places, unnamed
from .planting import NIK, leaving

_CACHE = {"cache_control": {"type": "ephemeral", "ttl": "5m"}}
_CITATION = {
    "type": "char_location",
    "cited_text": "kutipan",
    "document_title": "Surat",
    "document_index": 0,
    "start_char_index": 1,
    "end_char_index": 2,
    "encrypted_index": "RW8=",
}
_TEXT = {"type": "text", "text": "Isi berkas.", "citations": [_CITATION], **_CACHE}
_DOCUMENT = {
    "type": "document",
    "source": {"type": "text", "media_type": "text/plain", "data": "Isi surat."},
    "title": "Surat",
    "context": "Dari loket",
    "citations": {"enabled": True},
    **_CACHE,
}
_OF_BLOCKS = {"type": "document", "source": {"type": "content", "content": [_TEXT, {"type": "text", "text": "lagi"}]}}
_CALLER = {"caller": {"type": "code_execution", "tool_id": "srvtoolu_1"}}
_SCHEMA = {
    "type": "object",
    "description": "Data pemohon",
    "properties": {
        "nik": {"type": "string", "description": "Nomor", "enum": ["a", "b"]},
        "isi": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["nik"],
}
_ASSISTANT: list[dict[str, Any]] = [
    {"type": "thinking", "thinking": "Saya cari dulu.", "signature": "RXFvQkNrZ0lDQg=="},
    {"type": "redacted_thinking", "data": "RW9zQkNrZ0lDQg=="},
    _TEXT,
    {"type": "tool_use", "id": "toolu_1", "name": "cari", "input": {"kota": "x", "daftar": [1, {"y": "z"}], "isi": '{"q":"r"}'}, **_CALLER},
    {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "apa"}},
    {
        "type": "web_search_tool_result",
        "tool_use_id": "srvtoolu_1",
        "content": [
            {"type": "web_search_result", "title": "Judul", "url": "https://contoh.id/", "encrypted_content": "RXE=", "page_age": "x"}
        ],
    },
    {
        "type": "web_fetch_tool_result",
        "tool_use_id": "srvtoolu_2",
        "content": {"type": "web_fetch_result", "url": "https://contoh.id/", "content": _DOCUMENT},
    },
    {
        "type": "web_fetch_tool_result",
        "tool_use_id": "srvtoolu_3",
        "content": {"type": "web_fetch_result", "url": "https://contoh.id/", "content": _OF_BLOCKS},
    },
    {
        "type": "code_execution_tool_result",
        "tool_use_id": "srvtoolu_4",
        "content": {"type": "encrypted_code_execution_result", "encrypted_stdout": "RXE=", "stderr": "galat", "content": [{"type": "x"}]},
    },
    {
        "type": "code_execution_tool_result",
        "tool_use_id": "s",
        "content": {"type": "code_execution_tool_result_error", "error_code": "unavailable"},
    },
]
_USER: list[dict[str, Any]] = [
    {"type": "text", "text": "Ada dua lampiran."},
    _DOCUMENT,
    _OF_BLOCKS,
    {"type": "search_result", "source": "https://contoh.id/", "title": "Judul", "content": [_TEXT], "citations": {"enabled": True}},
    {
        "type": "tool_result",
        "tool_use_id": "toolu_1",
        "toolset_name": "kantor",
        "content": [_TEXT, _OF_BLOCKS, {"type": "tool_reference", "tool_name": "cari"}],
        "is_error": False,
    },
    {"type": "tool_result", "tool_use_id": "toolu_2", "content": '{"hasil":"tidak ada","jumlah":0}'},
    {"type": "hologram", "hologram": {"isi": ["apa", 5]}, "error_code": "x"},
]
REQUEST: dict[str, Any] = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 100,
    "system": [{"type": "text", "text": "Anda membantu dinas.", **_CACHE}],
    "messages": [
        {"role": "user", "content": "Tolong periksa berkas ini."},
        {"role": "assistant", "content": _ASSISTANT},
        {"role": "user", "content": _USER},
        {"role": "peran baru", "content": "isi"},
    ],
    "tools": [
        {
            "name": "cari",
            "description": "Cari berkas",
            "input_schema": _SCHEMA,
            "input_examples": [{"nik": "a"}],
            "type": "custom",
            "allowed_callers": ["direct"],
            **_CACHE,
        },
        {"type": "web_search_20250305", "name": "web_search", "allowed_domains": ["contoh.id"], "user_location": {"city": "Semarang"}},
    ],
    "tool_choice": {"type": "tool", "name": "cari"},
    "thinking": {"type": "enabled", "budget_tokens": 1024, "display": "summarized"},
    "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": _SCHEMA}},
    "container": {"id": "container_1", "skills": [{"type": "custom", "skill_id": "skill_1", "version": "latest"}]},
    "metadata": {"user_id": "loket-3"},
    "stop_sequences": ["selesai"],
    "service_tier": "auto",
    "speed": "fast",
    "inference_geo": "us",
    "temperature": 0.3,
    "stream": False,
    "x_vendor": {"baru": [{"isi": "apa"}, ["saja"], 5]},
    **_CACHE,
}
ANSWER: dict[str, Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5",
    "content": [*_ASSISTANT, {"type": "baru", "catatan": {"isi": ["apa"]}}],
    "stop_reason": "tool_use",
    "stop_sequence": "selesai",
    "usage": {"input_tokens": 3, "service_tier": "standard"},
    "x_vendor": {"catatan": "apa"},
}


def _delta(**members: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": 0, "delta": members}


EVENTS: list[dict[str, Any]] = [
    {"type": "message_start", "message": {**ANSWER, "content": []}},
    *({"type": "content_block_start", "index": n, "content_block": block} for n, block in enumerate(_ASSISTANT)),
    _delta(type="text_delta", text="Halo"),
    _delta(type="thinking_delta", thinking="menimbang"),
    _delta(type="citations_delta", citation=_CITATION),
    _delta(type="signature_delta", signature="RXE="),
    _delta(type="baru_delta", baru="isi"),
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": "selesai"}, "usage": {"output_tokens": 1}},
    {"type": "message_stop"},
    {"type": "ping"},
    {"type": "error", "error": {"type": "overloaded_error", "message": "penuh"}, "request_id": "req_1"},
]
_PARTIAL = _delta(type="input_json_delta", partial_json='{"nik":"x"}')
_MODELS = {
    "data": [{"id": "m", "type": "model", "display_name": "M", "created_at": "2026-01-01T00:00:00Z"}],
    "first_id": "m",
    "last_id": "m",
    "has_more": False,
}
_KEPT = (
    *("type", "id", "name", "tool_id", "tool_use_id", "tool_name", "signature", "data", "model", "role", "error_code", "ttl", "media_type"),
    *("encrypted_content", "encrypted_index", "encrypted_stdout", "stop_reason", "service_tier", "request_id"),
)
"""Members of an answer that are no text."""


def _is_text(place: str) -> bool:
    return place.endswith("/source/data") or not place.endswith(("#key", *(f"/{name}" for name in _KEPT)))


@pytest.mark.parametrize("value", [NIK, "NIK 3374.0117.0890.9001"], ids=["bare", "in words, dotted"])
def test_no_planted_nik_leaves(value: str) -> None:
    """A NIK in any string, key, number or JSON in a string is masked, or the call is refused; it never stands in what is sent.

    Refused are identifiers, and a document of a type that nobody knows.
    """
    found = outcomes(REQUEST, ANTHROPIC, value)
    assert set(found.values()) == {"sent", ErrorCode.PERSONAL_DATA_IN_IDENTIFIER, ErrorCode.NOT_INSPECTABLE}
    refused = {place.rpartition("/")[2] for place, outcome in found.items() if outcome == ErrorCode.PERSONAL_DATA_IN_IDENTIFIER}
    assert {name for name in refused if not name.isdigit()} <= {
        *_KEPT,
        *("skill_id", "version", "display", "effort", "speed", "inference_geo", "toolset_name"),
    }
    unread = {place for place, outcome in found.items() if outcome == ErrorCode.NOT_INSPECTABLE}
    assert all(place.endswith(("/source/type", "/source/type#key")) for place in unread)
    assert sum(outcome == "sent" for outcome in found.values()) > len(refused)


_IMAGES: list[dict[str, Any]] = [
    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}},
    {"type": "image", "source": {"type": "url", "url": "https://contoh.id/ktp.png"}},
    {"type": "image", "source": {"type": "file", "file_id": "file_1"}},
    {"type": "image", "source": {"type": "baru", "alamat": "s3:contoh"}},
    {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}},
    {"type": "document", "source": {"type": "url", "url": "https://contoh.id/a.pdf"}},
    {"type": "container_upload", "file_id": "file_1"},
    {"type": "hologram", "isi": ["Data:;Base64,AAAA"]},
]


@pytest.mark.parametrize("part", _IMAGES)
def test_what_nobody_can_read_is_refused(part: dict[str, Any]) -> None:
    """Images and files do not leave, in a turn, in what a tool answered, or in a document made of blocks."""
    nested: list[Any] = [
        part,
        {"type": "tool_result", "tool_use_id": "t", "content": [part]},
        {"type": "document", "source": {"type": "content", "content": [part]}},
        {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "document", "source": {"type": "content", "content": [part]}}]},
        {"type": "web_fetch_tool_result", "tool_use_id": "t", "content": {"type": "web_fetch_result", "content": part}},
    ]
    for block in nested:
        tree = {"model": "uji", "messages": [{"role": "user", "content": [{"type": "text", "text": "Lihat"}, block]}]}
        assert leaving(tree, ANTHROPIC) == (ErrorCode.NOT_INSPECTABLE, "")
    assert leaving({"system": [part], "messages": []}, ANTHROPIC) == (ErrorCode.NOT_INSPECTABLE, "")


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        ({"system": NIK}, Place.SYSTEM),
        ({"system": [{"type": "text", "text": NIK}]}, Place.SYSTEM),
        ({"messages": [{"role": "user", "content": NIK}]}, Place.USER),
        ({"messages": [{"role": "assistant", "content": [{"type": "thinking", "thinking": NIK}]}]}, Place.ASSISTANT),
        ({"messages": [{"role": "assistant", "content": [{"type": "tool_use", "input": {"nik": int(NIK)}}]}]}, Place.TOOL_CALL),
        ({"messages": [{"role": "user", "content": [{"type": "tool_result", "content": NIK}]}]}, Place.TOOL_RESULT),
        ({"messages": [{"role": "user", "content": [{"type": "tool_result", "content": f'{{"nik":{NIK}}}'}]}]}, Place.TOOL_RESULT),
        (
            {"messages": [{"role": "user", "content": [{"type": "tool_result", "content": [{"type": "text", "text": NIK}]}]}]},
            Place.TOOL_RESULT,
        ),
        (
            {"messages": [{"role": "assistant", "content": [{"type": "tool_use", "input": {"type": "tool_result", "x": NIK}}]}]},
            Place.TOOL_CALL,
        ),
        ({"tools": [{"description": NIK}]}, Place.TOOL_DEFINITION),
        ({"metadata": {"user_id": NIK}}, Place.OTHER),
    ],
)
def test_places_say_whose_words_they_are(tree: Any, place: Place) -> None:
    """Policies speak of places: blocks of tools are not the words of the turn they lie in, and cannot pose as another's."""
    assert {leaf.place for leaf in walk(tree, ANTHROPIC) if leaf.text == NIK} == {place}


def test_every_text_of_an_answer_is_restored() -> None:
    """A token in any text of a whole answer gives the caller's value back; in an identifier, a signature or a key it stays."""
    assert {place for place, back in restored_places(ANSWER, ANTHROPIC) if back and "#json" not in place} == _texts(ANSWER)


def _texts(node: Any, place: str = "") -> set[str]:
    if isinstance(node, dict):
        return {text for key, item in node.items() for text in _texts(item, f"{place}/{key}")}
    if isinstance(node, list):
        return {text for i, item in enumerate(node) for text in _texts(item, f"{place}/{i}")}
    return {place} if isinstance(node, str) and _is_text(place) else set()


@pytest.mark.parametrize("event", EVENTS, ids=[event["type"] for event in EVENTS])
def test_every_text_of_a_stream_is_restored(event: dict[str, Any]) -> None:
    """The same in each event of a stream."""
    assert {place for place, back in streamed_places(event, ANTHROPIC) if back and "#json" not in place} == _texts(event)


def test_pieces_of_tool_arguments_are_restored() -> None:
    """``partial_json`` is JSON in pieces: values go in escaped, keys stay."""
    found = {place for place, back in streamed_places(_PARTIAL, ANTHROPIC) if back}
    assert found == {"/delta/partial_json", "/delta/partial_json#json/nik"}


def test_every_glob_names_something() -> None:
    """A name that fits nothing in the samples is a typing error, or a sample is missing."""
    held = {"container": "container_1", "created_at": "x"}
    blocks = {"messages": [{"content": [{"type": "document", "source": {"type": "url", "url": "u"}, "file_id": "f"}]}]}
    missing = unnamed(ANTHROPIC, REQUEST, ANSWER, *EVENTS, _PARTIAL, _MODELS, held, blocks)
    spread = [pattern for pattern in missing if "content/*" in pattern or pattern.startswith(("system/*", "content_block_start"))]
    assert missing == spread  # the members of a block are named wherever a block may stand


@pytest.mark.parametrize("code", list(ErrorCode))
def test_errors_have_anthropics_shape(code: ErrorCode) -> None:
    """The members that its SDK reads, and the event id where it looks for the id of the request."""
    error: Any = anthropic_error(Failure(code, 400, "Kalimat.", "ev-1"))
    assert error == {
        "type": "error",
        "error": {"type": error["error"]["type"], "message": "Kalimat.", "code": str(code)},
        "request_id": "ev-1",
    }


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (ErrorCode.BLOCKED, 400, "invalid_request_error"),
        (ErrorCode.UNAUTHENTICATED, 401, "authentication_error"),
        (ErrorCode.UNKNOWN_MODEL, 404, "not_found_error"),
        (ErrorCode.DETECTOR_ERROR, 503, "api_error"),
        (ErrorCode.OVERLOADED, 503, "overloaded_error"),
        (ErrorCode.UPSTREAM_TIMEOUT, 504, "timeout_error"),
    ],
)
def test_the_type_of_an_error_says_whose_it_is(code: ErrorCode, status: int, kind: str) -> None:
    """Anthropic's own enumeration."""
    error: Any = anthropic_error(Failure(code, status, "Kalimat."))
    assert (error["error"]["type"], error["request_id"]) == (kind, None)


def test_a_stream_ends_with_an_error_event() -> None:
    """The SDK raises for ``event: error``; a bare ``data`` line it would pass over."""
    assert ANTHROPIC.stream_error is not None
    name, data, *rest = ANTHROPIC.stream_error(Failure(ErrorCode.UPSTREAM_CUT, 502, "Putus.", "ev-1")).decode().split("\n")
    assert (name, rest) == ("event: error", ["", ""])
    assert json.loads(data.removeprefix("data: "))["error"]["message"] == "Putus."


def test_a_refusal_stops_for_that_reason() -> None:
    """``stop_reason: refusal`` with the sentence as text; in a stream it is null until the message ends."""
    refusal: Any = anthropic_refusal(Failure(ErrorCode.BLOCKED, 400, "Kalimat.", "e-1"))
    assert (refusal.whole["stop_reason"], refusal.whole["content"]) == ("refusal", [{"type": "text", "text": "Kalimat."}])
    start, opened, delta, closed, end, stop = refusal.events
    assert (start["message"]["stop_reason"], start["message"]["content"], end["delta"]["stop_reason"]) == (None, [], "refusal")
    assert delta["delta"]["text"] == "Kalimat."
    assert [event["type"] for event in (opened, closed, stop)] == ["content_block_start", "content_block_stop", "message_stop"]
