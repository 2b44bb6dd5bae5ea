"""OpenAI audio, as data. What is to be spoken is text; a recording nobody can inspect here, so it does not leave.

Transcripts that come back are texts like any other.
"""

from __future__ import annotations

from types import MappingProxyType

from guardrail.core.text import Place

from .dialect import AnswerForm, BodyForm, Dialect, Framing, Operation, Route
from .openai_chat import OPENAI_HEADERS, openai_error

__all__ = ["OPENAI_AUDIO"]

OPENAI_AUDIO = Dialect(
    name="openai_audio",
    routes=(
        Route("POST", "/v1/audio/speech", Operation.SPEECH, answer=AnswerForm.AUDIO),
        Route("POST", "/v1/audio/transcriptions", Operation.TRANSCRIPTION, body=BodyForm.FORM, answer=AnswerForm.TEXT),
        Route("POST", "/v1/audio/translations", Operation.TRANSCRIPTION, body=BodyForm.FORM, answer=AnswerForm.TEXT),
    ),
    error=openai_error,
    headers=OPENAI_HEADERS,
    framing=Framing.SSE,
    opaque=(
        *("model", "voice", "voice/id", "response_format", "stream_format", "language", "languages[]", "include[]"),
        *("timestamp_granularities[]", "chunking_strategy", "chunking_strategy[type]", "stream", "temperature"),
        *("task", "usage/type", "segments/*/id", "segments/*/type", "logprobs/**", "type", "id", "segment_id"),
    ),
    binary=("audio",),
    scattered=("words/*/word",),
    places=MappingProxyType({"input": Place.USER, "prompt": Place.USER, "instructions": Place.SYSTEM}),
    channel=("segment_id", "type"),
    whole=("text", "speaker"),
    done="[DONE]",
)
