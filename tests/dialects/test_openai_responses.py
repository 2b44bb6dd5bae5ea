"""OpenAI responses: every item, part and tool of a request, every copy of a text in an answer and in its events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode, RequestRefused
from guardrail.core.text import LeafKind, Place
from guardrail.dialects.dialect import Failure
from guardrail.dialects.framing import SseDecoder
from guardrail.dialects.leaves import walk
from guardrail.dialects.openai_responses import OPENAI_RESPONSES, responses_refusal, responses_stream_error
from guardrail.pipeline.stream import StreamRestorer

from .canary import outcomes, restored_places, streamed_places
from .planting import NIK, a_vault, leaving, prepared

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"nik": {"type": "string", "description": "Nomor", "enum": ["a", "b"]}},
    "required": ["nik"],
    "additionalProperties": False,
}
ITEMS: list[dict[str, Any]] = [
    {"role": "developer", "content": "Jawab dengan sopan."},
    {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Periksa berkas ini."}], "status": "completed"},
    {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [
            {
                "type": "output_text",
                "text": "Baik.",
                "annotations": [{"type": "url_citation", "title": "Judul", "url": "https://contoh.id/"}],
            },
            {"type": "refusal", "refusal": "Tidak dapat."},
        ],
    },
    {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Menimbang"}], "encrypted_content": "gAAA"},
    {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "cari", "arguments": '{"kota":"x","isi":["y"],"n":3}'},
    {"type": "function_call_output", "call_id": "call_1", "output": '{"hasil":"tidak ada"}'},
    {"type": "function_call_output", "call_id": "call_2", "output": [{"type": "input_text", "text": "selesai"}]},
    {"type": "custom_tool_call", "call_id": "call_3", "name": "tulis", "input": "isi"},
    {"type": "custom_tool_call_output", "call_id": "call_3", "output": "selesai"},
    {"type": "local_shell_call", "id": "ls_1", "call_id": "call_4", "action": {"type": "exec", "command": ["ls"], "env": {"A": "b"}}},
    {"type": "shell_call_output", "call_id": "c", "output": [{"stdout": "a", "stderr": "b", "outcome": {"type": "exit", "exit_code": 0}}]},
    {
        "type": "apply_patch_call",
        "call_id": "c",
        "operation": {"type": "update_file", "path": "a.txt", "diff": "+b"},
        "status": "completed",
    },
    {"type": "mcp_call", "id": "mcp_1", "name": "cari", "server_label": "arsip", "arguments": '{"a":"b"}', "output": "isi", "error": None},
    {
        "type": "mcp_list_tools",
        "id": "m",
        "server_label": "arsip",
        "tools": [{"name": "cari", "description": "Cari", "input_schema": SCHEMA}],
    },
    {"type": "file_search_call", "id": "fs_1", "queries": ["apa"], "results": [{"file_id": "file-1", "filename": "a.txt", "text": "isi"}]},
    {"type": "code_interpreter_call", "id": "ci_1", "code": "print(1)", "container_id": "cn", "outputs": [{"type": "logs", "logs": "1"}]},
    {"type": "web_search_call", "id": "ws_1", "action": {"type": "search", "query": "apa"}, "status": "completed"},
    {"type": "item_reference", "id": "msg_0"},
    {"type": "jenis baru", "catatan": {"apa": ["saja"]}},
]
REQUEST: dict[str, Any] = {
    "model": "gpt-5",
    "instructions": "Anda membantu dinas.",
    "input": ITEMS,
    "tools": [
        {"type": "function", "name": "cari", "description": "Cari berkas", "strict": True, "parameters": SCHEMA},
        {"type": "mcp", "server_label": "arsip", "server_description": "Arsip", "headers": {"x-a": "b"}, "allowed_tools": ["cari"]},
        {"type": "web_search", "user_location": {"type": "approximate", "city": "Semarang"}},
        {
            "type": "custom",
            "name": "tulis",
            "description": "Tulis",
            "format": {"type": "grammar", "syntax": "lark", "definition": "start: x"},
        },
    ],
    "tool_choice": {"type": "function", "name": "cari"},
    "text": {"format": {"type": "json_schema", "name": "hasil", "description": "Bentuk", "schema": SCHEMA}, "verbosity": "low"},
    "reasoning": {"effort": "low", "summary": "auto"},
    "include": ["reasoning.encrypted_content"],
    "prompt": {"id": "pmpt_1", "version": "2", "variables": {"kota": "Semarang"}},
    "metadata": {"loket": "tiga"},
    "user": "loket-3",
    "safety_identifier": "s-1",
    "prompt_cache_key": "kunci",
    "store": True,
    "stream": False,
    "max_output_tokens": 100,
    "x_vendor": {"baru": [{"isi": "apa"}, ["saja"], 5]},
}
_CALL = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "cari", "arguments": '{"nik":"x"}', "status": "completed"}
_PART = {"type": "output_text", "text": "Jawaban", "annotations": [], "logprobs": []}
_MESSAGE = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [_PART]}
_OUTPUT: list[dict[str, Any]] = [
    {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Menimbang"}], "encrypted_content": "gAAA"},
    {**_MESSAGE, "content": [_PART, {"type": "refusal", "refusal": "Maaf"}]},
    _CALL,
    {"type": "image_generation_call", "id": "ig_1", "result": "iVBO", "revised_prompt": "kucing", "status": "completed"},
]
ANSWER: dict[str, Any] = {
    "id": "resp_1",
    "object": "response",
    "status": "completed",
    "created_at": 1,
    "model": "gpt-5",
    "instructions": "Anda membantu dinas.",
    "output": _OUTPUT,
    "error": {"code": "server_error", "message": "Gagal"},
    "previous_response_id": "resp_0",
    "tools": [{"type": "function", "name": "cari", "description": "Cari berkas", "parameters": SCHEMA}],
    "text": {"format": {"type": "text"}},
    "metadata": {"loket": "tiga"},
    "x_vendor": {"catatan": "apa"},
}
_AT = {"item_id": "msg_1", "output_index": 0, "content_index": 0, "sequence_number": 4}
EVENTS: list[dict[str, Any]] = [
    {"type": "response.created", "response": {**ANSWER, "output": []}, "sequence_number": 0},
    {"type": "response.output_item.added", "item": {**_MESSAGE, "content": []}, "output_index": 0, "sequence_number": 1},
    {"type": "response.content_part.added", "part": _PART, **_AT},
    {"type": "response.output_text.delta", "delta": "Jawaban", "logprobs": [{"token": "Ja"}], "obfuscation": "xyz", **_AT},
    {"type": "response.output_text.done", "text": "Jawaban", "logprobs": [], **_AT},
    {
        "type": "response.output_text.annotation.added",
        "annotation": {"type": "url_citation", "title": "Judul"},
        "annotation_index": 0,
        **_AT,
    },
    {"type": "response.content_part.done", "part": _PART, **_AT},
    {"type": "response.output_item.done", "item": _CALL, "output_index": 1, "sequence_number": 5},
    {"type": "response.refusal.delta", "delta": "Maaf", **_AT},
    {"type": "response.refusal.done", "refusal": "Maaf", **_AT},
    {"type": "response.reasoning_summary_text.delta", "delta": "Menimbang", "summary_index": 0, **_AT},
    {"type": "response.reasoning_summary_text.done", "text": "Menimbang", "summary_index": 0, **_AT},
    {"type": "response.function_call_arguments.delta", "delta": '{"nik":"x"}', **_AT},
    {"type": "response.function_call_arguments.done", "arguments": '{"nik":"x"}', **_AT},
    {"type": "response.custom_tool_call_input.delta", "delta": "isi", **_AT},
    {"type": "response.code_interpreter_call_code.done", "code": "print()", **_AT},
    {"type": "response.shell_call_output_content.delta", "delta": {"stdout": "a"}, "command_index": 0, **_AT},
    {"type": "response.completed", "response": ANSWER, "sequence_number": 9},
    {"type": "jenis.baru", "catatan": "apa"},
]
_KEPT = {
    *("id", "object", "status", "model", "type", "role", "name", "call_id", "encrypted_content", "result", "previous_response_id"),
    *("item_id", "token", "obfuscation", "required/0"),
}
"""Members of an answer that are no text."""
NAMES = {
    *("model", "type", "role", "status", "id", "call_id", "name", "server_label", "encrypted_content", "file_id", "container_id", "effort"),
    *("summary", "verbosity", "syntax", "version", "0"),
}
"""Members of a request in which a value cannot be masked: the vendor needs them unchanged."""


def _is_text(place: str) -> bool:
    return not place.endswith(("#key", *(f"/{name}" for name in _KEPT)))


@pytest.mark.parametrize("value", [NIK, "NIK 337401 170890 9001"], ids=["bare", "in words"])
def test_no_planted_nik_leaves(value: str) -> None:
    """In any item, part, tool, number or key a NIK is masked or refuses the call; only identifiers refuse."""
    found = outcomes(REQUEST, OPENAI_RESPONSES, value)
    refused = {place.rpartition("/")[2] for place, outcome in found.items() if outcome != "sent"}
    assert refused <= NAMES
    assert list(found.values()).count("sent") > 2 * (len(found) - list(found.values()).count("sent"))


def test_every_text_of_an_answer_is_restored() -> None:
    """Texts, refusals, arguments, summaries, the echo of instructions and tools; no identifier, no key."""
    for place, restored in restored_places(ANSWER, OPENAI_RESPONSES):
        assert restored is _is_text(place), place


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["type"])
def test_every_text_of_an_event_is_restored(event: dict[str, Any]) -> None:
    """Each copy of a text: pieces, whole texts, parts, items, the whole answer."""
    for place, restored in streamed_places(event, OPENAI_RESPONSES):
        assert restored is _is_text(place), place


def test_all_copies_of_a_streamed_text_are_restored() -> None:
    """A token cut over two pieces comes back in the pieces, in the whole text, in its part and in the answer at the end (T6)."""
    vault = a_vault()
    token = vault.put("ID_NIK", NIK)
    part = {**_PART, "text": f"NIK {token}"}
    events: list[dict[str, Any]] = [
        {"type": "response.output_text.delta", "delta": f"NIK {token[:5]}", **_AT},
        {"type": "response.output_text.delta", "delta": token[5:], **_AT},
        {"type": "response.output_text.done", "text": f"NIK {token}", **_AT},
        {"type": "response.content_part.done", "part": part, **_AT},
        {"type": "response.completed", "response": {**ANSWER, "output": [{**_MESSAGE, "content": [part]}]}},
    ]
    restorer = StreamRestorer(OPENAI_RESPONSES, vault)
    raw = b"".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events)
    said = SseDecoder().decode(restorer.decode(raw) + restorer.flush())
    trees = [json.loads(event.data or "") for event in said]
    assert trees[0]["delta"] + trees[1]["delta"] == trees[2]["text"] == trees[3]["part"]["text"] == f"NIK {NIK}"
    assert trees[4]["response"]["output"][0]["content"][0]["text"] == f"NIK {NIK}"


@pytest.mark.parametrize("member", OPENAI_RESPONSES.thread)
def test_a_conversation_kept_elsewhere_is_refused(member: str) -> None:
    """What was said there is known to no vault here; ``store`` alone, and a member that is null, refer to nothing."""
    with pytest.raises(RequestRefused) as refused:
        prepared({"model": "uji", "input": "Siapa nama saya?", member: "resp_1"}, OPENAI_RESPONSES)
    assert refused.value.code is ErrorCode.SERVER_SIDE_STATE
    assert leaving({"model": "uji", "input": "Halo", member: None, "store": True}, OPENAI_RESPONSES)[0] == "sent"


@pytest.mark.parametrize(
    "part",
    [
        {"type": "input_image", "image_url": "https://contoh.id/ktp.png"},
        {"type": "input_image", "file_id": "file-1"},
        {"type": "input_file", "file_data": "JVBERi0="},
        {"type": "input_file", "file_url": "https://contoh.id/ktp.pdf"},
        {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
        {"type": "hologram", "isi": "data:model/gltf;base64,AAAA"},
    ],
)
@pytest.mark.parametrize("where", ["message", "function_call_output"])
def test_what_nobody_can_read_is_refused(part: dict[str, Any], where: str) -> None:
    """Images, files and audio do not leave, by value, by address or by id."""
    item = {"type": where, "role": "user", "content": [part]} if where == "message" else {"type": where, "call_id": "c", "output": [part]}
    assert leaving({"model": "uji", "input": [item]}, OPENAI_RESPONSES) == (ErrorCode.NOT_INSPECTABLE, "")


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        ({"input": NIK}, Place.USER),
        ({"instructions": NIK}, Place.SYSTEM),
        ({"input": [{"role": "system", "content": NIK}]}, Place.SYSTEM),
        ({"input": [{"role": "assistant", "content": [{"text": NIK}]}]}, Place.ASSISTANT),
        ({"input": [{"type": "function_call", "arguments": f'{{"a":{NIK}}}'}]}, Place.TOOL_CALL),
        ({"input": [{"type": "function_call_output", "output": NIK}]}, Place.TOOL_RESULT),
        ({"tools": [{"description": NIK}]}, Place.TOOL_DEFINITION),
        ({"metadata": {"a": NIK}}, Place.OTHER),
    ],
)
def test_places_say_whose_words_they_are(tree: Any, place: Place) -> None:
    """Policies speak of places."""
    assert {leaf.place for leaf in walk(tree, OPENAI_RESPONSES) if leaf.text == NIK} == {place}


def test_what_the_service_sealed_stays_as_it_is() -> None:
    """Encrypted reasoning goes back and forth unchanged."""
    for shape in (
        "input/*/encrypted_content",
        "output/*/encrypted_content",
        "*/item/encrypted_content",
        "*/response/output/*/encrypted_content",
    ):
        assert OPENAI_RESPONSES.kind(shape) is LeafKind.OPAQUE


def test_a_broken_stream_says_it_twice() -> None:
    """The SDKs raise nothing for either event, so programs are given the one they know."""
    error, failed = SseDecoder().decode(responses_stream_error(Failure(ErrorCode.UPSTREAM_CUT, 502, "Kalimat.", "e-1")))
    assert error.raw.startswith(b"event: error\n")
    assert json.loads(error.data or "")["message"] == "Kalimat."
    response = json.loads(failed.data or "")["response"]
    assert (response["status"], response["error"]["message"], response["id"]) == ("failed", "Kalimat.", "resp_e-1")


def test_a_refusal_is_a_part_of_a_message() -> None:
    """The answer is complete; in a stream each part opens, says it, and closes, numbered without a gap."""
    refusal: Any = responses_refusal(Failure(ErrorCode.BLOCKED, 400, "Kalimat.", "e-1", at=5))
    part = {"type": "refusal", "refusal": "Kalimat."}
    assert (refusal.whole["status"], refusal.whole["created_at"], refusal.whole["output"][0]["content"]) == ("completed", 5, [part])
    assert [event["sequence_number"] for event in refusal.events] == list(range(9))
    kinds = [event["type"].removeprefix("response.") for event in refusal.events]
    opened = ["created", "in_progress", "output_item.added", "content_part.added", "refusal.delta"]
    assert kinds == [*opened, "refusal.done", "content_part.done", "output_item.done", "completed"]
    assert refusal.events[-1]["response"] == refusal.whole
