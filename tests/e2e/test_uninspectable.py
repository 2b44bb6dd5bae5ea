"""The real ``openai`` SDK under a policy that lets recordings and pictures pass: what is said beside them, and of them, is masked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

import pytest
from openai import BadRequestError, OpenAI

from guardrail.mask.token import TOKEN
from tests.support.canaries import assert_clean
from tests.support.chat import chat_answer
from tests.support.people import a_person
from tests.support.scripted import Received, ScriptedUpstream, Step, scripted_upstream, sse_answer, whole_answer
from tests.support.server import CLIENT_KEY, GuardrailServer, configured_server

_CONFIGURATION = """
[policies]
dir = "{policies}"
[[upstreams]]
name = "panggung"
base_url = "{url}/v1"
"""
_NATIONAL = Path(__file__).parents[2] / "policies" / "national" / "policy.yaml"
_FOREIGN = "3275014107850002"
"""A NIK of nobody, which the service heard in the recording."""
_SOUND = b"ID3\x04\x00\xff\xfe"
_PICTURE = "data:image/png;base64," + "iVBORw0KGgo" * 60
_TIMES = "00:00:00.000 --> 00:00:02.000"
_Format = Literal["json", "text", "verbose_json", "srt", "vtt"]


def _service(request: Received) -> list[Step]:
    """Writes down what it was prompted with and what it heard."""
    if request.target.endswith("/chat/completions"):
        parts = json.loads(request.body)["messages"][-1]["content"]
        return [whole_answer(chat_answer(parts[0]["text"]), content_type="application/json")]
    fields = dict(re.findall(r'name="([a-z_]+)"\r\n\r\n(.*?)\r\n--', request.body.decode("latin-1")))
    said = f"{fields['prompt']}, lalu NIK {_FOREIGN} disebut."
    if fields.get("stream") == "true":
        deltas = [{"type": "transcript.text.delta", "delta": character} for character in said]
        events = [*deltas, {"type": "transcript.text.done", "text": said}]
        return sse_answer(*(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events))
    match fields["response_format"]:
        case "text":
            return [whole_answer(f"{said}\n".encode(), content_type="text/plain; charset=utf-8")]
        case "srt":
            return [whole_answer(f"1\n{_TIMES.replace('.', ',')}\n{said}\n".encode(), content_type="text/plain")]
        case "vtt":
            return [whole_answer(f"WEBVTT\n\n{_TIMES}\n{said}\n".encode(), content_type="text/vtt")]
        case "verbose_json":
            segment: dict[str, Any] = {"id": 0, "seek": 0, "start": 0.0, "end": 2.0, "text": said, "tokens": [50364, 1], "temperature": 0.0}
            segment |= {"avg_logprob": -0.1, "compression_ratio": 1.0, "no_speech_prob": 0.0}
            answer: Any = {"task": "transcribe", "language": "indonesian", "duration": 2.0, "text": said, "segments": [segment]}
            return [whole_answer(json.dumps(answer).encode(), content_type="application/json")]
        case _:
            return [whole_answer(json.dumps({"text": said}).encode(), content_type="application/json")]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ScriptedUpstream, GuardrailServer]]:
    folder = tmp_path_factory.mktemp("media")
    policies = folder / "policies"
    policies.mkdir()
    text = _NATIONAL.read_text("utf-8").replace("\nspec:\n", "\nspec:\n  uninspectable: {audio: allow, image: allow}\n", 1)
    (policies / "policy.yaml").write_text(text, "utf-8")
    with ExitStack() as stack:
        upstream = stack.enter_context(scripted_upstream(_service))
        configuration = _CONFIGURATION.format(policies=policies, url=upstream.base_url)
        yield upstream, stack.enter_context(configured_server(configuration, folder / "state"))
        for request in upstream.requests:
            assert_clean(request.raw, "what the upstream received")


@pytest.fixture
def sdk(stage: tuple[ScriptedUpstream, GuardrailServer]) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{stage[1].base_url}/v1", api_key=CLIENT_KEY) as client:
        yield client


def _assert_masked(said: str, own: str) -> None:
    assert own in said
    assert _FOREIGN not in said
    assert "disamarkan" in said
    assert not TOKEN.search(said)


@pytest.mark.parametrize("form", ["json", "text", "verbose_json", "srt", "vtt"])
def test_a_transcript(sdk: OpenAI, stage: tuple[ScriptedUpstream, GuardrailServer], form: _Format) -> None:
    """The recording goes as it is, the prompt masked; of the transcript the caller's own value comes back and nobody else's."""
    own = a_person().nik
    prompt = f"Rapat tentang NIK {own}"
    answer: Any = sdk.audio.transcriptions.create(model="uji", file=("rapat.mp3", _SOUND), prompt=prompt, response_format=form)
    assert _SOUND in stage[0].requests[-1].body
    texts = [answer] if isinstance(answer, str) else [answer.text, *(segment.text for segment in getattr(answer, "segments", None) or ())]
    for text in texts:
        _assert_masked(text, own)


def test_a_streamed_transcript(sdk: OpenAI) -> None:
    """Piece by piece, and once more as a whole at its end."""
    own = a_person().nik
    prompt = f"Rapat tentang NIK {own}"
    stream = sdk.audio.transcriptions.create(model="uji", file=("rapat.mp3", _SOUND), prompt=prompt, response_format="json", stream=True)
    events: list[Any] = list(stream)
    _assert_masked("".join(event.delta for event in events if event.type == "transcript.text.delta"), own)
    _assert_masked(events[-1].text, own)


def test_a_picture(sdk: OpenAI, stage: tuple[ScriptedUpstream, GuardrailServer]) -> None:
    """It leaves as it is, and the words beside it masked."""
    words = f"Baca KTP ini, NIK {a_person().nik}"
    content: list[Any] = [{"type": "text", "text": words}, {"type": "image_url", "image_url": {"url": _PICTURE}}]
    answer = sdk.chat.completions.create(model="uji", messages=[{"role": "user", "content": content}])
    assert answer.choices[0].message.content == words
    assert _PICTURE.encode() in stage[0].requests[-1].body


def test_documents_are_still_refused(sdk: OpenAI) -> None:
    """What a policy does not let pass does not leave."""
    with pytest.raises(BadRequestError) as refused:
        sdk.audio.transcriptions.create(model="uji", file=("rapat.pdf", b"%PDF-1.7"), prompt="Rapat")
    assert refused.value.code == "content_not_inspectable"
