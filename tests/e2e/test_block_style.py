"""What the real SDKs make of a block: told as an answer that declines, whole and streamed, and in the middle of a stream as an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import anthropic
import httpx2
import ollama
import openai
import pytest
from anthropic import Anthropic
from google import genai
from google.genai import types
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from openai import OpenAI

from tests.support.chat import stream_of
from tests.support.people import a_person
from tests.support.scripted import (
    LAST_CHUNK,
    Received,
    Script,
    ScriptedUpstream,
    Step,
    chunk,
    head,
    scripted_upstream,
    sse_answer,
    whole_answer,
)
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

_POLICY = """\
apiVersion: guardrail/v1
kind: Policy
metadata: {id: halus, version: 1, title: Halus, description: Menolak dengan halus, owner: uji}
spec:
  block_style: refusal
  rules:
    - {id: masuk, description: Uji, entities: [ID_NIK], where: [request], action: block, message: {id: Hapus NIK., en: Remove the NIK.}}
    - {id: keluar, description: Uji, entities: [ID_NIK], where: [response], action: block, message: {id: NIK ditahan., en: NIK held.}}
"""
_CONFIGURATION = """
[policies]
dir = "{policies}"
default = "halus"
[[upstreams]]
name = "uji"
base_url = "{upstream}"
"""
ASKED = f"NIK {a_person().nik}"
SAFE = "Terima kasih atas pertanyaan Anda. "
TOLD = f"{SAFE}NIK {a_person().nik}."


@dataclass(slots=True)
class Scene:
    """A server whose policy declines, and what its AI service answers next."""

    server: GuardrailServer
    upstream: ScriptedUpstream
    script: Script = ()

    def play(self, request: Received) -> list[Step]:
        return list(self.script(request) if callable(self.script) else self.script)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("halus")
    policies = folder / "policies"
    policies.mkdir()
    (policies / "policy.yaml").write_text(_POLICY, "utf-8")
    scenes: list[Scene] = []
    with scripted_upstream(lambda request: scenes[0].play(request)) as upstream:
        configuration = _CONFIGURATION.format(policies=policies, upstream=upstream.base_url)
        with configured_server(configuration, folder / "state") as server:
            scenes.append(Scene(server, upstream))
            yield scenes[0]


@pytest.fixture
def openai_sdk(scene: Scene) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{scene.server.base_url}/v1", api_key=CLIENT_KEY, max_retries=0) as client:
        yield client


@pytest.fixture
def anthropic_sdk(scene: Scene) -> Iterator[Anthropic]:
    with Anthropic(base_url=scene.server.base_url, api_key=CLIENT_KEY, max_retries=0) as client:
        yield client


@pytest.fixture
def genai_sdk(scene: Scene) -> Iterator[genai.Client]:
    client = genai.Client(api_key=CLIENT_KEY, http_options=types.HttpOptions(base_url=scene.server.base_url))
    yield client
    client.close()


@pytest.fixture
def ollama_sdk(scene: Scene) -> Iterator[ollama.Client]:
    client = ollama.Client(host=scene.server.base_url, headers={"Authorization": f"Bearer {CLIENT_KEY}"})
    yield client
    client._client.close()


def _held(sentence: str | None, rule: str = "Hapus NIK.") -> None:
    """Indonesian first, the rule's own words, the event id, and nothing of the call."""
    assert sentence is not None
    assert sentence.startswith("Permintaan ditahan" if rule == "Hapus NIK." else "Jawaban layanan AI")
    assert rule in sentence.partition(" | ")[0]
    assert "Nomor kejadian: " in sentence
    assert not any(digits in sentence for digits in (ASKED[4:], TOLD[-17:-1]))


def _user(text: str) -> Any:
    return [{"role": "user", "content": text}]


def test_openai_chat(openai_sdk: OpenAI, scene: Scene) -> None:
    """``message.refusal`` and ``content_filter``, also as the SDK's own helper puts a stream together; headers as ever; nothing is sent."""
    before = len(scene.upstream.requests)
    raw = openai_sdk.chat.completions.with_raw_response.create(model="uji", messages=_user(ASKED))
    (choice,) = raw.parse().choices
    _held(choice.message.refusal)
    assert (choice.finish_reason, choice.message.content, raw.headers["x-guardrail-action"]) == ("content_filter", None, "block")
    assert raw.headers["x-guardrail-event-id"] in str(choice.message.refusal)
    with openai_sdk.chat.completions.stream(model="uji", messages=_user(ASKED)) as stream:
        streamed = [event.delta for event in stream if event.type == "refusal.delta"]
    _held("".join(streamed))
    pieces = list(openai_sdk.chat.completions.create(model="uji", messages=_user(ASKED), stream=True))
    assert [piece.choices[0].finish_reason for piece in pieces] == [None, "content_filter"]
    assert len(scene.upstream.requests) == before


def test_openai_completions(openai_sdk: OpenAI) -> None:
    """The sentence is the text, and ``content_filter`` says what it is."""
    (choice,) = openai_sdk.completions.create(model="uji", prompt=ASKED).choices
    _held(choice.text)
    (piece,) = openai_sdk.completions.create(model="uji", prompt=ASKED, stream=True)
    _held(piece.choices[0].text)
    assert {choice.finish_reason, piece.choices[0].finish_reason} == {"content_filter"}


def test_openai_responses(openai_sdk: OpenAI) -> None:
    """An item with a ``refusal`` part; the helper that follows a stream gets the same from its events."""
    whole: Any = openai_sdk.responses.create(model="uji", input=ASKED)
    _held(whole.output[0].content[0].refusal)
    with openai_sdk.responses.stream(model="uji", input=ASKED) as stream:
        kinds = [event.type for event in stream]
        final: Any = stream.get_final_response()
    _held(final.output[0].content[0].refusal)
    assert (final.status, final.output_text, kinds[0], kinds[-1]) == ("completed", "", "response.created", "response.completed")


def test_openai_without_a_word_for_it(openai_sdk: OpenAI) -> None:
    """Vectors cannot decline: there it stays an error."""
    with pytest.raises(openai.BadRequestError) as error:
        openai_sdk.embeddings.create(model="uji", input=ASKED)
    assert error.value.code == "guardrail_blocked"


def test_openai_a_blocked_answer(openai_sdk: OpenAI, scene: Scene) -> None:
    """A whole answer that is held declines too; a stream that has begun ends with an error, behind what had been looked into."""
    message = {"role": "assistant", "content": TOLD}
    scene.script = [whole_answer(json.dumps({"id": "c", "choices": [{"index": 0, "message": message}]}).encode())]
    said = openai_sdk.chat.completions.create(model="uji", messages=_user("Halo")).choices[0].message
    _held(said.refusal, "NIK ditahan.")
    scene.script = sse_answer(stream_of([SAFE, TOLD[len(SAFE) :]]))
    text = ""
    with pytest.raises(openai.APIError) as error:
        for piece in openai_sdk.chat.completions.create(model="uji", messages=_user("Halo"), stream=True):
            text += piece.choices[0].delta.content or ""
    _held(error.value.message, "NIK ditahan.")
    assert (text, error.value.code) == (SAFE, "guardrail_answer_blocked")


def _typed(kind: str, **members: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **members})}\n\n".encode()


def test_openai_responses_a_blocked_answer(openai_sdk: OpenAI, scene: Scene) -> None:
    """``error`` and then ``response.failed``, both with the rule's words: the SDK raises nothing for either."""
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    pieces = [_typed("response.output_text.delta", **place, delta=text, sequence_number=0) for text in (SAFE, TOLD[len(SAFE) :])]
    scene.script = sse_answer(*pieces, _typed("response.output_text.done", **place, text=TOLD, sequence_number=2))
    *said, error, failed = openai_sdk.responses.create(model="uji", input="Halo", stream=True)
    told: list[Any] = [error, failed]
    assert [event.type for event in told] == ["error", "response.failed"]
    _held(told[0].message, "NIK ditahan.")
    _held(told[1].response.error.message, "NIK ditahan.")
    assert "".join(getattr(event, "delta", "") for event in said) == SAFE


def test_openai_responses_followed_by_the_sdks_helper(openai_sdk: OpenAI, scene: Scene) -> None:
    """The helper that keeps a snapshot takes the same end: no event comes that its snapshot has no place for."""
    begun = {"id": "resp_1", "object": "response", "created_at": 1, "status": "in_progress", "model": "uji", "output": []}
    begun |= {"parallel_tool_calls": False, "tool_choice": "auto", "tools": []}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    part = {"type": "output_text", "text": "", "annotations": []}
    scene.script = sse_answer(
        _typed("response.created", response=begun, sequence_number=0),
        _typed("response.output_item.added", output_index=0, item=item, sequence_number=1),
        _typed("response.content_part.added", **place, part=part, sequence_number=2),
        *(_typed("response.output_text.delta", **place, delta=text, sequence_number=3) for text in (SAFE, TOLD[len(SAFE) :])),
        _typed("response.output_text.done", **place, text=TOLD, sequence_number=5),
    )
    with openai_sdk.responses.stream(model="uji", input="Halo") as stream:
        kinds = [event.type for event in stream]
    assert kinds[-3:] == ["response.output_text.delta", "error", "response.failed"]


def test_anthropic(anthropic_sdk: Anthropic) -> None:
    """``stop_reason: refusal`` and the sentence as text, whole and put together from events."""
    whole: Any = anthropic_sdk.messages.create(model="uji", max_tokens=9, messages=_user(ASKED))
    with anthropic_sdk.messages.stream(model="uji", max_tokens=9, messages=_user(ASKED)) as stream:
        text = "".join(stream.text_stream)
        final: Any = stream.get_final_message()
    for message in (whole, final):
        _held(message.content[0].text)
        assert (message.stop_reason, message.role, len(message.content)) == ("refusal", "assistant", 1)
    assert text == final.content[0].text
    with pytest.raises(anthropic.BadRequestError):
        anthropic_sdk.messages.count_tokens(model="uji", messages=_user(ASKED))


def test_anthropic_a_blocked_answer(anthropic_sdk: Anthropic, scene: Scene) -> None:
    """Whole: a refusal. In mid-stream: the error event, which the SDK raises."""
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "m", "type": "message", "role": "assistant", "model": "uji", "content": [], "usage": usage}
    scene.script = [whole_answer(json.dumps({**message, "content": [{"type": "text", "text": TOLD}]}).encode())]
    answer: Any = anthropic_sdk.messages.create(model="uji", max_tokens=9, messages=_user("Halo"))
    _held(answer.content[0].text, "NIK ditahan.")
    deltas = [{"type": "text_delta", "text": text} for text in (SAFE, TOLD[len(SAFE) :])]
    scene.script = sse_answer(
        _typed("message_start", message=message),
        _typed("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        *(_typed("content_block_delta", index=0, delta=delta) for delta in deltas),
        _typed("content_block_stop", index=0),
        _typed("message_stop"),
    )
    text: list[str] = []
    with (
        pytest.raises(anthropic.APIStatusError) as error,
        anthropic_sdk.messages.stream(model="uji", max_tokens=9, messages=_user("Halo")) as stream,
    ):
        text += stream.text_stream
    body: Any = error.value.body
    _held(body["error"]["message"], "NIK ditahan.")
    assert "".join(text) == SAFE


def test_gemini(genai_sdk: genai.Client) -> None:
    """``promptFeedback`` says why, and there are no candidates: ``text`` is None, whole and streamed."""
    whole = genai_sdk.models.generate_content(model="uji", contents=ASKED)
    (piece,) = genai_sdk.models.generate_content_stream(model="uji", contents=ASKED)
    for answer in (whole, piece):
        assert answer.prompt_feedback is not None
        assert answer.prompt_feedback.block_reason is types.BlockedReason.PROHIBITED_CONTENT
        _held(answer.prompt_feedback.block_reason_message)
        assert (answer.candidates, answer.text) == (None, None)


def test_gemini_a_blocked_answer(genai_sdk: genai.Client, scene: Scene) -> None:
    """Whole: as a blocked prompt. In mid-stream the candidate ends with ``SPII``, and nothing is raised."""

    def answer(text: str) -> bytes:
        return json.dumps({"candidates": [{"index": 0, "content": {"role": "model", "parts": [{"text": text}]}}]}).encode()

    scene.script = [whole_answer(answer(TOLD))]
    feedback = genai_sdk.models.generate_content(model="uji", contents="Halo").prompt_feedback
    assert feedback is not None
    _held(feedback.block_reason_message, "NIK ditahan.")
    scene.script = sse_answer(*(b"data: " + answer(text) + b"\r\n\r\n" for text in (SAFE, TOLD[len(SAFE) :])))
    *said, last = genai_sdk.models.generate_content_stream(model="uji", contents="Halo")
    (candidate,) = last.candidates or []
    assert last.prompt_feedback is not None
    assert (candidate.finish_reason, last.prompt_feedback.block_reason) == (types.FinishReason.SPII, None)
    _held(last.prompt_feedback.block_reason_message, "NIK ditahan.")
    assert "".join(piece.text or "" for piece in said) == SAFE


def test_ollama(ollama_sdk: ollama.Client) -> None:
    """The assistant says it, in ``chat`` and in ``generate``, whole and streamed."""
    _held(ollama_sdk.chat("uji", _user(ASKED)).message.content)
    _held(ollama_sdk.generate("uji", ASKED).response)
    pieces = list(ollama_sdk.chat("uji", _user(ASKED), stream=True))
    _held("".join(piece.message.content or "" for piece in pieces))
    assert [piece.done for piece in pieces] == [False, True]
    _held("".join(piece.response or "" for piece in ollama_sdk.generate("uji", ASKED, stream=True)))
    with pytest.raises(ollama.ResponseError):
        ollama_sdk.embed("uji", ASKED)


def test_ollama_a_blocked_answer(ollama_sdk: ollama.Client, scene: Scene) -> None:
    """Whole: the assistant says it. In mid-stream: a line with ``error``, which the client raises."""

    def said(text: str, done: bool) -> bytes:
        tree = {"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": {"role": "assistant", "content": text}, "done": done}
        return json.dumps(tree).encode() + b"\n"

    scene.script = [whole_answer(said(TOLD, True))]
    _held(ollama_sdk.chat("uji", _user("Halo")).message.content, "NIK ditahan.")
    lines = [chunk(said(SAFE, False)), chunk(said(TOLD[len(SAFE) :], False)), chunk(said("", True)), LAST_CHUNK]
    scene.script = [head(200, ("content-type", "application/x-ndjson"), ("transfer-encoding", "chunked")), *lines]
    text = ""
    with pytest.raises(ollama.ResponseError) as error:
        for piece in ollama_sdk.chat("uji", _user("Halo"), stream=True):
            text += piece.message.content or ""
    _held(error.value.error, "NIK ditahan.")
    assert text == SAFE


async def test_mcp(scene: Scene) -> None:
    """A tool reports an error that a model can read; another method gets an error of JSON-RPC. Both are known to answer their request."""

    def server(request: Received) -> list[Step]:
        asked = json.loads(request.body)
        info = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": "uji", "version": "1"}}
        if asked["method"] == "initialize":
            return [whole_answer(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": info}).encode())]
        if "id" in asked:
            missing = {"code": -32601, "message": "Tidak ada"}
            return [whole_answer(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "error": missing}).encode())]
        return [b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"]

    scene.script = server
    http = httpx2.AsyncClient(headers={"authorization": f"Bearer {CLIENT_KEY}"})
    async with http, Client(streamable_http_client(f"{scene.server.base_url}/mcp", http_client=http)) as client:
        result: Any = await client.call_tool("cari", {"teks": ASKED})
        assert result.is_error
        _held(result.content[0].text)
        with pytest.raises(MCPError) as error:
            await client.get_prompt("surat", {"teks": ASKED})
        _held(error.value.error.message)
