"""OpenAI audio: what is to be spoken is masked, recordings are refused, transcripts are restored."""

from __future__ import annotations

from typing import Any

from guardrail.core.errors import ErrorCode
from guardrail.dialects.form import Part
from guardrail.dialects.openai_audio import OPENAI_AUDIO

from .canary import outcomes, restored_places, streamed_places, unnamed
from .forms import leaving_form
from .planting import NIK

SPEECH: dict[str, Any] = {
    "model": "tts-1",
    "input": "Selamat pagi",
    "instructions": "Bicara pelan",
    "voice": {"id": "voice_1"},
    "response_format": "mp3",
    "stream_format": "audio",
}
VERBOSE: dict[str, Any] = {
    "task": "transcribe",
    "language": "id",
    "text": "Selamat pagi",
    "segments": [{"id": "seg_1", "type": "transcript.text.segment", "speaker": "A", "text": "Selamat"}],
    "words": [{"word": "Selamat", "start": 0.0}],
    "logprobs": [{"token": "Se"}],
    "usage": {"type": "duration", "seconds": 2},
}
EVENTS: list[dict[str, Any]] = [
    {"type": "transcript.text.delta", "delta": "Selamat", "segment_id": "seg_1", "logprobs": [{"token": "Se"}]},
    {"type": "transcript.text.segment", "id": "seg_1", "speaker": "A", "text": "Selamat"},
    {"type": "transcript.text.done", "text": "Selamat pagi"},
    {"type": "speech.audio.delta", "audio": "SUQz"},
]
FIELDS = [
    *("model", "voice", "response_format", "language", "languages[]", "include[]", "timestamp_granularities[]", "chunking_strategy"),
    *("chunking_strategy[type]", "stream", "temperature"),
]


def test_no_planted_nik_is_spoken() -> None:
    """Words are masked; the model, the voice and the format are names."""
    found = outcomes(SPEECH, OPENAI_AUDIO)
    assert {place for place, outcome in found.items() if outcome != "sent"} == {"/model", "/voice/id", "/response_format", "/stream_format"}


def test_recordings_are_refused() -> None:
    """By any name, whatever is asked for them."""
    for filename, media in (("a.mp3", "audio/mpeg"), ("a.wav", ""), ("rapat", "audio/mpeg")):
        parts = (Part("model", b"whisper-1"), Part("file", b"ID3", filename, media))
        assert leaving_form(OPENAI_AUDIO, *parts) == (ErrorCode.NOT_INSPECTABLE, [])


def test_a_recording_in_a_field_is_refused() -> None:
    """Samples of voices come as ``data:`` URLs."""
    reference = Part("known_speaker_references[]", b"data:audio/wav;base64,UklGRg==")
    assert leaving_form(OPENAI_AUDIO, Part("model", b"m"), reference) == (ErrorCode.NOT_INSPECTABLE, [])


def test_fields_are_masked_and_names_refuse() -> None:
    """The prompt and the keywords are words."""
    for name in ("prompt", "keywords[]", "known_speaker_names[]", "baru"):
        outcome, parts = leaving_form(OPENAI_AUDIO, Part("model", b"m"), Part(name, f"NIK {NIK}".encode()))
        assert (outcome, NIK.encode() in parts[1].content, b"[[NIK_" in parts[1].content) == ("sent", False, True)
    for name in FIELDS:
        assert leaving_form(OPENAI_AUDIO, Part(name, NIK.encode()))[0] == ErrorCode.PERSONAL_DATA_IN_IDENTIFIER


def test_every_text_of_a_transcript_is_restored() -> None:
    """Whole, by segment and by word; in pieces and at the end of a stream."""
    texts = {"/text", "/segments/0/text", "/segments/0/speaker", "/words/0/word"}
    assert {place for place, restored in restored_places(VERBOSE, OPENAI_AUDIO) if restored} == texts
    said = [{place for place, restored in streamed_places(event, OPENAI_AUDIO) if restored} for event in EVENTS]
    assert said == [{"/delta"}, {"/text", "/speaker"}, {"/text"}, set()]


def test_every_glob_names_something() -> None:
    """A name that fits nothing is a typing error."""
    assert unnamed(OPENAI_AUDIO, SPEECH, VERBOSE, *EVENTS, dict.fromkeys(FIELDS, "x")) == []
