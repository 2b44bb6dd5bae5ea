"""OpenAI text completions, as data. A prompt of token ids is text that nobody can read here, so it is refused."""

from __future__ import annotations

from types import MappingProxyType

from guardrail.core.text import Place

from .dialect import Dialect, Framing, Operation, Route
from .openai_chat import OPENAI_HEADERS, openai_error

__all__ = ["OPENAI_COMPLETIONS"]

OPENAI_COMPLETIONS = Dialect(
    name="openai_completions",
    routes=(Route("POST", "/v1/completions", Operation.TEXT_COMPLETION),),
    error=openai_error,
    headers=OPENAI_HEADERS,
    framing=Framing.SSE,
    opaque=("model", "id", "object", "system_fingerprint", "choices/*/finish_reason", "choices/*/logprobs/**"),
    token_ids=("prompt", "prompt/*", "prompt/*/*"),
    places=MappingProxyType({"prompt": Place.USER, "suffix": Place.USER}),
    done="[DONE]",
)
