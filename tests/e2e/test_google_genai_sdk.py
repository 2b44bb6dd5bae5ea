"""The real ``google-genai`` SDK, unchanged but for ``base_url`` and key: it gets its own values, the AI service gets none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from google import genai
from google.genai import errors, types

from guardrail.mask.token import TOKEN
from tests.support.canaries import CANARIES, assert_clean
from tests.support.people import a_person
from tests.support.scripted import Close, Received, Step, sse_answer, whole_answer
from tests.support.server import CLIENT_KEY

from .house import House


@pytest.fixture
def sdk(house: House) -> Iterator[genai.Client]:
    client = genai.Client(api_key=CLIENT_KEY, http_options=types.HttpOptions(base_url=house.server.base_url))
    yield client
    client.close()


def _answer(*parts: dict[str, Any]) -> bytes:
    return json.dumps({"candidates": [{"index": 0, "content": {"role": "model", "parts": list(parts)}, "finishReason": "STOP"}]}).encode()


def _echo(request: Received) -> list[Step]:
    """Every token that came, whole; in a stream in pieces of five characters."""
    text = "Ya: " + " ".join(TOKEN.findall(request.body.decode()))
    if "streamGenerateContent" in request.target:
        return sse_answer(*(b"data: " + _answer({"text": text[at : at + 5]}) + b"\r\n\r\n" for at in range(0, len(text), 5)))
    return [whole_answer(_answer({"text": text}))]


def test_whole_and_streamed_answer(sdk: genai.Client, house: House) -> None:
    """Whole and streamed, the caller reads its own values; the service saw tokens, and guardrail's key in none of its headers."""
    person = a_person()
    model = house.stage.on(_echo)
    whole = sdk.models.generate_content(model=model, contents=f"NIK {person.nik}")
    assert whole.text == f"Ya: {person.nik}"
    stream = sdk.models.generate_content_stream(model=model, contents=f"NIK {person.nik}")
    assert "".join(piece.text or "" for piece in stream) == f"Ya: {person.nik}"
    assert all(not CANARIES.found_in(request.raw) for request in house.stage.received(model))


def test_llmock_under_the_older_version(house: House) -> None:
    """``v1beta`` is served as well."""
    house.mock.reset()
    person = a_person()
    options = types.HttpOptions(base_url=house.server.base_url, api_version="v1beta")
    client = genai.Client(api_key=CLIENT_KEY, http_options=options)
    answer = client.models.generate_content(model="gemini-uji", contents=f"Ulangi: NIK {person.nik}")
    assert f"NIK {person.nik}" in str(answer.text)
    assert_clean(json.dumps(house.mock.received()).encode(), "what the upstream received")
    client.close()


def test_tool_call_and_its_result(sdk: genai.Client, house: House) -> None:
    """A function is called with the caller's own values, whole and streamed; its result goes back masked, a signature as it came."""
    person, other = a_person(), a_person()

    def script(request: Received) -> list[Step]:
        tokens = TOKEN.findall(request.body.decode())
        if b"functionResponse" in request.body:
            return [whole_answer(_answer({"text": f"NIK {tokens[0]} ada."}))]
        answer = _answer({"functionCall": {"name": "cari", "args": {"nik": tokens[0]}}, "thoughtSignature": "RXE="})
        return sse_answer(b"data: " + answer + b"\r\n\r\n") if "streamGenerateContent" in request.target else [whole_answer(answer)]

    model = house.stage.on(script)
    declared = types.FunctionDeclaration(name="cari", description="Cari", parameters_json_schema={"type": "object", "properties": {}})
    config = types.GenerateContentConfig(
        tools=[types.Tool(function_declarations=[declared])], automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True)
    )
    asked = types.Content(role="user", parts=[types.Part(text=f"NIK {person.nik}")])
    called = sdk.models.generate_content(model=model, contents=[asked], config=config)
    (streamed,) = sdk.models.generate_content_stream(model=model, contents=[asked], config=config)
    for part in (called, streamed):
        assert [call.args for call in part.function_calls or []] == [{"nik": person.nik}]
    said = (called.candidates or [])[0].content
    assert said is not None
    result = types.Content(
        role="user", parts=[types.Part.from_function_response(name="cari", response={"nama": other.name, "nik": other.nik})]
    )
    last = sdk.models.generate_content(model=model, contents=[asked, said, result], config=config)
    assert last.text == f"NIK {person.nik} ada."
    sent = json.loads(house.stage.received(model)[-1].body)["contents"]
    assert sent[1]["parts"][0]["thoughtSignature"] == "RXE="
    assert all(not CANARIES.found_in(request.raw) for request in house.stage.received(model))


def test_embeddings_and_structured_output(sdk: genai.Client, house: House) -> None:
    """Texts to embed are masked; JSON comes back as JSON."""
    person = a_person()

    def script(request: Received) -> list[Step]:
        if "mbedContent" in request.target:
            return [whole_answer(b'{"embeddings": [{"values": [0.5, 0.25]}]}')]
        (nik,) = TOKEN.findall(request.body.decode())
        return [whole_answer(_answer({"text": json.dumps({"nik": nik})}))]

    model = house.stage.on(script)
    embedded = sdk.models.embed_content(model=model, contents=f"NIK {person.nik}")
    assert [embedding.values for embedding in embedded.embeddings or []] == [[0.5, 0.25]]
    config = types.GenerateContentConfig(response_mime_type="application/json", response_json_schema={"type": "object"})
    answer = sdk.models.generate_content(model=model, contents=f"NIK {person.nik}", config=config)
    assert json.loads(str(answer.text)) == {"nik": person.nik}
    assert all(not CANARIES.found_in(request.raw) for request in house.stage.received(model))


def test_a_blocked_call_is_a_client_error(sdk: genai.Client, house: House) -> None:
    """What a policy holds back is a ``ClientError`` with Google's status, and nothing leaves."""
    model = house.stage.on(_echo)
    with pytest.raises(errors.ClientError) as error:
        sdk.models.generate_content(model=model, contents="\n".join(f"NIK {a_person().nik}" for _ in range(25)))
    assert (error.value.code, error.value.status) == (400, "INVALID_ARGUMENT")
    assert str(error.value.message).startswith("Permintaan ditahan")
    assert house.stage.received(model) == []


def test_a_stream_that_breaks_off_is_an_error(sdk: genai.Client, house: House) -> None:
    """A fault in mid-stream ends with Google's error object, which its SDK raises."""
    model = house.stage.on([*sse_answer(b"data: " + _answer({"text": "Halo"}) + b"\r\n\r\n")[:-1], Close()])
    with pytest.raises(errors.APIError):
        list(sdk.models.generate_content_stream(model=model, contents="Halo"))
