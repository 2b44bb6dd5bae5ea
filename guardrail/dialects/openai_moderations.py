"""OpenAI moderations, as data: text is inspected, images are refused."""

from __future__ import annotations

from types import MappingProxyType

from guardrail.core.text import Place

from .dialect import Dialect, Operation, Route
from .openai_chat import OPENAI_HEADERS, openai_error

__all__ = ["OPENAI_MODERATIONS"]

OPENAI_MODERATIONS = Dialect(
    name="openai_moderations",
    routes=(Route("POST", "/v1/moderations", Operation.MODERATION),),
    error=openai_error,
    headers=OPENAI_HEADERS,
    opaque=("model", "id", "input/*/type", "results/*/category_applied_input_types/**"),
    binary=("input/*/image_url", "input/*/image_url/url"),
    places=MappingProxyType({"input": Place.USER}),
)
