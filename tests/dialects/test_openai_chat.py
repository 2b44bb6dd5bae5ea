"""OpenAI chat completions: nothing planted anywhere in a request leaves, and every text of an answer is restored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.core.text import Place
from guardrail.dialects.dialect import Failure, glob
from guardrail.dialects.leaves import walk
from guardrail.dialects.openai_chat import OPENAI_CHAT, chat_refusal, openai_error
from guardrail.dialects.positions import without_positions
from guardrail.pipeline.restore import restore
from guardrail.pipeline.stream import StreamRestorer

from .planting import NIK, a_vault, leaving, plantings

_PARAMETERS = {
    "type": "object",
    "description": "Data pemohon",
    "properties": {
        "nik": {"type": "string", "description": "Nomor", "enum": ["a", "b"], "pattern": "^x$"},
        "type": {"type": "string", "title": "Jenis berkas"},
        "daftar": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer", "maximum": 9}}, "required": ["n"]}},
    },
    "required": ["nik"],
    "additionalProperties": False,
}
REQUEST: dict[str, Any] = {
    "model": "gpt-4o-mini",
    "messages": [
        {"role": "developer", "content": "Jawab dengan sopan."},
        {"role": "system", "content": [{"type": "text", "text": "Anda membantu dinas."}], "name": "pengatur"},
        {"role": "user", "content": "Tolong periksa berkas ini.", "name": "loket"},
        {"role": "user", "content": [{"type": "text", "text": "Ada dua lampiran.", "cache_control": {"type": "ephemeral"}}]},
        {
            "role": "assistant",
            "content": None,
            "refusal": "Tidak dapat.",
            "reasoning_content": "Saya cari dulu.",
            "tool_calls": [
                {
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "cari", "arguments": '{"kota":"x","daftar":[1,{"y":"z"}],"isi":"{\\"q\\":\\"r\\",\\"n\\":2}"}'},
                },
                {"id": "call_2", "type": "custom", "custom": {"name": "tulis", "input": "isi"}},
            ],
            "function_call": {"name": "lama", "arguments": '{"a":"b"}'},
            "annotations": [{"type": "url_citation", "url_citation": {"url": "https://contoh.id/", "title": "Judul", "start_index": 1}}],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": '{"hasil":"tidak ada","jumlah":0}'},
        {"role": "function", "name": "lama", "content": "selesai"},
        {"role": "peran baru", "content": "isi", "vendor_part": {"apa": ["saja"]}},
    ],
    "tools": [{"type": "function", "function": {"name": "cari", "description": "Cari berkas", "strict": True, "parameters": _PARAMETERS}}],
    "functions": [{"name": "lama", "description": "Cara lama", "parameters": _PARAMETERS}],
    "function_call": {"name": "lama"},
    "tool_choice": {"type": "function", "function": {"name": "cari"}},
    "response_format": {"type": "json_schema", "json_schema": {"name": "hasil", "description": "Bentuk", "schema": _PARAMETERS}},
    "prediction": {"type": "content", "content": "Dengan hormat"},
    "stop": ["selesai"],
    "metadata": {"loket": "tiga"},
    "user": "loket-3",
    "safety_identifier": "s-1",
    "prompt_cache_key": "kunci",
    "logit_bias": {"50256": -100},
    "web_search_options": {"user_location": {"approximate": {"city": "Semarang"}}},
    "modalities": ["text"],
    "reasoning_effort": "low",
    "stream": False,
    "stream_options": {"include_usage": True},
    "n": 2,
    "seed": 7,
    "temperature": 0.3,
    "max_completion_tokens": 100,
    "x_vendor": {"baru": [{"isi": "apa"}, ["saja"], 5]},
}
_PARTS: list[dict[str, Any]] = [
    {"type": "image_url", "image_url": {"url": "https://contoh.id/ktp.png"}},
    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "low"}},
    {"type": "image_url", "image_url": "https://contoh.id/ktp.png"},
    {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
    {"type": "file", "file": {"file_data": "JVBERi0=", "filename": "ktp.pdf"}},
    {"type": "file", "file": {"file_id": "file-1"}},
    {"type": "hologram", "hologram": {"isi": "data:model/gltf;base64,AAAA"}},
    {"type": "hologram", "isi": ["Data:;Base64,AAAA"]},
]
_TOKEN = a_vault().put("ID_NIK", NIK)


@pytest.mark.parametrize(
    "value", [NIK, f"NIK {NIK}", "NIK 3374.0117.0890.9001", "337401 170890 9001"], ids=["bare", "in words", "dotted", "spaced"]
)
def test_no_planted_nik_leaves(value: str) -> None:
    """A NIK in any string, key, number or JSON in a string is masked, or the call is refused; it never stands in what is sent."""
    outcomes: Counter[str] = Counter()
    for place, tree in plantings(REQUEST, value):
        outcome, text = leaving(tree, OPENAI_CHAT)
        outcomes[outcome] += 1
        assert NIK not in text, place
    assert set(outcomes) == {"sent", ErrorCode.PERSONAL_DATA_IN_IDENTIFIER}
    assert outcomes["sent"] > 3 * outcomes[ErrorCode.PERSONAL_DATA_IN_IDENTIFIER]


def test_only_identifiers_refuse_a_call() -> None:
    """Whatever people write is masked; refused are names, ids and enumerations, which the vendor needs unchanged."""
    refused = {place.rpartition("/")[2] for place, tree in plantings(REQUEST, NIK) if leaving(tree, OPENAI_CHAT)[0] != "sent"}
    assert refused == {"model", "role", "type", "name", "id", "tool_call_id", "reasoning_effort"} | {
        place for place in refused if place.isdigit()
    }
    assert leaving({**REQUEST, "user": NIK}, OPENAI_CHAT)[0] == "sent"


@pytest.mark.parametrize("part", _PARTS)
@pytest.mark.parametrize("role", ["user", "system", "tool", "assistant"])
def test_what_nobody_can_read_is_refused(part: dict[str, Any], role: str) -> None:
    """Images, audio, files and ``data:`` URLs do not leave, whoever says them and whatever the part is called."""
    tree = {"model": "uji", "messages": [{"role": role, "content": [{"type": "text", "text": "Lihat"}, part]}]}
    assert leaving(tree, OPENAI_CHAT) == (ErrorCode.NOT_INSPECTABLE, "")


def test_an_unknown_part_is_read() -> None:
    """A part of a type that did not exist when this was written is inspected like any other."""
    tree = {"model": "uji", "messages": [{"role": "user", "content": [{"type": "hologram", "hologram": {"catatan": [NIK]}}]}]}
    outcome, text = leaving(tree, OPENAI_CHAT)
    assert outcome == "sent"
    assert NIK not in text


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        ({"messages": [{"role": "system", "content": NIK}]}, Place.SYSTEM),
        ({"messages": [{"role": "developer", "content": NIK}]}, Place.SYSTEM),
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": NIK}]}]}, Place.USER),
        ({"messages": [{"role": "assistant", "content": NIK}]}, Place.ASSISTANT),
        ({"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": f'{{"a":{NIK}}}'}}]}]}, Place.TOOL_CALL),
        ({"messages": [{"role": "tool", "content": NIK}]}, Place.TOOL_RESULT),
        ({"tools": [{"function": {"description": NIK}}]}, Place.TOOL_DEFINITION),
        ({"metadata": {"a": NIK}}, Place.OTHER),
        ({"messages": [{"role": "peran baru", "content": NIK}]}, Place.OTHER),
    ],
)
def test_places_say_whose_words_they_are(tree: Any, place: Place) -> None:
    """Policies speak of places; an unknown role belongs to no turn."""
    assert {leaf.place for leaf in walk(tree, OPENAI_CHAT) if leaf.text == NIK} == {place}


def _message(n: int) -> dict[str, Any]:
    call = {"id": f"call_{n}", "type": "function", "function": {"name": "cari", "arguments": '{"nik":"x","isi":["y"]}'}}
    return {
        "role": "assistant",
        "content": f"Jawaban {n}",
        "refusal": "maaf",
        "reasoning_content": "menimbang",
        "tool_calls": [call, {**call, "id": f"call_{n}b"}],
        "function_call": {"name": "cari", "arguments": '{"a":"b"}'},
        "audio": {"transcript": "bunyi"},
        "vendor": {"catatan": ["isi"]},
    }


ANSWER: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-4o-mini",
    "system_fingerprint": "fp_1",
    "service_tier": "default",
    "choices": [
        {
            "index": n,
            "message": _message(n),
            "finish_reason": "stop",
            "logprobs": {"content": [{"token": "Ja", "top_logprobs": [{"token": "Ja"}]}]},
        }
        for n in (0, 1)
    ],
    "usage": {"total_tokens": 7},
    "x_vendor": {"catatan": "apa"},
}
_KEPT = ("id", "object", "model", "system_fingerprint", "service_tier", "role", "finish_reason", "type", "name", "token")
"""Members of an answer that are no text."""


def _is_text(place: str) -> bool:
    return not place.endswith(("#key", *(f"/{name}" for name in _KEPT)))


def test_every_text_of_an_answer_is_restored() -> None:
    """A token in any text of a whole answer gives the caller's value back; in an identifier or a key it stays what it is."""
    for place, tree in plantings(ANSWER, _TOKEN):
        vault = a_vault()
        vault.put("ID_NIK", NIK)
        restored = restore(json.dumps(tree).encode(), OPENAI_CHAT, vault)
        assert (NIK.encode() in restored) is _is_text(place), place
        if not place.endswith("/arguments"):
            assert without_positions(json.loads(restored.decode().replace(NIK, _TOKEN))) == without_positions(tree), place


def _delta(message: dict[str, Any]) -> dict[str, Any]:
    return {**message, "tool_calls": [{"index": i, **call} for i, call in enumerate(message["tool_calls"])]}


CHUNK: dict[str, Any] = {
    **ANSWER,
    "object": "chat.completion.chunk",
    "choices": [{"index": n, "delta": _delta(_message(n)), "finish_reason": None, "logprobs": None} for n in (0, 1)],
}


def test_every_text_of_a_stream_is_restored() -> None:
    """The same in one event of a stream: every text of every choice, no identifier, no key."""
    for place, tree in plantings(CHUNK, _TOKEN):
        vault = a_vault()
        vault.put("ID_NIK", NIK)
        restorer = StreamRestorer(OPENAI_CHAT, vault)
        restored = restorer.decode(b"data: " + json.dumps(tree).encode() + b"\n\n") + restorer.flush()
        assert (NIK.encode() in restored) is _is_text(place), place
        if not place.endswith("/arguments"):
            assert json.loads(restored.decode().removeprefix("data: ").replace(NIK, _TOKEN)) == tree, place


def _shapes(node: Any, shape: str = "") -> Iterator[str]:
    yield shape
    items = node.items() if isinstance(node, dict) else (("*", item) for item in node) if isinstance(node, list) else ()
    for step, item in items:
        yield from _shapes(item, f"{shape}/{step}" if shape else step)


def test_every_glob_names_something() -> None:
    """A name that fits nothing in the samples is a typing error, or a sample is missing."""
    models: dict[str, Any] = {"object": "list", "data": [{"id": "m", "object": "model", "created": 1, "owned_by": "o"}]}
    whole: dict[str, Any] = {
        "verbosity": "low",
        "audio": {"voice": {"id": "v"}, "format": "mp3"},
        "moderation": {"model": "m"},
        "tool_choice": "auto",
        "messages": [{"content": _PARTS, "audio": {"id": "a"}}],
    }
    named: dict[str, Any] = {"obfuscation": "x", "tools": [{"custom": {"name": "t"}}], "tool_choice": {"custom": {"name": "t"}}}
    custom = {"audio": {"id": "a", "data": "UklG"}, "tool_calls": [{"custom": {"name": "t"}}]}
    spoken = {"choices": [{"message": custom, "delta": custom}]}
    shapes = {shape for sample in (REQUEST, ANSWER, CHUNK, models, models["data"][0], whole, named, spoken) for shape in _shapes(sample)}
    for pattern in (*OPENAI_CHAT.opaque, *OPENAI_CHAT.json_strings, *OPENAI_CHAT.binary):
        assert any(map(glob(pattern).fullmatch, shapes)), pattern


@pytest.mark.parametrize("code", list(ErrorCode))
def test_errors_have_openais_shape(code: ErrorCode) -> None:
    """The four members that every SDK of OpenAI reads; ``param`` is null, never a word, where there is none."""
    error = openai_error(Failure(code, 400, "Kalimat."))
    assert list(error) == ["error"]
    assert json.loads(json.dumps(error))["error"] | {"type": ""} == {"message": "Kalimat.", "type": "", "param": None, "code": str(code)}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (ErrorCode.BLOCKED, "invalid_request_error"),
        (ErrorCode.UNAUTHENTICATED, "authentication_error"),
        (ErrorCode.DETECTOR_ERROR, "server_error"),
        (ErrorCode.AUDIT_UNAVAILABLE, "server_error"),
        (ErrorCode.UPSTREAM_TIMEOUT, "upstream_error"),
    ],
)
def test_the_type_of_an_error_says_whose_it_is(code: ErrorCode, kind: str) -> None:
    """The caller's, guardrail's or the AI service's."""
    error: Any = openai_error(Failure(code, 400, "Kalimat.", param="messages"))
    assert (error["error"]["type"], error["error"]["param"]) == (kind, "messages")


def test_a_refusal_is_one_that_openais_models_make() -> None:
    """``message.refusal`` without content; a stream says it first and then why it ended."""
    refusal: Any = chat_refusal(Failure(ErrorCode.BLOCKED, 400, "Kalimat.", "e-1", at=5))
    (choice,) = refusal.whole["choices"]
    assert (choice["message"]["refusal"], choice["message"]["content"], choice["finish_reason"]) == ("Kalimat.", None, "content_filter")
    assert (refusal.whole["object"], refusal.whole["id"], refusal.whole["created"]) == ("chat.completion", "chatcmpl-e-1", 5)
    first, last = [event["choices"][0] for event in refusal.events]
    assert (first["delta"]["refusal"], first["finish_reason"]) == ("Kalimat.", None)
    assert (last["delta"], last["finish_reason"]) == ({}, "content_filter")
