"""JSON by a schema that refuses tokens: under surrogates the service's answer fits it, and the SDK's own class gets the caller's values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ollama
import pytest
from anthropic import Anthropic
from google import genai
from google.genai import types
from openai import OpenAI
from pydantic import BaseModel, Field

from tests.support.canaries import CANARIES
from tests.support.chat import chat_answer, stream_of
from tests.support.people import Person, a_person
from tests.support.scripted import LAST_CHUNK, Received, ScriptedUpstream, Step, chunk, head, scripted_upstream, sse_answer, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

_POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: pengganti, version: 1, title: Pengganti, description: Nilai pengganti, owner: uji}
spec:
  rules:
    - {id: pengganti, description: Uji, entities: [general], action: mask, operator: surrogate, message: {id: Disamarkan., en: Masked.}}
"""
_CONFIGURATION = """
[policies]
dir = "{policies}"
default = "pengganti"
[[upstreams]]
name = "uji"
base_url = "{upstream}"
"""
_NIK, _EMAIL = r"^[0-9]{16}$", r"^[a-z0-9.]+@[a-z.]+$"


class Resident(BaseModel):
    """What is asked for. No token fits either pattern."""

    nik: str = Field(pattern=_NIK)
    surel: str = Field(pattern=_EMAIL)


def _said(request: Received) -> str:
    """What a service under the schema would say: the values of the prompt, if they fit."""
    body = request.body.decode()
    nik, email = re.findall(r"NIK (\S+?),", body)[-1], re.findall(r"surel (\S+?)\.?[\"\\]", body)[-1]
    assert re.match(_NIK, nik)
    assert re.match(_EMAIL, email)
    return json.dumps({"nik": nik, "surel": email})


def _service(request: Received) -> list[Step]:
    said = _said(request)
    pieces = [said[at : at + 3] for at in range(0, len(said), 3)]
    streamed = json.loads(request.body).get("stream") or "streamGenerateContent" in request.target
    match request.target.partition("?")[0].rsplit("/", 1)[-1]:
        case "completions":
            return sse_answer(stream_of(pieces)) if streamed else [whole_answer(chat_answer(said))]
        case "responses":
            content = [{"type": "output_text", "text": said, "annotations": []}]
            item = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": content}
            answer: Any = {"id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "uji", "output": [item]}
        case "messages":
            usage = {"input_tokens": 1, "output_tokens": 1}
            answer = {"id": "msg_1", "type": "message", "role": "assistant", "model": "uji", "usage": usage}
            answer |= {"content": [{"type": "text", "text": said}], "stop_reason": "end_turn"}
        case "chat":
            trees = [{"model": "m", "message": {"role": "assistant", "content": text}, "done": text == pieces[-1]} for text in pieces]
            start = head(200, ("content-type", "application/x-ndjson"), ("transfer-encoding", "chunked"))
            if streamed:
                return [start, *(chunk(json.dumps(tree).encode() + b"\n") for tree in trees), LAST_CHUNK]
            answer = {"model": "m", "message": {"role": "assistant", "content": said}, "done": True}
        case _:
            parts = [
                {"candidates": [{"index": 0, "content": {"role": "model", "parts": [{"text": text}]}}]}
                for text in (pieces if streamed else [said])
            ]
            if streamed:
                return sse_answer(*(b"data: " + json.dumps(part).encode() + b"\r\n\r\n" for part in parts))
            answer = parts[0]
    return [whole_answer(json.dumps(answer).encode())]


@dataclass(frozen=True, slots=True)
class Scene:
    server: GuardrailServer
    upstream: ScriptedUpstream


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("pengganti")
    policies = folder / "policies"
    policies.mkdir()
    (policies / "policy.yaml").write_text(_POLICY, "utf-8")
    with scripted_upstream(_service) as upstream:
        configuration = _CONFIGURATION.format(policies=policies, upstream=upstream.base_url)
        with configured_server(configuration, folder / "state") as server:
            yield Scene(server, upstream)
        assert upstream.requests
        assert all(not CANARIES.found_in(request.raw) for request in upstream.requests)


def _asked(person: Person) -> str:
    return f"Catat NIK {person.nik}, surel {person.email}."


def _record(person: Person) -> Resident:
    return Resident(nik=person.nik, surel=person.email)


@pytest.fixture
def person() -> Person:
    return a_person()


def test_openai_chat(scene: Scene, person: Person) -> None:
    """Parsed from a whole answer and from a stream."""
    messages: Any = [{"role": "user", "content": _asked(person)}]
    with OpenAI(base_url=f"{scene.server.base_url}/v1", api_key=CLIENT_KEY) as sdk:
        whole = sdk.chat.completions.parse(model="uji", messages=messages, response_format=Resident)
        with sdk.chat.completions.stream(model="uji", messages=messages, response_format=Resident) as stream:
            final = stream.get_final_completion()
    assert [answer.choices[0].message.parsed for answer in (whole, final)] == [_record(person)] * 2


def test_openai_responses(scene: Scene, person: Person) -> None:
    """Parsed from the output's text."""
    with OpenAI(base_url=f"{scene.server.base_url}/v1", api_key=CLIENT_KEY) as sdk:
        answer = sdk.responses.parse(model="uji", input=_asked(person), text_format=Resident)
    assert answer.output_parsed == _record(person)


def test_anthropic(scene: Scene, person: Person) -> None:
    """Parsed from the first block."""
    with Anthropic(base_url=scene.server.base_url, api_key=CLIENT_KEY) as sdk:
        messages: Any = [{"role": "user", "content": _asked(person)}]
        answer: Any = sdk.messages.parse(model="uji", max_tokens=99, messages=messages, output_format=Resident)
    assert answer.parsed_output == _record(person)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_google(scene: Scene, person: Person, streamed: bool) -> None:
    """Parsed by the SDK, and put together from a stream."""
    sdk = genai.Client(api_key=CLIENT_KEY, http_options=types.HttpOptions(base_url=scene.server.base_url))
    config = types.GenerateContentConfig(response_mime_type="application/json", response_schema=Resident)
    if streamed:
        parts = sdk.models.generate_content_stream(model="uji", contents=_asked(person), config=config)
        found: Any = Resident.model_validate_json("".join(part.text or "" for part in parts))
    else:
        found = sdk.models.generate_content(model="uji", contents=_asked(person), config=config).parsed
    sdk.close()
    assert found == _record(person)


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_ollama(scene: Scene, person: Person, streamed: bool) -> None:
    """Put together from its lines."""
    sdk: Any = ollama.Client(host=scene.server.base_url, headers={"Authorization": f"Bearer {CLIENT_KEY}"})
    answer = sdk.chat("uji", [{"role": "user", "content": _asked(person)}], format=Resident.model_json_schema(), stream=streamed)
    text = "".join(part.message.content or "" for part in (answer if streamed else [answer]))
    sdk._client.close()
    assert Resident.model_validate_json(text) == _record(person)
