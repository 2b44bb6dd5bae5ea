"""OpenAI image generation: prompts are read and masked; the words that come back are restored, the pictures untouched."""

from __future__ import annotations

from typing import Any

from guardrail.core.errors import ErrorCode
from guardrail.dialects.form import Part
from guardrail.dialects.openai_images import OPENAI_IMAGES

from .canary import outcomes, restored_places, streamed_places, unnamed
from .forms import leaving_form
from .planting import NIK

REQUEST: dict[str, Any] = {
    "model": "gpt-image-1",
    "prompt": "Gambar kantor kelurahan",
    "size": "1024x1024",
    "quality": "high",
    "style": "vivid",
    "background": "opaque",
    "moderation": "low",
    "complexity": "low",
    "output_format": "png",
    "response_format": "b64_json",
    "svg": {"model": "m", "reasoning": {"effort": "low"}},
    "user": "loket-3",
    "n": 1,
}
ANSWER: dict[str, Any] = {"created": 1, "data": [{"b64_json": "iVBO", "url": "https://contoh.id/a.png", "revised_prompt": "Sebuah kantor"}]}
_FIELDS = ("input_fidelity", "n", "stream", "partial_images", "output_compression")
EVENT: dict[str, Any] = {"type": "image_generation.completed", "b64_json": "iVBO", "size": "1024x1024", "catatan": "apa"}


def test_no_planted_nik_leaves() -> None:
    """The prompt is masked; choices of the picture are names."""
    request = {name: value for name, value in REQUEST.items() if name != "n"}
    refused = {place for place, outcome in outcomes(request, OPENAI_IMAGES).items() if outcome != "sent"}
    names = ("model", "size", "quality", "style", "background", "moderation", "complexity", "output_format", "response_format")
    assert refused == {*(f"/{name}" for name in names), "/svg/model", "/svg/reasoning/effort"}


def test_pictures_are_refused() -> None:
    """To edit or to vary one takes one, which nobody can inspect; the words beside it are masked like any others."""
    picture = Part("image[]", b"\x89PNG", "ktp.png", "image/png")
    assert leaving_form(OPENAI_IMAGES, Part("prompt", b"Hapus latar"), picture) == (ErrorCode.NOT_INSPECTABLE, [])
    outcome, parts = leaving_form(OPENAI_IMAGES, Part("prompt", f"NIK {NIK}".encode()), Part("n", b"2"))
    assert (outcome, NIK.encode() in parts[0].content, parts[1].content) == ("sent", False, b"2")


def test_the_words_of_an_answer_are_restored() -> None:
    """The prompt as the service rewrote it; no address, no picture."""
    assert {place for place, restored in restored_places(ANSWER, OPENAI_IMAGES) if restored} == {"/data/0/revised_prompt"}
    assert {place for place, restored in streamed_places(EVENT, OPENAI_IMAGES) if restored} == {"/catatan"}


def test_every_glob_names_something() -> None:
    """A name that fits nothing is a typing error."""
    assert unnamed(OPENAI_IMAGES, REQUEST, ANSWER, EVENT, dict.fromkeys(_FIELDS, "1")) == []
