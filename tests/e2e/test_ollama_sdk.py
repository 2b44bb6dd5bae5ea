"""The real ``ollama`` client, unchanged but for its host and key: it gets its own values, the AI service gets none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import ollama
import pytest

from guardrail.mask.token import TOKEN
from tests.support.canaries import CANARIES
from tests.support.people import a_person
from tests.support.scripted import LAST_CHUNK, Received, Step, chunk, head, whole_answer
from tests.support.server import CLIENT_KEY

from .house import House


@pytest.fixture
def sdk(house: House) -> Iterator[ollama.Client]:
    client = ollama.Client(host=house.server.base_url, headers={"Authorization": f"Bearer {CLIENT_KEY}"})
    yield client
    client._client.close()


def _lines(*trees: dict[str, Any]) -> list[Step]:
    start = head(200, ("content-type", "application/x-ndjson"), ("transfer-encoding", "chunked"))
    return [start, *(chunk(json.dumps(tree).encode() + b"\n") for tree in trees), LAST_CHUNK]


def _echo(request: Received) -> list[Step]:
    asked = json.loads(request.body)
    if request.target == "/api/embed":
        return [whole_answer(b'{"model": "m", "embeddings": [[0.5, 0.25]]}')]
    text = "Ya: " + " ".join(TOKEN.findall(request.body.decode()))
    if asked.get("format"):
        text = json.dumps({"nik": text[4:]})

    def said(piece: str, done: bool) -> dict[str, Any]:
        spoken = {"response": piece} if request.target == "/api/generate" else {"message": {"role": "assistant", "content": piece}}
        return {"model": "m", "created_at": "2026-01-01T00:00:00Z", **spoken, "done": done}

    if asked["stream"]:
        return _lines(*(said(text[at : at + 4], False) for at in range(0, len(text), 4)), said("", True))
    return [whole_answer(json.dumps(said(text, True)).encode())]


def test_chat_and_generate(sdk: ollama.Client, house: House) -> None:
    """Whole and streamed, the caller reads its own values; the service saw tokens."""
    person = a_person()
    model = house.stage.on(_echo)
    messages = [{"role": "user", "content": f"NIK {person.nik}"}]
    assert sdk.chat(model, messages).message.content == f"Ya: {person.nik}"
    assert "".join(part.message.content or "" for part in sdk.chat(model, messages, stream=True)) == f"Ya: {person.nik}"
    assert sdk.generate(model, f"NIK {person.nik}").response == f"Ya: {person.nik}"
    assert "".join(part.response or "" for part in sdk.generate(model, f"NIK {person.nik}", stream=True)) == f"Ya: {person.nik}"
    assert all(not CANARIES.found_in(request.raw) for request in house.stage.received(model))


def test_embeddings_and_structured_output(sdk: ollama.Client, house: House) -> None:
    """Texts to embed are masked; JSON comes back as JSON."""
    person = a_person()
    model = house.stage.on(_echo)
    assert sdk.embed(model, f"NIK {person.nik}").embeddings == [[0.5, 0.25]]
    answer = sdk.chat(model, [{"role": "user", "content": f"NIK {person.nik}"}], format={"type": "object"})
    assert json.loads(str(answer.message.content)) == {"nik": person.nik}
    assert all(not CANARIES.found_in(request.raw) for request in house.stage.received(model))


def test_tool_call_and_its_result(sdk: ollama.Client, house: House) -> None:
    """A tool is called with the caller's own values, whole and streamed; its result goes back masked."""
    person, other = a_person(), a_person()

    def script(request: Received) -> list[Step]:
        asked, tokens = json.loads(request.body), TOKEN.findall(request.body.decode())
        call = {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "cari", "arguments": {"nik": tokens[0]}}}]}
        ended = {"role": "assistant", "content": f"NIK {tokens[0]} ada."}
        tree = {"model": "m", "created_at": "x", "message": ended if asked["messages"][-1]["role"] == "tool" else call, "done": True}
        return _lines(tree) if asked["stream"] else [whole_answer(json.dumps(tree).encode())]

    model = house.stage.on(script)
    messages: list[Any] = [{"role": "user", "content": f"NIK {person.nik}"}]
    (part,) = sdk.chat(model, messages, stream=True)
    called = sdk.chat(model, messages)
    for message in (part.message, called.message):
        assert [call.function.arguments for call in message.tool_calls or []] == [{"nik": person.nik}]
    result = {"role": "tool", "tool_name": "cari", "content": json.dumps({"nama": other.name, "nik": other.nik})}
    assert sdk.chat(model, [*messages, called.message, result]).message.content == f"NIK {person.nik} ada."
    assert all(not CANARIES.found_in(request.raw) for request in house.stage.received(model))


def test_a_blocked_call_is_a_response_error(sdk: ollama.Client, house: House) -> None:
    """What a policy holds back is a ``ResponseError`` with the sentence; a conversation in numbers is refused too."""
    model = house.stage.on(_echo)
    with pytest.raises(ollama.ResponseError) as error:
        sdk.chat(model, [{"role": "user", "content": "\n".join(f"NIK {a_person().nik}" for _ in range(25))}])
    assert (error.value.status_code, error.value.error.partition(" ")[0]) == (400, "Permintaan")
    with pytest.raises(ollama.ResponseError) as error:
        sdk.generate(model, "Halo", context=[1, 2, 3])
    assert error.value.status_code == 400
    assert house.stage.received(model) == []
