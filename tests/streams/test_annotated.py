"""Answers with notes: for any cutting of its bytes, any interleaving and every vendor, a stream has the notes of the whole answer."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.core.decision import Effect, Note, Reason
from guardrail.core.text import Place
from guardrail.dialects.anthropic import ANTHROPIC
from guardrail.dialects.dialect import Dialect, Framing
from guardrail.dialects.gemini import GEMINI
from guardrail.dialects.ollama import OLLAMA
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.dialects.openai_responses import OPENAI_RESPONSES
from guardrail.pipeline.annotations import Annotations, is_data
from guardrail.pipeline.hearing import Ear
from guardrail.pipeline.inspector import Inspector
from guardrail.pipeline.restore import restore
from guardrail.pipeline.stream import StreamRestorer
from guardrail.policy.circumstances import UNKNOWN
from tests.dialects.planting import detector
from tests.pipeline.looking import a_policy

from .sse import read
from .streams import a_vault, texts

_JUDGE = a_policy("signals: [citation], where: [response], action: annotate, note: {id: Belum diverifikasi.}").under(UNKNOWN)
_VAULT = a_vault()
_TOKEN = _VAULT.put("PERSON", "Budi Santoso")
_FRAGMENTS = st.sampled_from(
    [
        "Baik. ",
        "Sesuai Pasal 5 UU 27/2022, ",
        "PP 71 Tahun 2019",
        _TOKEN,
        _TOKEN[:5],
        "\n\n",
        "surat itu dikirim. ",
        "😀",
        "NIK 3174014102859902 ",
        "{",
        "[1]",
    ]
)
_TEXT = st.lists(_FRAGMENTS, max_size=8).map("".join)
_DATA = st.just('{"dasar": "Pasal 5 UU 27/2022", "nama": "x"}')


def _notes() -> Annotations:
    known = {"a": Note("112 sekarang", True), "z": Note("Disusun dengan bantuan AI. {event}")}
    return Annotations("e-1", [Reason(rule, Effect.ANNOTATE, "X", 1, note=note) for rule, note in known.items()])


def _inspector(notes: Annotations) -> Inspector:
    return Inspector(detector(), _JUDGE, a_vault(), ear=Ear(_JUDGE.signals_at(Place.RESPONSE), 2026, (), notes))


def _whole(tree: Any, dialect: Dialect) -> Any:
    notes = _notes()
    return json.loads(restore(json.dumps(tree).encode(), dialect, a_vault(), None, _inspector(notes), annotations=notes))


def _streamed(stream: bytes, cuts: list[int], dialect: Dialect, framing: Framing = Framing.SSE, whole: bool = False) -> bytes:
    notes = _notes()
    restorer = StreamRestorer(dialect, a_vault(), framing, None, _inspector(notes), whole, notes)
    edges = [0, *(cut % (len(stream) + 1) for cut in sorted(cuts)), len(stream)]
    out = [restorer.decode(stream[start:end]) for start, end in itertools.pairwise(sorted(edges))]
    return b"".join([*out, restorer.flush()])


def _events(*trees: Any, names: bool = False) -> bytes:
    return b"".join(
        (f"event: {tree['type']}\n".encode() if names else b"") + b"data: " + json.dumps(tree).encode() + b"\n\n" for tree in trees
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(_TEXT, _TEXT, _DATA), min_size=1, max_size=3),
    st.integers(1, 30),
    st.lists(st.integers(0, 10_000), max_size=6),
    st.booleans(),
)
def test_each_choice_of_a_chat_has_its_notes(said: list[str], size: int, cuts: list[int], buffered: bool) -> None:
    """Streamed and whole, side by side; JSON stays JSON, and nothing stands behind the end marker."""
    pieces = [[text[at : at + size] for at in range(0, len(text), size)] for text in said]
    trees: list[Any] = []
    for turn in itertools.zip_longest(*pieces):
        trees += [{"choices": [{"index": at, "delta": {"content": piece}}]} for at, piece in enumerate(turn) if piece is not None]
    trees += [{"choices": [{"index": at, "delta": {}, "finish_reason": "stop"}]} for at in range(len(said))]
    stream = _events(*trees, {"choices": [], "usage": {"total_tokens": 3}}) + b"data: [DONE]\n\n"
    out = _streamed(stream, cuts, OPENAI_CHAT, whole=buffered)
    answer = _whole({"choices": [{"index": at, "message": {"content": text}} for at, text in enumerate(said)]}, OPENAI_CHAT)
    joined = texts(out)
    assert {at: joined.get((at, "content", -1), "") for at in range(len(said))} == {
        choice["index"]: choice["message"]["content"] for choice in answer["choices"]
    }
    assert out.endswith(b"data: [DONE]\n\n")
    assert len(read(out)) == len(read(stream))
    for text, choice in zip(said, answer["choices"], strict=True):
        assert ("Disusun dengan bantuan AI. e-1" in choice["message"]["content"]) is bool(text and not is_data(text))


@settings(max_examples=25, deadline=None)
@given(st.lists(_TEXT, min_size=1, max_size=3), st.integers(1, 30), st.lists(st.integers(0, 10_000), max_size=6))
def test_the_last_block_of_a_message_has_them(said: list[str], size: int, cuts: list[int]) -> None:
    """Anthropic's blocks come one behind the other, with calls of tools between: the first has what stands before, the last the rest."""
    trees: list[Any] = [{"type": "message_start", "message": {"content": []}}]
    blocks: list[Any] = []
    for at, text in enumerate(said):
        trees.append({"type": "content_block_start", "index": 2 * at, "content_block": {"type": "text", "text": ""}})
        trees += [
            {"type": "content_block_delta", "index": 2 * at, "delta": {"type": "text_delta", "text": text[cut : cut + size]}}
            for cut in range(0, len(text), size)
        ]
        trees.append({"type": "content_block_stop", "index": 2 * at})
        call = {"type": "tool_use", "id": "t", "name": "cari", "input": {}}
        trees += [
            {"type": "content_block_start", "index": 2 * at + 1, "content_block": call},
            {"type": "content_block_delta", "index": 2 * at + 1, "delta": {"type": "input_json_delta", "partial_json": "{}"}},
            {"type": "content_block_stop", "index": 2 * at + 1},
        ]
        blocks += [{"type": "text", "text": text}, call]
    trees += [{"type": "message_delta", "delta": {"stop_reason": "tool_use"}}, {"type": "message_stop"}]
    out = read(_streamed(_events(*trees, names=True), cuts, ANTHROPIC))
    joined = [""] * (2 * len(said))
    for seen in out:
        event = json.loads(seen.data or "{}")
        if event["type"] == "content_block_delta":
            joined[event["index"]] += event["delta"].get("text", "")
    assert joined[::2] == [block["text"] for block in _whole({"content": blocks}, ANTHROPIC)["content"][::2]]
    assert [json.loads(seen.data or "{}")["type"] for seen in out] == [tree["type"] for tree in trees]


@settings(max_examples=25, deadline=None)
@given(_TEXT.filter(bool), st.integers(1, 30), st.lists(st.integers(0, 10_000), max_size=6), st.booleans())
def test_every_copy_of_a_response_says_the_same(text: str, size: int, cuts: list[int], calls: bool) -> None:
    """OpenAI's responses have a text in pieces and then whole, four times: programs read any of them."""
    at = {"output_index": 0, "item_id": "m1", "content_index": 0}
    part = {"type": "output_text", "text": text, "annotations": []}
    item = {"type": "message", "id": "m1", "role": "assistant", "content": [part]}
    call = {"type": "function_call", "id": "f1", "name": "cari", "arguments": "{}"}
    trees: list[Any] = [{"type": "response.output_item.added", "output_index": 0, "item": {**item, "content": []}}]
    trees.append({"type": "response.content_part.added", **at, "part": {**part, "text": ""}})
    trees += [{"type": "response.output_text.delta", **at, "delta": text[cut : cut + size]} for cut in range(0, len(text), size)]
    trees += [{"type": "response.output_text.done", **at, "text": text}, {"type": "response.content_part.done", **at, "part": part}]
    trees.append({"type": "response.output_item.done", "output_index": 0, "item": item})
    if calls:
        trees.append({"type": "response.output_item.done", "output_index": 1, "item": call})
    output = [item, call] if calls else [item]
    trees.append({"type": "response.completed", "response": {"id": "r1", "output": output}})
    events = [json.loads(seen.data or "{}") for seen in read(_streamed(_events(*trees, names=True), cuts, OPENAI_RESPONSES))]
    expected = _whole({"output": output}, OPENAI_RESPONSES)["output"][0]["content"][0]["text"]
    by_type = {event["type"]: event for event in events}
    assert "".join(event["delta"] for event in events if event["type"].endswith("text.delta")) == expected
    assert by_type["response.output_text.done"]["text"] == expected
    assert by_type["response.content_part.done"]["part"]["text"] == expected
    assert next(event for event in events if event["type"].endswith("item.done"))["item"]["content"][0]["text"] == expected
    assert by_type["response.completed"]["response"]["output"][0]["content"][0]["text"] == expected


@settings(max_examples=20, deadline=None)
@given(_TEXT.filter(bool), st.integers(1, 30), st.lists(st.integers(0, 10_000), max_size=6))
def test_other_framings_have_them_too(text: str, size: int, cuts: list[int]) -> None:
    """Ollama's lines, and Gemini's array whose last element has words of its own and whose thoughts are left alone."""
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    lines = [{"message": {"role": "assistant", "content": piece}, "done": False} for piece in pieces]
    stream = b"".join(json.dumps(line).encode() + b"\n" for line in [*lines, {"message": {"content": ""}, "done": True, "eval_count": 3}])
    out = [json.loads(line) for line in _streamed(stream, cuts, OLLAMA, Framing.NDJSON).splitlines()]
    expected = _whole({"message": {"content": text}, "done": True}, OLLAMA)["message"]["content"]
    assert "".join(line["message"]["content"] for line in out) == expected
    parts: list[Any] = [{"candidates": [{"content": {"parts": [{"text": "Pikir dahulu.", "thought": True}]}}]}]
    parts += [{"candidates": [{"content": {"parts": [{"text": piece}]}}]} for piece in pieces]
    for part in parts:  # as Gemini has done for long, whatever was still to come
        part["candidates"][0]["finishReason"] = "STOP"
    array = b"[" + b",\n".join(json.dumps(each).encode() for each in parts) + b"]"
    told = json.loads(_streamed(array, cuts, GEMINI, Framing.ARRAY))
    assert told[0] == parts[0]
    assert "".join(each["candidates"][0]["content"]["parts"][0]["text"] for each in told[1:]) == expected


@pytest.mark.parametrize("looked", [True, False], ids=["window", "pass"])
def test_without_notes_the_bytes_pass(looked: bool) -> None:
    """Rules that could annotate and do not leave each byte as it came."""
    stream = b'data: {"choices" : [ {"index":0,"delta":{"content":"Baik, surat dikirim."}} ]}\r\n\r\ndata: [DONE]\n\n'
    notes = Annotations("e-1")
    restorer = StreamRestorer(OPENAI_CHAT, None, inspector=_inspector(notes) if looked else None, annotations=notes)
    assert restorer.decode(stream) == stream
    assert restore(b'{ "choices":[ {"message":{"content":"Baik."}} ] }', OPENAI_CHAT, None, annotations=Annotations("e")) == (
        b'{ "choices":[ {"message":{"content":"Baik."}} ] }'
    )


def test_a_note_keeps_no_more_than_may_wait() -> None:
    """Behind a text that may be the last one, events wait in bounded number; then the note stands where it is."""
    delta: Any = {"choices": [{"index": 0, "delta": {"content": "Baik, saya cari dahulu datanya."}}]}
    call: Any = {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": "1"}}]}}]}
    notes = _notes()
    restorer = StreamRestorer(OPENAI_CHAT, None, inspector=_inspector(notes), annotations=notes)
    out = restorer.decode(_events(delta, *([call] * 600)))
    joined = texts(out)
    assert joined[0, "content", -1].endswith("Disusun dengan bantuan AI. e-1")
    assert len(read(out)) > 500
    joined = texts(out + restorer.decode(_events(delta)) + restorer.flush())
    assert joined[0, "content", -1].count("Disusun dengan bantuan AI.") == 1
