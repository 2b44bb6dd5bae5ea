"""What the real SDKs make of answers with notes: whole and streamed they parse, tools are called as ever, JSON stays JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ollama
import pytest
from anthropic import Anthropic
from google import genai
from google.genai import types
from openai import OpenAI

from tests.support.scripted import LAST_CHUNK, Received, Script, Step, chunk, head, scripted_upstream, sse_answer, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

_POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: berlabel, version: 1, title: Berlabel, description: Jawaban berlabel, owner: uji}
spec:
  rules:
    - id: label
      description: Uji
      signals: [ai_answer]
      where: [response]
      action: annotate
      note: {id: "Dengan AI. ID jejak: {event}", en: By AI.}
    - {id: krisis, description: Uji, signals: [self_harm], where: [user], action: annotate, note: {id: Hubungi 112., place: before}}
    - {id: rujukan, description: Uji, signals: [citation], where: [response], action: annotate, note: {id: Periksa di JDIH.}}
"""
_CONFIGURATION = """
[policies]
dir = "{policies}"
default = "berlabel"
[[upstreams]]
name = "uji"
base_url = "{upstream}"
"""
DANGER = "Saya ingin mengakhiri hidup karena utang pinjol."
PIECES = ["Menurut Pasal 21 U", "U 14/2008, ", "permohonan dijawab ", "sepuluh hari."]
SAID = "".join(PIECES)
USAGE: Any = {"prompt_tokens": 5, "completion_tokens": 9, "total_tokens": 14}


@dataclass(slots=True)
class Scene:
    """A server whose policy annotates, and what its AI service answers next."""

    server: GuardrailServer
    script: Script = ()

    def play(self, request: Received) -> list[Step]:
        return list(self.script(request) if callable(self.script) else self.script)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("berlabel")
    policies = folder / "policies"
    policies.mkdir()
    (policies / "policy.yaml").write_text(_POLICY, "utf-8")
    scenes: list[Scene] = []
    with scripted_upstream(lambda request: scenes[0].play(request)) as upstream:
        configuration = _CONFIGURATION.format(policies=policies, upstream=upstream.base_url)
        with configured_server(configuration, folder / "state") as server:
            scenes.append(Scene(server))
            yield scenes[0]


@pytest.fixture
def openai_sdk(scene: Scene) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{scene.server.base_url}/v1", api_key=CLIENT_KEY, max_retries=0) as client:
        yield client


def _noted(event: str, text: str = SAID) -> str:
    label = f"Dengan AI. ID jejak: {event}\nBy AI."
    return f"{text}\n\n{label}" + ("\n\nPeriksa di JDIH." if text == SAID else "")


def _user(text: str) -> Any:
    return [{"role": "user", "content": text}]


def _chunk(at: int, delta: dict[str, Any], **more: Any) -> bytes:
    choice = {"index": at, "delta": delta, "finish_reason": None, **more}
    return b"data: " + json.dumps({"id": "c", "object": "chat.completion.chunk", "choices": [choice]}).encode() + b"\n\n"


def test_openai_chat(openai_sdk: OpenAI, scene: Scene) -> None:
    """Each choice has its notes, whole and streamed; usage is what the service counted."""
    choices = [{"index": at, "message": {"role": "assistant", "content": text}} for at, text in enumerate((SAID, "Baik."))]
    scene.script = [whole_answer(json.dumps({"id": "c", "choices": choices, "usage": USAGE}).encode())]
    raw = openai_sdk.chat.completions.with_raw_response.create(model="uji", messages=_user("Halo"), n=2)
    event, answer = raw.headers["x-guardrail-event-id"], raw.parse()
    assert [choice.message.content for choice in answer.choices] == [_noted(event), _noted(event, "Baik.")]
    assert answer.usage is not None
    assert answer.usage.completion_tokens == 9

    deltas = [_chunk(0, {"content": piece}) for piece in PIECES]
    deltas.insert(1, _chunk(1, {"content": "Baik."}))
    ends = [_chunk(at, {}, finish_reason="stop") for at in (0, 1)]
    last = b"data: " + json.dumps({"id": "c", "choices": [], "usage": USAGE}).encode() + b"\n\ndata: [DONE]\n\n"
    scene.script = sse_answer(*deltas, *ends, last)
    stream = openai_sdk.chat.completions.with_raw_response.create(model="uji", messages=_user("Halo"), n=2, stream=True)
    event, said = stream.headers["x-guardrail-event-id"], ["", ""]
    for piece in stream.parse():
        for choice in piece.choices:
            said[choice.index] += choice.delta.content or ""
    assert said == [_noted(event), _noted(event, "Baik.")]


def test_a_person_in_danger_reads_the_numbers_first(openai_sdk: OpenAI, scene: Scene) -> None:
    """The call is not blocked, and the first words of the stream are those of the rule."""
    scene.script = sse_answer(
        *(_chunk(0, {"content": piece}) for piece in PIECES), _chunk(0, {}, finish_reason="stop"), b"data: [DONE]\n\n"
    )
    stream = openai_sdk.chat.completions.create(model="uji", messages=_user(DANGER), stream=True)
    assert "".join(piece.choices[0].delta.content or "" for piece in stream).startswith(f"Hubungi 112.\n\n{SAID}\n\nDengan AI.")


def test_tools_are_called_and_json_is_answered_as_ever(openai_sdk: OpenAI, scene: Scene) -> None:
    """Notes stand in words alone: not in arguments, and not in an answer that a program reads."""
    function = {"name": "cari", "arguments": ""}
    call = {"index": 0, "id": "t1", "type": "function", "function": function}
    deltas = [_chunk(0, {"content": "Saya cari dahulu."}), _chunk(0, {"tool_calls": [call]})]
    deltas += [_chunk(0, {"tool_calls": [{"index": 0, "function": {"arguments": part}}]}) for part in ('{"dasar": "UU 1', '4/2008"}')]
    scene.script = sse_answer(*deltas, _chunk(0, {}, finish_reason="tool_calls"), b"data: [DONE]\n\n")
    with openai_sdk.chat.completions.stream(model="uji", messages=_user("Halo")) as stream:
        message = stream.get_final_completion().choices[0].message
    assert message.content is not None
    assert message.content.startswith("Saya cari dahulu.\n\nDengan AI.")
    assert message.tool_calls is not None
    assert json.loads(message.tool_calls[0].function.arguments) == {"dasar": "UU 14/2008"}

    answer = {"choices": [{"index": 0, "message": {"role": "assistant", "content": '{"dasar": "UU 14/2008"}'}}]}
    scene.script = [whole_answer(json.dumps({"id": "c", **answer}).encode())]
    more: list[Any] = [{"response_format": {"type": "json_object"}}, {}]
    for asked in more:
        said = openai_sdk.chat.completions.create(model="uji", messages=_user("Halo"), **asked).choices[0].message.content
        assert json.loads(said or "") == {"dasar": "UU 14/2008"}


def _typed(kind: str, **members: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **members})}\n\n".encode()


def test_openai_responses(openai_sdk: OpenAI, scene: Scene) -> None:
    """The helper that keeps a snapshot, and the last event, say the same words."""
    head_ = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "uji",
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
    }
    part = {"type": "output_text", "text": SAID, "annotations": []}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    scene.script = sse_answer(
        _typed("response.created", response={**head_, "status": "in_progress", "output": []}, sequence_number=0),
        _typed("response.output_item.added", output_index=0, item={**item, "content": []}, sequence_number=1),
        _typed("response.content_part.added", **place, part={**part, "text": ""}, sequence_number=2),
        *(_typed("response.output_text.delta", **place, delta=text, sequence_number=3) for text in PIECES),
        _typed("response.output_text.done", **place, text=SAID, sequence_number=4),
        _typed("response.content_part.done", **place, part=part, sequence_number=5),
        _typed("response.output_item.done", output_index=0, item=item, sequence_number=6),
        _typed("response.completed", response={**head_, "status": "completed", "output": [item]}, sequence_number=7),
    )
    with openai_sdk.responses.stream(model="uji", input="Halo") as stream:
        deltas = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        final = stream.get_final_response()
    assert deltas == final.output_text
    assert deltas.startswith(f"{SAID}\n\nDengan AI. ID jejak: 0")
    assert deltas.endswith("Periksa di JDIH.")


def test_anthropic(scene: Scene) -> None:
    """Whole and put together from events: the note ends the last block of text, behind which a tool is called."""
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "m", "type": "message", "role": "assistant", "model": "uji", "content": [], "usage": usage}
    call = {"type": "tool_use", "id": "t1", "name": "cari", "input": {}}
    scene.script = sse_answer(
        _typed("message_start", message=message),
        _typed("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        *(_typed("content_block_delta", index=0, delta={"type": "text_delta", "text": piece}) for piece in PIECES),
        _typed("content_block_stop", index=0),
        _typed("content_block_start", index=1, content_block=call),
        _typed("content_block_delta", index=1, delta={"type": "input_json_delta", "partial_json": '{"a": "b"}'}),
        _typed("content_block_stop", index=1),
        _typed("message_delta", delta={"stop_reason": "tool_use", "stop_sequence": None}, usage=usage),
        _typed("message_stop"),
    )
    with Anthropic(base_url=scene.server.base_url, api_key=CLIENT_KEY, max_retries=0) as sdk:
        with sdk.messages.stream(model="uji", max_tokens=9, messages=_user("Halo")) as stream:
            streamed: Any = stream.get_final_message()
        scene.script = [
            whole_answer(json.dumps({**message, "content": [{"type": "text", "text": SAID}, {**call, "input": {"a": "b"}}]}).encode())
        ]
        whole: Any = sdk.messages.create(model="uji", max_tokens=9, messages=_user("Halo"))
    for answer in (streamed, whole):
        text, tool = answer.content
        assert text.text.startswith(f"{SAID}\n\nDengan AI.")
        assert text.text.endswith("Periksa di JDIH.")
        assert tool.input == {"a": "b"}


def test_gemini_and_ollama(scene: Scene) -> None:
    """Their own shapes, in pieces: the note comes with the last words."""
    parts = [{"candidates": [{"index": 0, "content": {"role": "model", "parts": [{"text": piece}]}}]} for piece in PIECES]
    parts[-1]["candidates"][0]["finishReason"] = "STOP"
    scene.script = sse_answer(*(b"data: " + json.dumps(part).encode() + b"\r\n\r\n" for part in parts))
    client = genai.Client(api_key=CLIENT_KEY, http_options=types.HttpOptions(base_url=scene.server.base_url))
    said = "".join(piece.text or "" for piece in client.models.generate_content_stream(model="uji", contents="Halo"))
    client.close()
    assert said.startswith(f"{SAID}\n\nDengan AI.")

    lines = [{"message": {"role": "assistant", "content": piece}, "done": False} for piece in PIECES]
    lines.append({"message": {"role": "assistant", "content": ""}, "done": True, "eval_count": 9})
    told = [chunk(json.dumps({"model": "m", "created_at": "2026-01-01T00:00:00Z", **line}).encode() + b"\n") for line in lines]
    scene.script = [head(200, ("content-type", "application/x-ndjson"), ("transfer-encoding", "chunked")), *told, LAST_CHUNK]
    talker = ollama.Client(host=scene.server.base_url, headers={"Authorization": f"Bearer {CLIENT_KEY}"})
    pieces = list(talker.chat("uji", _user("Halo"), stream=True))
    talker._client.close()
    assert "".join(piece.message.content or "" for piece in pieces).startswith(f"{SAID}\n\nDengan AI.")
    assert pieces[-1].eval_count == 9
