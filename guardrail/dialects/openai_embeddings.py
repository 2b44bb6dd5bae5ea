"""OpenAI embeddings, as data. What is embedded is text, or token ids that nobody can read here; what comes back are numbers."""

from __future__ import annotations

from types import MappingProxyType

from guardrail.core.text import Place

from .dialect import Dialect, Operation, Route
from .openai_chat import OPENAI_HEADERS, openai_error

__all__ = ["OPENAI_EMBEDDINGS"]

OPENAI_EMBEDDINGS = Dialect(
    name="openai_embeddings",
    routes=(Route("POST", "/v1/embeddings", Operation.EMBEDDINGS),),
    error=openai_error,
    headers=OPENAI_HEADERS,
    opaque=("model", "encoding_format", "object", "id", "data/*/object", "data/*/embedding/*"),
    binary=("data/*/embedding",),
    token_ids=("input", "input/*", "input/*/*"),
    places=MappingProxyType({"input": Place.USER}),
)
