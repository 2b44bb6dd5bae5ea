"""The real ``openai`` SDK, unchanged but for ``base_url`` and key, before real upstreams: it gets its own values, they get none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam

from guardrail.mask.token import TOKEN
from tests.support.canaries import CANARIES, assert_clean
from tests.support.chat import DONE, chat_answer, echo, last_words, piece, records
from tests.support.people import Person, a_person
from tests.support.process import free_port
from tests.support.scripted import Received, Step, sse_answer, whole_answer
from tests.support.upstreams import LLMock

from .house import DEAD, House, an_sdk

TOOL: ChatCompletionToolParam = {
    "type": "function",
    "function": {
        "name": "cari_penduduk",
        "description": "Cari data penduduk",
        "parameters": {"type": "object", "properties": {"nik": {"type": "string"}, "nama": {"type": "string"}}, "required": ["nik"]},
    },
}


@pytest.fixture
def mock(house: House) -> LLMock:
    house.mock.reset()
    return house.mock


@pytest.fixture
def sdk(house: House) -> Iterator[OpenAI]:
    with an_sdk(house) as client:
        yield client


def user(text: str) -> ChatCompletionMessageParam:
    return {"role": "user", "content": text}


def short(person: Person) -> str:
    """Of what llmock echoes the first 120 characters come back."""
    return f"Ulangi: NIK {person.nik}, HP {person.phone}"


def assert_received_masked(mock: LLMock) -> None:
    """The upstream's own journal holds calls, and no value in any encoding."""
    received = mock.received()
    assert received
    assert_clean(json.dumps(received, ensure_ascii=False).encode(), "what the upstream received")


def test_whole_answer(sdk: OpenAI, mock: LLMock) -> None:
    """A whole answer that repeats the prompt gives the caller its own values; the upstream saw tokens."""
    person = a_person()
    answer = sdk.chat.completions.create(model="gpt-4o", messages=[user(short(person))])
    assert person.nik in str(answer.choices[0].message.content)
    assert person.phone in str(answer.choices[0].message.content)
    assert_received_masked(mock)
    assert len(TOKEN.findall(mock.received()[0]["body"]["messages"][0]["content"])) == 2


def test_streamed_answer(sdk: OpenAI, mock: LLMock) -> None:
    """A streamed answer is restored in the stream, piece by piece, and ends as it should."""
    person = a_person()
    with sdk.chat.completions.create(model="gpt-4o", messages=[user(short(person))], stream=True) as stream:
        chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert short(person) in text
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert_received_masked(mock)


def test_raw_response_says_what_was_done(sdk: OpenAI) -> None:
    """The headers of an answer name the event, the action, the policy and the counts by type."""
    person = a_person()
    raw = sdk.chat.completions.with_raw_response.create(model="gpt-4o", messages=[user(short(person))])
    assert raw.headers["x-guardrail-action"] == "mask"
    assert raw.headers["x-guardrail-entities"] == "ID_NIK=1,PHONE_NUMBER=1"
    assert raw.headers["x-guardrail-policy"].startswith("jateng@1;digest=")
    assert raw.headers["x-request-id"] == raw.headers["x-guardrail-event-id"]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_tool_call_and_its_result(sdk: OpenAI, mock: LLMock, streamed: bool) -> None:
    """A tool is called with the caller's own values; its result goes back masked, and the last answer comes back restored."""
    person, other = a_person(), a_person()
    messages = [user(f"Nama: {person.name}, NIK {person.nik}. Cari datanya.")]
    sdk.chat.completions.create(model="gpt-4o", messages=messages, tools=[TOOL])
    name, nik = TOKEN.findall(mock.received()[0]["body"]["messages"][0]["content"])

    mock.script({"type": "reply", "tool_calls": [{"name": "cari_penduduk", "arguments": {"nik": nik, "nama": name}}]})
    call_id, arguments = ask_for_tool(sdk, messages, streamed)
    assert json.loads(arguments) == {"nik": person.nik, "nama": person.name}

    result = json.dumps({"nama": other.name, "nik": other.nik, "hp": other.phone})
    turn: list[ChatCompletionMessageParam] = [
        *messages,
        {
            "role": "assistant",
            "tool_calls": [{"id": call_id, "type": "function", "function": {"name": "cari_penduduk", "arguments": arguments}}],
        },
        {"role": "tool", "tool_call_id": call_id, "content": result},
    ]
    mock.script({"type": "reply", "text": f"NIK {nik} sudah ditemukan."})
    answer = sdk.chat.completions.create(model="gpt-4o", messages=turn, tools=[TOOL])
    assert answer.choices[0].message.content == f"NIK {person.nik} sudah ditemukan."
    assert_received_masked(mock)
    sent = mock.received()[-1]["body"]["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(sent) == {"nik": nik, "nama": name}


def ask_for_tool(sdk: OpenAI, messages: list[ChatCompletionMessageParam], streamed: bool) -> tuple[str, str]:
    """Identifier and arguments of the one tool call of an answer."""
    if not streamed:
        answer = sdk.chat.completions.create(model="gpt-4o", messages=messages, tools=[TOOL])
        (called,) = answer.choices[0].message.tool_calls or []
        assert called.type == "function"
        return called.id, called.function.arguments
    call_id = arguments = ""
    with sdk.chat.completions.create(model="gpt-4o", messages=messages, tools=[TOOL], stream=True) as stream:
        for chunk in stream:
            for part in (chunk.choices[0].delta.tool_calls or []) if chunk.choices else []:
                call_id = part.id or call_id
                arguments += (part.function.arguments if part.function else None) or ""
    return call_id, arguments


def _shape(person: Person) -> Any:
    """A schema with values of its own: the caller may only be answered with one of its cases."""
    members = {"nik": {"type": "string", "enum": [person.nik]}, "nama": {"type": "string", "enum": [person.name]}}
    schema = {"type": "object", "properties": members, "required": ["nik", "nama"], "additionalProperties": False}
    return {"type": "json_schema", "json_schema": {"name": "penduduk", "schema": schema, "strict": True}}


def test_structured_output(sdk: OpenAI, mock: LLMock) -> None:
    """A schema's values are the tokens of the prompt, and JSON that is made of them comes back as the caller's."""
    person = a_person()
    messages = [user(f"Nama: {person.name}, NIK {person.nik}. Jawab dalam JSON.")]
    answer = sdk.chat.completions.create(model="gpt-4o", messages=messages, response_format=_shape(person))
    assert json.loads(str(answer.choices[0].message.content)) == {"nik": person.nik, "nama": person.name}
    assert_received_masked(mock)


def test_real_model_under_a_schema(sdk: OpenAI, house: House) -> None:
    """llama.cpp makes its grammar of the masked schema and says its tokens one byte an event: the JSON has the caller's values."""
    needs_llama(house)
    person = a_person()
    messages = [user(f"Nama: {person.name}, NIK {person.nik}. Jawab dalam JSON.")]
    with sdk.chat.completions.create(
        model="tiny", messages=messages, response_format=_shape(person), stream=True, max_tokens=1000
    ) as stream:
        text = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert json.loads(text) == {"nik": person.nik, "nama": person.name}


def test_a_value_in_a_tool_definition_is_masked(sdk: OpenAI, mock: LLMock) -> None:
    """A description of a tool is text like any other."""
    person = a_person()
    described: ChatCompletionToolParam = {
        "type": "function",
        "function": {"name": "cari", "description": f"Contoh: NIK {person.nik}", "parameters": {"type": "object", "properties": {}}},
    }
    sdk.chat.completions.create(model="gpt-4o", messages=[user("Halo")], tools=[described], user=person.email)
    assert_received_masked(mock)


def test_models_are_listed(sdk: OpenAI, house: House) -> None:
    """Those of every service, each once; the one that is down has none."""
    stage = house.stage.on(echo)
    models = [model.id for model in sdk.models.list()]
    assert len(models) == len(set(models))
    assert stage in models
    assert [model for model in models if model.startswith("gpt-")]
    (told,) = [record for record in records(house.audit, "call.intent") if record["upstream"].startswith("every:")]
    assert (told["upstream"], told["route"]) == ("every:openai_chat", "/v1/models")


def needs_llama(house: House) -> None:
    if house.llama is None:
        pytest.skip("xllamacpp has no wheel for this machine")


def test_real_model_streams_a_value_byte_by_byte(sdk: OpenAI, house: House) -> None:
    """llama.cpp, forced by a grammar to say the tokens, one byte an event: the caller reads its own values.

    The values stand in the grammar itself, an unknown field: it is inspected and masked like everything else.
    """
    needs_llama(house)
    person = a_person()
    said = f"NIK {person.nik}, HP {person.phone}, surel {person.email}."
    with sdk.chat.completions.create(
        model="tiny", messages=[user(f"Ulangi: {said}")], stream=True, max_tokens=160, extra_body={"grammar": f'root ::= "{said}"'}
    ) as stream:
        pieces = [chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices]
    assert "".join(pieces) == said


def test_real_model_answers_whole(sdk: OpenAI, house: House) -> None:
    """The same in one piece."""
    needs_llama(house)
    person = a_person()
    said = f"Nama: {person.name}, NIK {person.nik}."
    answer = sdk.chat.completions.create(model="tiny", messages=[user(said)], max_tokens=160, extra_body={"grammar": f'root ::= "{said}"'})
    assert answer.choices[0].message.content == said


def test_two_choices(sdk: OpenAI, house: House) -> None:
    """With ``n=2``, whole and streamed, each choice gets the value of the token that it holds."""
    person = a_person()

    def two(request: Received) -> list[Step]:
        nik, phone = TOKEN.findall(last_words(request.body))
        if json.loads(request.body).get("stream"):
            texts = (f"A {nik}", f"B {phone}")
            turns = [piece({"content": text[at : at + 4]}, index) for at in range(0, 24, 4) for index, text in enumerate(texts)]
            return sse_answer(b"".join([*turns, piece({}, 0, "stop"), piece({}, 1, "stop"), DONE]))
        answer = json.loads(chat_answer(f"A {nik}"))
        answer["choices"].append({"index": 1, "message": {"role": "assistant", "content": f"B {phone}"}, "finish_reason": "stop"})
        return [whole_answer(json.dumps(answer).encode())]

    model = house.stage.on(two)
    whole = sdk.chat.completions.create(model=model, messages=[user(short(person))], n=2)
    assert [choice.message.content for choice in whole.choices] == [f"A {person.nik}", f"B {person.phone}"]
    said = ["", ""]
    with sdk.chat.completions.create(model=model, messages=[user(short(person))], n=2, stream=True) as stream:
        for chunk in stream:
            said[chunk.choices[0].index] += chunk.choices[0].delta.content or ""
    assert said == [f"A {person.nik}", f"B {person.phone}"]
    assert all(not CANARIES.found_in(request.raw) for request in house.stage.received(model))


@pytest.mark.parametrize("key", ["salah", None], ids=["unknown", "missing"])
def test_a_wrong_key_is_an_authentication_error(house: House, key: str | None) -> None:
    """Without a key, or with one nobody knows, the SDK raises ``AuthenticationError``, once."""
    before = len(records(house.audit, "auth.failed"))
    omitted = {} if key else {"Authorization": openai.Omit()}
    with an_sdk(house, api_key=key or "x") as sdk, pytest.raises(openai.AuthenticationError) as error:
        sdk.chat.completions.create(model="gpt-4o", messages=[user("Halo")], extra_headers=omitted)
    assert error.value.code == "missing_or_unknown_key"
    assert len(records(house.audit, "auth.failed")) == before + 1


def test_a_blocked_call_is_a_bad_request(sdk: OpenAI, mock: LLMock, house: House) -> None:
    """What a policy holds back is a ``BadRequestError`` with a code, Indonesian first, without the data, and is not tried again."""
    before = len(records(house.audit, "call.blocked"))
    people = "\n".join(f"NIK {a_person().nik}" for _ in range(25))
    with pytest.raises(openai.BadRequestError) as error:
        sdk.chat.completions.create(model="gpt-4o", messages=[user(people)])
    assert (error.value.code, error.value.param, error.value.type) == ("guardrail_blocked", "messages", "invalid_request_error")
    assert error.value.response.json()["error"]["message"].startswith("Permintaan ditahan")
    assert_clean(error.value.response.content, "an error body")
    assert error.value.response.headers["x-should-retry"] == "false"
    assert mock.received() == []
    assert len(records(house.audit, "call.blocked")) == before + 1


def test_an_error_of_the_service_keeps_its_class(sdk: OpenAI, mock: LLMock) -> None:
    """A 429 of the upstream is a ``RateLimitError`` for the caller, after the tries that the SDK makes on its own."""
    mock.script(*[{"type": "fail", "status": 429}] * 3)
    with pytest.raises(openai.RateLimitError):
        sdk.chat.completions.create(model="gpt-4o", messages=[user("Halo")])
    assert len(mock.received()) == 3


def test_an_upstream_that_is_down_is_tried_again(sdk: OpenAI, house: House) -> None:
    """Nobody listens upstream: ``InternalServerError`` after three tries, because trying again can help; each is recorded."""
    before = len(records(house.audit, "call.intent"))
    with pytest.raises(openai.InternalServerError) as error:
        sdk.chat.completions.create(model=DEAD, messages=[user(short(a_person()))])
    assert error.value.status_code == 502
    assert error.value.code == "upstream_unreachable"
    assert_clean(error.value.response.content, "an error body")
    assert len(records(house.audit, "call.intent")) == before + 3


def test_guardrail_that_is_down_is_a_connection_error() -> None:
    """Without a guardrail there is no way round it: the SDK says so."""
    with OpenAI(base_url=f"http://127.0.0.1:{free_port()}/v1", api_key="x", max_retries=0) as sdk, pytest.raises(openai.APIConnectionError):
        sdk.models.list()
