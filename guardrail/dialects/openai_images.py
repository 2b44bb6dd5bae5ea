"""OpenAI image generation, as data. A prompt is text; pictures that come back are handed on as they are.

Editing and varying a picture takes a picture, which nobody can inspect here, so it does not leave.
"""

from __future__ import annotations

from types import MappingProxyType

from guardrail.core.text import Place

from .dialect import BodyForm, Dialect, Framing, Operation, Route
from .openai_chat import OPENAI_HEADERS, openai_error

__all__ = ["OPENAI_IMAGES"]

OPENAI_IMAGES = Dialect(
    name="openai_images",
    routes=(
        Route("POST", "/v1/images/generations", Operation.IMAGE_GENERATION),
        Route("POST", "/v1/images/edits", Operation.IMAGE_GENERATION, body=BodyForm.FORM),
        Route("POST", "/v1/images/variations", Operation.IMAGE_GENERATION, body=BodyForm.FORM),
    ),
    error=openai_error,
    headers=OPENAI_HEADERS,
    framing=Framing.SSE,
    opaque=(
        *("model", "size", "quality", "style", "background", "moderation", "output_format", "response_format", "complexity", "svg/model"),
        *("svg/reasoning/effort", "type", "data/*/url", "input_fidelity", "n", "stream", "partial_images", "output_compression"),
    ),
    binary=("b64_json", "data/*/b64_json"),
    places=MappingProxyType({"prompt": Place.USER}),
    whole=("**",),
    done="[DONE]",
)
