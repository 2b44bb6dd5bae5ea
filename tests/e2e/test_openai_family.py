"""The real ``openai`` SDK on every path but chat: embeddings, completions, moderations, images, speech, files, batches, Azure."""

from __future__ import annotations

import base64
import io
import json
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from openai import AzureOpenAI, BadRequestError, OpenAI

from guardrail.mask.token import TOKEN
from tests.support.canaries import assert_clean
from tests.support.chat import chat_answer, last_words
from tests.support.people import a_person
from tests.support.scripted import Received, ScriptedUpstream, Step, scripted_upstream, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

_CONFIGURATION = """
[vault]
store = "sqlite"
[[upstreams]]
name = "panggung"
base_url = "{url}/v1"
"""
_VECTOR = [0.25, -1.5, 3.0]
_SOUND = b"ID3\x04\x00\xff\xfe"


@dataclass(slots=True)
class Service:
    """Repeats what it is told in the shape of each path, and works through the file of a batch."""

    files: dict[str, bytes] = field(default_factory=dict)

    def play(self, request: Received) -> list[Step]:
        path = request.target.partition("?")[0]
        kind = "application/json"
        match path.removeprefix("/v1").removeprefix("/openai/deployments/uji").split("/")[1:]:
            case ["embeddings"]:
                packed = base64.b64encode(struct.pack(f"<{len(_VECTOR)}f", *_VECTOR)).decode()
                answer: Any = {"object": "list", "model": "uji", "data": [{"object": "embedding", "index": 0, "embedding": packed}]}
            case ["completions"]:
                text = json.loads(request.body)["prompt"]
                answer = {"id": "c", "object": "text_completion", "model": "uji", "choices": [{"index": 0, "text": text}]}
            case ["moderations"]:
                answer = {"id": "m", "model": "uji", "results": [{"flagged": False}]}
            case ["images", "generations"]:
                answer = {"created": 1, "data": [{"b64_json": "iVBO", "revised_prompt": json.loads(request.body)["prompt"]}]}
            case ["audio", "speech"]:
                return [whole_answer(_SOUND, content_type="audio/mpeg")]
            case ["chat", "completions"]:
                answer = json.loads(chat_answer(last_words(request.body)))
            case ["files"]:
                self.files["file-1"] = request.body
                answer = {"id": "file-1", "object": "file", "filename": "a.jsonl", "purpose": "batch", "bytes": 1, "created_at": 1}
            case ["batches"]:
                answer = {"id": "batch_1", "object": "batch", "input_file_id": "file-1", "status": "in_progress"}
            case ["batches", "batch_1"]:
                answer = {"id": "batch_1", "object": "batch", "status": "completed", "output_file_id": "file-2"}
            case ["files", "file-2", "content"]:
                return [whole_answer(self._worked(), content_type="application/octet-stream")]
            case _:
                return [whole_answer(b'{"error":{"message":"?"}}', 404)]
        return [whole_answer(json.dumps(answer).encode(), content_type=kind)]

    def _worked(self) -> bytes:
        calls = [json.loads(line) for line in self.files["file-1"].splitlines() if line.startswith(b"{")]
        said = [(call["custom_id"], chat_answer(call["body"]["messages"][-1]["content"])) for call in calls]
        lines = [{"custom_id": name, "response": {"status_code": 200, "body": json.loads(answer)}} for name, answer in said]
        return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ScriptedUpstream, GuardrailServer]]:
    folder: Path = tmp_path_factory.mktemp("family")
    with ExitStack() as stack:
        upstream = stack.enter_context(scripted_upstream(Service().play))
        yield upstream, stack.enter_context(configured_server(_CONFIGURATION.format(url=upstream.base_url), folder / "state"))
        for request in upstream.requests:
            assert_clean(request.raw, "what the upstream received")


@pytest.fixture
def sdk(stage: tuple[ScriptedUpstream, GuardrailServer]) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{stage[1].base_url}/v1", api_key=CLIENT_KEY) as client:
        yield client


def test_embeddings(sdk: OpenAI) -> None:
    """Text goes masked, numbers come back as they were."""
    answer = sdk.embeddings.create(model="uji", input=f"NIK {a_person().nik}")
    assert answer.data[0].embedding == _VECTOR


def test_token_ids_are_refused(sdk: OpenAI) -> None:
    """In words that say why."""
    with pytest.raises(BadRequestError) as refused:
        sdk.embeddings.create(model="uji", input=[1, 2, 3])
    assert refused.value.code == "content_not_inspectable"


def test_completions(sdk: OpenAI) -> None:
    """The caller's own value comes back."""
    text = f"NIK {a_person().nik}"
    assert sdk.completions.create(model="uji", prompt=text).choices[0].text == text


def test_moderations(sdk: OpenAI) -> None:
    """Text goes masked."""
    assert not sdk.moderations.create(input=[f"NIK {a_person().nik}"]).results[0].flagged


def test_images(sdk: OpenAI) -> None:
    """The prompt goes masked and comes back restored, the picture as it is."""
    text = f"Kartu atas NIK {a_person().nik}"
    (image,) = sdk.images.generate(model="uji", prompt=text).data or []
    assert (image.b64_json, image.revised_prompt) == ("iVBO", text)


def test_pictures_and_recordings_are_refused(sdk: OpenAI, stage: tuple[ScriptedUpstream, GuardrailServer]) -> None:
    """Nobody can inspect them; nothing is sent."""
    before = len(stage[0].requests)
    with pytest.raises(BadRequestError) as refused:
        sdk.audio.transcriptions.create(model="uji", file=("rapat.mp3", b"ID3\x04"), prompt="Rapat")
    assert refused.value.code == "content_not_inspectable"
    with pytest.raises(BadRequestError) as refused:
        sdk.images.edit(model="uji", image=("ktp.png", b"\x89PNG"), prompt="Hapus")
    assert refused.value.code == "content_not_inspectable"
    assert len(stage[0].requests) == before


def test_speech(sdk: OpenAI) -> None:
    """What is to be spoken goes masked; the sound comes back as it is."""
    assert sdk.audio.speech.create(model="uji", voice="alloy", input=f"NIK {a_person().nik}").content == _SOUND


def test_a_batch(sdk: OpenAI) -> None:
    """Calls of a file are masked one by one, and its results come back with the caller's own values."""
    texts = [f"NIK {a_person().nik}", f"Surel {a_person().email}", "Halo"]
    calls = [
        {
            "custom_id": str(n),
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": {"model": "uji", "messages": [{"role": "user", "content": text}]},
        }
        for n, text in enumerate(texts)
    ]
    file = sdk.files.create(file=("a.jsonl", io.BytesIO("\n".join(map(json.dumps, calls)).encode())), purpose="batch")
    batch = sdk.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
    done = sdk.batches.retrieve(batch.id)
    lines = sdk.files.content(str(done.output_file_id)).text.splitlines()
    said = [json.loads(line)["response"]["body"]["choices"][0]["message"]["content"] for line in lines]
    assert said == texts


def test_a_file_that_nobody_inspected_makes_no_batch(sdk: OpenAI) -> None:
    """It was not uploaded here, so no vault knows it."""
    with pytest.raises(BadRequestError):
        sdk.batches.create(input_file_id="file-lain", endpoint="/v1/chat/completions", completion_window="24h")


def test_azure(stage: tuple[ScriptedUpstream, GuardrailServer]) -> None:
    """A deployment in the path, a version behind it, the key in its own header."""
    text = f"NIK {a_person().nik}"
    with AzureOpenAI(azure_endpoint=stage[1].base_url, api_key=CLIENT_KEY, api_version="2024-10-21") as client:
        answer = client.chat.completions.create(model="uji", messages=[{"role": "user", "content": text}])
    assert answer.choices[0].message.content == text
    sent = stage[0].requests[-1]
    assert sent.target == "/openai/deployments/uji/chat/completions?api-version=2024-10-21"
    assert TOKEN.search(last_words(sent.body))
    assert CLIENT_KEY.encode() not in sent.raw
