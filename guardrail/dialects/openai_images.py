"""OpenAI image generation, as data. A prompt is text; pictures that come back are handed on as they are."""

from __future__ import annotations

from types import MappingProxyType

from guardrail.core.text import Place

from .dialect import Dialect, Framing, Operation, Route
from .openai_chat import OPENAI_HEADERS, openai_error

__all__ = ["OPENAI_IMAGES"]

OPENAI_IMAGES = Dialect(
    name="openai_images",
    routes=(Route("POST", "/v1/images/generations", Operation.IMAGE_GENERATION),),
    error=openai_error,
    headers=OPENAI_HEADERS,
    framing=Framing.SSE,
    opaque=(
        *("model", "size", "quality", "style", "background", "moderation", "output_format", "response_format", "complexity", "svg/model"),
        *("svg/reasoning/effort", "type", "data/*/url"),
    ),
    binary=("b64_json", "data/*/b64_json"),
    places=MappingProxyType({"prompt": Place.USER}),
    whole=("**",),
    done="[DONE]",
)
