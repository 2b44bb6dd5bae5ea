"""OpenAI text completions, as data. A prompt of token ids is text that nobody can read here, so it is refused."""

from __future__ import annotations

from types import MappingProxyType

from guardrail.core.text import Place

from .dialect import Dialect, Failure, Framing, Operation, Refusal, Route
from .openai_chat import DECLINER, NO_TOKENS, OPENAI_HEADERS, openai_error
from .speech import Speech

__all__ = ["OPENAI_COMPLETIONS", "completions_refusal"]


def completions_refusal(failure: Failure) -> Refusal:
    """The sentence as the text, with ``finish_reason: content_filter``: completions have no other place for it."""
    said = {"index": 0, "text": failure.sentence, "logprobs": None, "finish_reason": "content_filter"}
    tree = {"id": f"cmpl-{failure.event}", "object": "text_completion", "created": failure.at, "model": DECLINER, "choices": [said]}
    whole = {**tree, "usage": dict(NO_TOKENS)}
    return Refusal(whole, (whole,))


OPENAI_COMPLETIONS = Dialect(
    name="openai_completions",
    routes=(Route("POST", "/v1/completions", Operation.TEXT_COMPLETION, refusal=completions_refusal),),
    error=openai_error,
    headers=OPENAI_HEADERS,
    framing=Framing.SSE,
    opaque=("model", "id", "object", "system_fingerprint", "choices/*/finish_reason", "choices/*/logprobs/**"),
    token_ids=("prompt", "prompt/*", "prompt/*/*"),
    places=MappingProxyType({"prompt": Place.USER, "suffix": Place.USER}),
    speech=Speech(texts=("choices/*/text",), ends=("choices/*/finish_reason",), beside="choices"),
    done="[DONE]",
)
