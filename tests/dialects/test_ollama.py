"""Ollama: nothing planted anywhere in a request leaves, and every text of an answer is restored."""

from __future__ import annotations

import re
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.core.text import Place
from guardrail.dialects.dialect import Failure, Framing
from guardrail.dialects.leaves import answer_texts, walk
from guardrail.dialects.ollama import OLLAMA, chat_refusal, generate_refusal, ollama_error

from .canary import outcomes, restored_places, streamed_places, unnamed
from .planting import NIK, leaving, prepared

_SCHEMA = {"type": "object", "properties": {"nik": {"type": "string", "description": "Nomor", "enum": ["a"]}}, "required": ["nik"]}
_CALL = {"id": "call_1", "type": "function", "function": {"name": "cari", "arguments": {"kota": "x", "daftar": [1, {"y": "z"}]}}}
CHAT: dict[str, Any] = {
    "model": "llama3.2",
    "messages": [
        {"role": "system", "content": "Anda membantu dinas."},
        {"role": "user", "content": "Tolong periksa.", "images": []},
        {"role": "assistant", "content": "", "thinking": "Saya cari dulu.", "tool_calls": [_CALL]},
        {"role": "tool", "tool_name": "cari", "tool_call_id": "call_1", "content": '{"hasil":"tidak ada","jumlah":0}'},
        {"role": "peran baru", "content": "isi"},
    ],
    "tools": [{"type": "function", "function": {"name": "cari", "description": "Cari", "parameters": _SCHEMA}}],
    "format": _SCHEMA,
    "options": {"stop": ["selesai"], "temperature": 0.1, "num_ctx": 4096},
    "keep_alive": "5m",
    "think": "low",
    "stream": False,
    "x_vendor": {"baru": [{"isi": "apa"}, ["saja"], 5]},
}
GENERATE: dict[str, Any] = {
    "model": "llama3.2",
    "prompt": "Tolong periksa.",
    "suffix": "akhir",
    "system": "Anda membantu dinas.",
    "template": "Jawab: {{ .Prompt }}",
    "format": "json",
    "raw": True,
    "options": {"stop": ["selesai"]},
}
EMBED: dict[str, Any] = {"model": "m", "input": ["satu", "dua"], "prompt": "tiga", "options": {}, "truncate": True}
_MESSAGE = {"role": "assistant", "content": "Jawaban", "thinking": "menimbang", "tool_calls": [_CALL], "baru": {"isi": ["apa"]}}
ANSWER: dict[str, Any] = {
    "model": "llama3.2",
    "created_at": "2026-01-01T00:00:00Z",
    "message": _MESSAGE,
    "response": "Jawaban",
    "thinking": "menimbang",
    "done": True,
    "done_reason": "stop",
    "logprobs": [{"token": "Ja", "logprob": -1.5}],
    "total_duration": 5_000_000_000,
}
_DETAILS = {"format": "gguf", "family": "llama", "families": ["llama"], "parameter_size": "3B"}
_LISTED = {"name": "m", "model": "m", "digest": "ab", "modified_at": "x", "expires_at": "x", "details": _DETAILS}
_SHOWN = {"modified_at": "x", "details": _DETAILS, "capabilities": ["tools"], "version": "0.9", "models": [_LISTED], "image": "aXNp"}
_KEPT = re.compile(r".*(#key|/(model|role|id|type|name|created_at|done_reason|token))")


@pytest.mark.parametrize("value", [NIK, "NIK 3374.0117.0890.9001"], ids=["bare", "in words, dotted"])
@pytest.mark.parametrize("request_", [CHAT, GENERATE, EMBED], ids=["chat", "generate", "embed"])
def test_no_planted_nik_leaves(request_: dict[str, Any], value: str) -> None:
    """A NIK in any string, key, number or JSON in a string is masked, or the call is refused; it never stands in what is sent."""
    found = outcomes(request_, OLLAMA, value)
    assert set(found.values()) == {"sent", ErrorCode.PERSONAL_DATA_IN_IDENTIFIER}
    assert list(found.values()).count("sent") > len(found) / 2


@pytest.mark.parametrize("tree", [{"images": ["aXNp"], **GENERATE}, {"messages": [{"role": "user", "content": "x", "images": ["aXNp"]}]}])
def test_what_nobody_can_read_is_refused(tree: dict[str, Any]) -> None:
    """Images do not leave."""
    assert leaving(tree, OLLAMA) == (ErrorCode.NOT_INSPECTABLE, "")


@pytest.mark.parametrize("context", [[1, 2, 3], [], "abc", {"a": 1}])
def test_a_conversation_in_numbers_is_refused(context: Any) -> None:
    """What was said in an earlier call cannot be read out of the model's numbers."""
    assert leaving({**GENERATE, "context": context}, OLLAMA) == (ErrorCode.SERVER_SIDE_STATE, "")


@pytest.mark.parametrize(
    ("tree", "place"),
    [
        ({"system": NIK}, Place.SYSTEM),
        ({"prompt": NIK}, Place.USER),
        ({"input": [NIK]}, Place.USER),
        ({"messages": [{"role": "user", "content": NIK}]}, Place.USER),
        ({"messages": [{"role": "assistant", "thinking": NIK}]}, Place.ASSISTANT),
        ({"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": {"nik": int(NIK)}}}]}]}, Place.TOOL_CALL),
        ({"messages": [{"role": "tool", "content": NIK}]}, Place.TOOL_RESULT),
        ({"tools": [{"function": {"description": NIK}}]}, Place.TOOL_DEFINITION),
        ({"options": {"a": NIK}}, Place.OTHER),
    ],
)
def test_places_say_whose_words_they_are(tree: Any, place: Place) -> None:
    """Policies speak of places."""
    assert {leaf.place for leaf in walk(tree, OLLAMA) if leaf.text == NIK} == {place}


def test_every_text_of_an_answer_is_restored() -> None:
    """A token in any text of a whole answer gives the caller's value back; in an identifier or a key it stays."""
    for place, back in restored_places(ANSWER, OLLAMA):
        assert back is (_KEPT.fullmatch(place) is None), place


def test_every_text_of_a_stream_is_restored() -> None:
    """The same in a line of a stream."""
    for place, back in streamed_places(ANSWER, OLLAMA, Framing.NDJSON):
        assert back is (_KEPT.fullmatch(place) is None), place


def test_a_call_is_streamed_unless_it_says_otherwise() -> None:
    """Ollama's default is a stream; its routes for one answer are not."""
    streams = {route.path: route.streams for route in OLLAMA.routes}
    assert [path for path, streamed in streams.items() if streamed] == ["/api/chat", "/api/generate"]
    assert not prepared(CHAT, OLLAMA).streamed


_VECTORS: list[dict[str, Any]] = [{"embedding": [0.5, 3374011708909001.0]}, {"embeddings": [[0.5, 3374011708909001]]}]


@pytest.mark.parametrize("answer", _VECTORS)
def test_numbers_of_a_vector_are_no_texts(answer: dict[str, Any]) -> None:
    """However large: whoever embeds a text gets numbers back."""
    assert answer_texts(answer, OLLAMA, everything=True) == []


def test_every_glob_names_something() -> None:
    """A name that fits nothing in the samples is a typing error, or a sample is missing."""
    images = {"images": ["aXNp"], "messages": [{"images": ["aXNp"]}], "message": {"images": ["aXNp"]}}
    assert unnamed(OLLAMA, CHAT, GENERATE, EMBED, ANSWER, _SHOWN, images, *_VECTORS) == []


@pytest.mark.parametrize("code", list(ErrorCode))
def test_errors_have_ollamas_shape(code: ErrorCode) -> None:
    """One sentence under ``error``."""
    assert ollama_error(Failure(code, 400, "Kalimat.")) == {"error": "Kalimat.", "code": str(code)}


def test_a_refusal_is_what_the_assistant_says() -> None:
    """In ``message`` or ``response``; a stream says it in one line and is done in the next."""
    failure = Failure(ErrorCode.BLOCKED, 400, "Kalimat.", at=1_795_219_200)
    chat, generated = chat_refusal(failure), generate_refusal(failure)
    assert chat.whole["message"] == {"role": "assistant", "content": "Kalimat."}
    assert generated.whole["response"] == "Kalimat."
    for refusal in (chat, generated):
        assert (refusal.whole["done"], refusal.whole["done_reason"], refusal.whole["created_at"]) == (True, "stop", "2026-11-21T00:00:00Z")
        assert [event["done"] for event in refusal.events] == [False, True]
    assert [event["response"] for event in generated.events] == ["Kalimat.", ""]
