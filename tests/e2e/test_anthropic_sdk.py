"""The real ``anthropic`` SDK, unchanged but for ``base_url`` and key: it gets its own values, the AI service gets none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from anthropic import Anthropic

from guardrail.mask.token import TOKEN
from tests.support.canaries import CANARIES, assert_clean
from tests.support.people import a_person
from tests.support.scripted import Close, Received, Step, sse_answer, whole_answer
from tests.support.server import CLIENT_KEY
from tests.support.upstreams import LLMock

from .house import House

TOOL: Any = {
    "name": "cari_penduduk",
    "description": "Cari data penduduk",
    "input_schema": {"type": "object", "properties": {"nik": {"type": "string"}, "nama": {"type": "string"}}, "required": ["nik"]},
}


@pytest.fixture
def mock(house: House) -> LLMock:
    house.mock.reset()
    return house.mock


@pytest.fixture
def sdk(house: House) -> Iterator[Anthropic]:
    with Anthropic(base_url=house.server.base_url, api_key=CLIENT_KEY) as client:
        yield client


def assert_received_masked(mock: LLMock) -> None:
    assert mock.received()
    assert_clean(json.dumps(mock.received(), ensure_ascii=False).encode(), "what the upstream received")


def test_whole_answer(sdk: Anthropic, mock: LLMock) -> None:
    """A whole answer that repeats the prompt gives the caller its own values; the upstream saw tokens."""
    person = a_person()
    messages: Any = [{"role": "user", "content": f"Ulangi: NIK {person.nik}, HP {person.phone}"}]
    answer: Any = sdk.messages.create(model="claude-uji", max_tokens=100, system="Sopan.", messages=messages)
    assert f"NIK {person.nik}, HP {person.phone}" in answer.content[0].text
    assert_received_masked(mock)


def test_streamed_answer(sdk: Anthropic, mock: LLMock) -> None:
    """A streamed answer is restored in the stream, and the message that the SDK puts together of it as well."""
    person = a_person()
    messages: Any = [{"role": "user", "content": f"Ulangi: NIK {person.nik}"}]
    with sdk.messages.stream(model="claude-uji", max_tokens=100, messages=messages) as stream:
        text = "".join(stream.text_stream)
        final: Any = stream.get_final_message()
    assert f"NIK {person.nik}" in text
    assert (final.content[0].text, final.stop_reason) == (text, "end_turn")
    assert_received_masked(mock)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_tool_call_and_its_result(sdk: Anthropic, mock: LLMock, streamed: bool) -> None:
    """A tool is called with the caller's own values, whole and streamed; its result goes masked, and the last answer comes restored."""
    person, other = a_person(), a_person()
    messages: Any = [{"role": "user", "content": f"Nama: {person.name}, NIK {person.nik}. Cari datanya."}]
    sdk.messages.create(model="claude-uji", max_tokens=100, messages=messages, tools=[TOOL])
    name, nik = TOKEN.findall(mock.received()[0]["body"]["messages"][0]["content"])

    mock.script({"type": "reply", "tool_calls": [{"name": "cari_penduduk", "arguments": {"nik": nik, "nama": name}}]})
    if streamed:
        with sdk.messages.stream(model="claude-uji", max_tokens=100, messages=messages, tools=[TOOL]) as stream:
            called: Any = stream.get_final_message()
    else:
        called = sdk.messages.create(model="claude-uji", max_tokens=100, messages=messages, tools=[TOOL])
    assert called.content[0].input == {"nik": person.nik, "nama": person.name}

    result = json.dumps({"nama": other.name, "nik": other.nik, "hp": other.phone})
    block = {"type": "tool_result", "tool_use_id": called.content[0].id, "content": result}
    turn: Any = [*messages, {"role": "assistant", "content": called.content}, {"role": "user", "content": [block]}]
    mock.script({"type": "reply", "text": f"NIK {nik} sudah ditemukan."})
    answer: Any = sdk.messages.create(model="claude-uji", max_tokens=100, messages=turn, tools=[TOOL])
    assert answer.content[0].text == f"NIK {person.nik} sudah ditemukan."
    assert_received_masked(mock)
    assert mock.received()[-1]["body"]["messages"][1]["content"][0]["input"] == {"nik": nik, "nama": name}


def _event(kind: str, **members: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **members})}\n\n".encode()


def test_tokens_cut_anywhere_in_blocks_of_all_kinds(sdk: Anthropic, house: House) -> None:
    """Thoughts, text and pieces of arguments, a few characters an event: each block gets its own values, signatures stay."""
    person = a_person()

    def blocks(request: Received) -> list[Step]:
        assert request.header("anthropic-beta") == ["interleaved-thinking-2025-05-14"]
        (nik,) = set(TOKEN.findall(request.body.decode()))
        usage = {"input_tokens": 1, "output_tokens": 1}
        start = {"id": "msg_1", "type": "message", "role": "assistant", "model": "uji", "content": [], "usage": usage}
        texts = [
            ("thinking", "thinking", f"NIK {nik}?"),
            ("text", "text", f"Ya, {nik}."),
            ("input_json", "partial_json", f'{{"nik":"{nik}"}}'),
        ]
        begun: list[dict[str, Any]] = [
            {"type": "thinking", "thinking": "", "signature": ""},
            {"type": "text", "text": ""},
            {"type": "tool_use", "id": "toolu_1", "name": "cari", "input": {}},
        ]
        out = [_event("message_start", message=start)]
        for index, ((kind, member, text), block) in enumerate(zip(texts, begun, strict=True)):
            out.append(_event("content_block_start", index=index, content_block=block))
            for at in range(0, len(text), 3):
                out.append(_event("content_block_delta", index=index, delta={"type": f"{kind}_delta", member: text[at : at + 3]}))
            if kind == "thinking":
                out.append(_event("content_block_delta", index=index, delta={"type": "signature_delta", "signature": "RXE="}))
            out.append(_event("content_block_stop", index=index))
        out.append(_event("message_delta", delta={"stop_reason": "tool_use", "stop_sequence": None}, usage=usage))
        return sse_answer(*out, _event("message_stop"))

    model = house.stage.on(blocks)
    messages: Any = [{"role": "user", "content": f"NIK {person.nik}"}]
    headers = {"anthropic-beta": "interleaved-thinking-2025-05-14"}
    with sdk.messages.stream(model=model, max_tokens=100, messages=messages, extra_headers=headers) as stream:
        final: Any = stream.get_final_message()
    thought, said, called = final.content
    assert (thought.thinking, thought.signature) == (f"NIK {person.nik}?", "RXE=")
    assert said.text == f"Ya, {person.nik}."
    assert called.input == {"nik": person.nik}
    assert all(not CANARIES.found_in(request.raw) for request in house.stage.received(model))


def test_structured_output_and_counts(sdk: Anthropic, house: House) -> None:
    """A schema goes as it is, JSON comes back as JSON; tokens are counted over masked text."""
    person = a_person()

    def answer(request: Received) -> list[Step]:
        if request.target.endswith("count_tokens"):
            return [whole_answer(b'{"input_tokens": 7}')]
        (nik,) = TOKEN.findall(request.body.decode())
        text = json.dumps({"nik": nik})
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "uji", "content": [{"type": "text", "text": text}]}
        return [whole_answer(json.dumps({**message, "usage": {"input_tokens": 1, "output_tokens": 1}}).encode())]

    model = house.stage.on(answer)
    messages: Any = [{"role": "user", "content": f"NIK {person.nik}"}]
    shape: Any = {"format": {"type": "json_schema", "schema": TOOL["input_schema"]}}
    said: Any = sdk.messages.create(model=model, max_tokens=100, messages=messages, output_config=shape)
    assert json.loads(said.content[0].text) == {"nik": person.nik}
    assert sdk.messages.count_tokens(model=model, messages=messages).input_tokens == 7
    first, second = house.stage.received(model)
    assert json.loads(first.body)["output_config"] == shape
    assert not CANARIES.found_in(first.raw + second.raw)


def test_a_blocked_call_is_a_bad_request(sdk: Anthropic, mock: LLMock) -> None:
    """What a policy holds back is a ``BadRequestError`` in Anthropic's shape, with the event id where the SDK looks for one."""
    people = "\n".join(f"NIK {a_person().nik}" for _ in range(25))
    with pytest.raises(anthropic.BadRequestError) as error:
        sdk.messages.create(model="claude-uji", max_tokens=100, messages=[{"role": "user", "content": people}])
    body: Any = error.value.body
    assert body["error"]["message"].startswith("Permintaan ditahan")
    assert body["request_id"] == error.value.request_id
    assert_clean(error.value.response.content, "an error body")
    assert mock.received() == []


def test_a_stream_that_breaks_off_is_an_error(sdk: Anthropic, house: House) -> None:
    """A fault in mid-stream ends with Anthropic's error event, which its SDK raises."""
    model = house.stage.on([*sse_answer(_event("ping"))[:-1], Close()])
    with (
        pytest.raises(anthropic.APIStatusError),
        sdk.messages.stream(model=model, max_tokens=9, messages=[{"role": "user", "content": "Halo"}]) as stream,
    ):
        stream.get_final_message()
