"""The sample AI service: the shapes of OpenAI's chat API, and the caller's own tokens said back."""

from __future__ import annotations

import json
from typing import Any

import httpx
import httpx2
import pytest
from openai import AsyncOpenAI
from starlette.applications import Starlette

from guardrail.cli.sample_service import MODEL, sample_service

NAME, NIK, PHONE = "[[PERSON_7F3KQ9ZD]]", "[[NIK_0A1B2C3D]]", "[[PHONE_NUMBER_QQ22WW33]]"
LETTER = f"Buatkan surat untuk {NAME}, NIK {NIK}, HP {PHONE}."
TOOL = {
    "type": "function",
    "function": {
        "name": "cari_penduduk",
        "parameters": {"type": "object", "properties": {"nama": {"type": "string"}, "nik": {"type": "string"}}},
    },
}


def a_client(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://contoh.test")


def a_call(text: str = LETTER, **more: Any) -> dict[str, Any]:
    return {"model": MODEL, "messages": [{"role": "user", "content": text}], **more}


async def ask(app: Starlette, call: dict[str, Any]) -> httpx.Response:
    async with a_client(app) as client:
        return await client.post("/v1/chat/completions", json=call)


def events_of(answer: httpx.Response) -> list[Any]:
    """The JSON of each event but the closing one, whose presence is asserted."""
    *events, done, empty = answer.text.split("\n\n")
    assert (done, empty) == ("data: [DONE]", "")
    return [json.loads(event.removeprefix("data: ")) for event in events]


async def test_models_are_listed() -> None:
    """A client that asks for models finds the one there is."""
    async with a_client(sample_service()) as client:
        answer = await client.get("/v1/models")
    assert [model["id"] for model in answer.json()["data"]] == [MODEL]


async def test_whole_answer_repeats_every_token() -> None:
    """Each token of the question stands in the answer, so that a person sees it restored."""
    answer = (await ask(sample_service(), a_call())).json()
    said = answer["choices"][0]["message"]["content"]
    assert said.startswith(f"Baik, berikut draf surat untuk {NAME}.")
    assert all(token in said for token in (NAME, NIK, PHONE))
    assert (answer["object"], answer["choices"][0]["finish_reason"]) == ("chat.completion", "stop")
    assert answer["usage"]["total_tokens"] == answer["usage"]["prompt_tokens"] + answer["usage"]["completion_tokens"]


async def test_text_without_tokens_is_quoted() -> None:
    """Where nothing was masked the service says back what it read."""
    answer = await ask(sample_service(), a_call("Apa itu SPBE?"))
    assert "“Apa itu SPBE?”" in answer.json()["choices"][0]["message"]["content"]


async def test_text_parts_are_read() -> None:
    """A content given as a list of parts is read like a string."""
    call = a_call()
    call["messages"][0]["content"] = [{"type": "text", "text": LETTER}]
    assert NIK in (await ask(sample_service(), call)).json()["choices"][0]["message"]["content"]


@pytest.mark.parametrize("choices", [1, 3])
async def test_streamed_choices_join_to_the_whole_answer(choices: int) -> None:
    """Pieces of a few characters join, choice by choice, to the text of a whole answer."""
    whole = (await ask(sample_service(), a_call())).json()["choices"][0]["message"]["content"]
    answer = await ask(sample_service(), a_call(stream=True, n=choices))
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = events_of(answer)
    assert {(event["object"], event["model"]) for event in events} == {("chat.completion.chunk", MODEL)}
    assert len({(event["id"], event["created"]) for event in events}) == 1
    deltas = [event["choices"][0] for event in events]
    for index in range(choices):
        own = [delta for delta in deltas if delta["index"] == index]
        assert "".join(delta["delta"].get("content", "") for delta in own) == whole
        assert [delta["finish_reason"] for delta in own if delta["finish_reason"]] == ["stop"]
    assert max(len(delta["delta"].get("content", "")) for delta in deltas) < len("[[A_1]]")


async def test_usage_is_streamed_only_when_asked_for() -> None:
    """``stream_options.include_usage`` adds one event without choices."""
    plain = events_of(await ask(sample_service(), a_call(stream=True)))
    counted = events_of(await ask(sample_service(), a_call(stream=True, stream_options={"include_usage": True})))
    assert not any("usage" in event for event in plain)
    assert counted[-1]["choices"] == []
    assert counted[-1]["usage"]["total_tokens"] > 0


@pytest.mark.parametrize("stream", [False, True])
async def test_a_tool_is_called_with_the_tokens(stream: bool) -> None:
    """Asked to call a tool, the service puts the tokens into its arguments, in the tool's own parameters."""
    answer = await ask(sample_service(), a_call(f"Tolong panggil cari_penduduk untuk {NAME} {NIK}", tools=[TOOL], stream=stream))
    if stream:
        events = events_of(answer)
        calls = [call for event in events for call in event["choices"][0]["delta"].get("tool_calls", ())]
        name, arguments = calls[0]["function"]["name"], "".join(call["function"]["arguments"] for call in calls)
        finish = events[-1]["choices"][0]["finish_reason"]
    else:
        choice = answer.json()["choices"][0]
        finish, (call,) = choice["finish_reason"], choice["message"]["tool_calls"]
        name, arguments = call["function"]["name"], call["function"]["arguments"]
    assert (name, finish) == ("cari_penduduk", "tool_calls")
    assert json.loads(arguments) == {"nama": NAME, "nik": NIK}


async def test_a_tool_result_is_answered_in_words() -> None:
    """After a tool's result the service answers, so that an agent's loop ends."""
    call = a_call(f"panggil cari_penduduk {NIK}", tools=[TOOL])
    call["messages"].append({"role": "tool", "tool_call_id": "call_1", "content": "ada"})
    assert (await ask(sample_service(), call)).json()["choices"][0]["finish_reason"] == "stop"


async def test_received_bodies_are_kept_and_bounded() -> None:
    """The demo can show the exact bytes of the last calls, and memory does not grow with them."""
    app = sample_service()
    for number in range(40):
        await ask(app, a_call(f"pesan {number}"))
    assert len(app.state.received) == 32
    assert json.loads(app.state.received[-1]) == a_call("pesan 39")


@pytest.mark.parametrize(
    ("body", "param"),
    [
        (b"{", None),
        (b"[]", None),
        (b"{}", "messages"),
        (b'{"messages": ["halo"]}', "messages"),
        (b'{"messages": [{"role": "user", "content": "halo"}], "n": 99}', "n"),
        (b'{"messages": [{"role": "user", "content": "halo"}], "n": "dua"}', "n"),
    ],
)
async def test_a_wrong_body_is_refused_in_the_shape_of_openai(body: bytes, param: str | None) -> None:
    """What cannot be read is a 400 with OpenAI's error object."""
    async with a_client(sample_service()) as client:
        answer = await client.post("/v1/chat/completions", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


async def test_the_real_client_reads_the_stream() -> None:
    """OpenAI's own client accepts the events and joins them."""
    app = sample_service()
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app))
    async with AsyncOpenAI(base_url="http://contoh.test/v1", api_key="uji", http_client=http) as client:
        stream = await client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": LETTER}], stream=True)
        said = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
    assert NIK in said
