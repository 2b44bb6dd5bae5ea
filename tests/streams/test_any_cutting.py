"""For any texts, any interleaving of channels and any cutting of the bytes a stream says what unmask says of each whole text."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.mask.unmasker import unmask
from guardrail.pipeline.restore import restore

from .sse import read
from .streams import VALUES, Channel, a_vault, restored, texts

_VAULT = a_vault()
_TOKENS = [_VAULT.put(entity, value) for value, entity in VALUES.items()]
_FOREIGN = "[[NIK_ZZZZZZZZ]]"
# One flat list: every further strategy costs more than the restoring that is tested.
_FRAGMENTS = st.sampled_from(
    [
        *_TOKENS * 4,
        *(token[:cut] for token in _TOKENS[:3] for cut in (1, 2, 7, len(token) - 1)),
        *(_FOREIGN, "[", "[[", "]", "]]", "[x](", ")", "[a]: ", "<a href=", "https://contoh.id/", "{", "}", '"', "\\", "\\u005b"),
        *("Baik ", " – ", "NIK ", "é", "😀", "\u2028", "\x00", "\n", "\r\n", "\n\n", "data: ", "data: [DONE]\n\n", " ", ""),
    ]
)
_TEXTS = st.lists(_FRAGMENTS, max_size=8).map("".join)
_KEYS = ("nama", "nik", _TOKENS[0])
_ARGUMENTS = st.lists(_TEXTS, max_size=3).map(lambda values: json.dumps(dict(zip(_KEYS, values, strict=False)), ensure_ascii=False))
_SPOKEN: list[Channel] = [(index, member, -1) for index in range(3) for member in ("content", "reasoning_content", "refusal")]
_CALLED: list[Channel] = [(index, "arguments", tool) for index in range(2) for tool in range(3)]
_CHANNELS = st.lists(st.sampled_from([*_SPOKEN, *_CALLED]), max_size=5, unique=True)
_DRESSES = [(space, extra) for space in ("", " ") for extra in ((), (": sebentar", "id: 7"), ("event: potongan", "retry: 3000"))]
_LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@dataclass(frozen=True, slots=True)
class Case:
    """A stream and what stands in it."""

    whole: dict[Channel, str]
    stream: bytes
    cuts: list[int]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    whole = {key: draw(_ARGUMENTS if key in _CALLED else _TEXTS) for key in draw(_CHANNELS)}
    rest = {key: text for key, text in whole.items() if text}
    blocks = [draw(st.sampled_from(["", ": keep-alive\n\n", "event: mulai\nid: 1\n\n"]))]
    for number, size in enumerate(draw(st.lists(st.integers(0, 24), max_size=16))):
        # Channels take turns; every third event speaks for two of them.
        taken = [key for at, key in enumerate(rest) if at in {number % len(rest), (number // 3) % len(rest)}]
        blocks.append(_event(number, size, {key: rest[key][:size] for key in taken}))
        rest = {key: text[size:] if key in taken else text for key, text in rest.items() if key not in taken or text[size:]}
        if not rest:
            break
    blocks += [_event(at, 3, {key: text}) for at, (key, text) in enumerate(rest.items())]
    blocks.append(f"data: {json.dumps({'id': 'akhir', 'choices': [], 'usage': {'total_tokens': 7}})}\n\n")
    blocks.append(draw(st.sampled_from(["data: [DONE]\n\n", "data:[DONE]\n\n", "", 'data: [DONE]\n\ndata: {"choices": []}\n\n'])))
    line_end = draw(_LINE_ENDS)
    stream = "".join(blocks).replace("\n", line_end).encode()
    return Case(whole, stream, sorted(draw(st.lists(st.integers(0, len(stream)), max_size=12))))


def _event(number: int, size: int, pieces: dict[Channel, str]) -> str:
    """One event: a line of data for each line of its JSON, with or without the space, names and comments around it."""
    data = json.dumps({"id": f"c{number}", "choices": _choices(pieces)}, indent=1 if size % 5 == 0 else None, ensure_ascii=number % 2 == 0)
    space, extra = _DRESSES[size % len(_DRESSES)]
    return "\n".join([*extra, *(f"data:{space}{line}" for line in data.split("\n"))]) + "\n\n"


def _choices(pieces: dict[Channel, str]) -> list[dict[str, Any]]:
    choices: dict[int, dict[str, Any]] = {}
    for (index, member, tool), text in pieces.items():
        delta = choices.setdefault(index, {"index": index, "delta": {}, "finish_reason": None})["delta"]
        if member == "arguments":
            delta.setdefault("tool_calls", []).append({"index": tool, "function": {"arguments": text}})
        else:
            delta[member] = text
    return list(choices.values())


def _cut(case: Case) -> list[bytes]:
    edges = [0, *case.cuts, len(case.stream)]
    return [case.stream[start:end] for start, end in itertools.pairwise(edges)]


def check_words(case: Case) -> None:
    said = texts(restored(_cut(case)))
    expected = {key: unmask(text, a_vault(), key in _CALLED) for key, text in case.whole.items()}
    assert {key: text for key, text in said.items() if text} == {key: text for key, text in expected.items() if text}


def check_events(case: Case) -> None:
    before, after = read(case.stream), read(restored(_cut(case)))
    ends = [at for at, seen in enumerate(before) if seen.data == "[DONE]"]
    before = before[: ends[0] + 1] if ends else before
    assert [seen.others for seen in after] == [seen.others for seen in before]
    assert [_skeleton(seen.data) for seen in after] == [_skeleton(seen.data) for seen in before]


def check_whole(case: Case) -> None:
    said = texts(restored(_cut(case)))
    answer = json.loads(restore(json.dumps({"choices": _messages(case.whole)}).encode(), OPENAI_CHAT, a_vault()))
    for key in case.whole:
        assert _in_message(answer, key) == said.get(key, "")


@settings(max_examples=400, deadline=None)
@given(cases())
def test_each_channel_says_what_unmask_says(case: Case) -> None:
    """Joined, every channel is the unmasked whole text of that channel: nothing lost, doubled, or mixed with another."""
    check_words(case)


@settings(max_examples=400, deadline=None)
@given(cases())
def test_events_stay_what_they_are(case: Case) -> None:
    """No event is invented, dropped or reordered, all but its texts stays as it came, and nothing follows the end marker."""
    check_events(case)


@settings(max_examples=250, deadline=None)
@given(cases())
def test_whole_and_streamed_answers_are_equal(case: Case) -> None:
    """The same texts in one JSON answer are restored to the same words as in a stream."""
    check_whole(case)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(cases())
def test_all_of_it_at_length(case: Case) -> None:
    """The three properties hold over many more streams."""
    check_words(case)
    check_events(case)
    check_whole(case)


def _skeleton(data: str | None) -> Any:
    """An event's data without its texts."""
    if data is None or data == "[DONE]":
        return data
    tree = json.loads(data)
    for choice in tree["choices"]:
        choice["delta"] = {member: _without_text(value) for member, value in choice["delta"].items()}
    return tree


def _without_text(value: Any) -> Any:
    return [call | {"function": sorted(call["function"])} for call in value] if isinstance(value, list) else ""


def _messages(whole: dict[Channel, str]) -> list[dict[str, Any]]:
    return [{"index": choice["index"], "message": choice["delta"]} for choice in _choices(whole)]


def _in_message(answer: Any, key: Channel) -> str:
    index, member, tool = key
    message = next(choice["message"] for choice in answer["choices"] if choice["index"] == index)
    if member == "arguments":
        message, member = next(call["function"] for call in message["tool_calls"] if call["index"] == tool), "arguments"
    text: str = message[member]
    return text
