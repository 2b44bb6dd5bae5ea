"""OpenAI moderations: texts are read and masked, images refused."""

from __future__ import annotations

from typing import Any

import pytest

from guardrail.core.errors import ErrorCode
from guardrail.dialects.openai_moderations import OPENAI_MODERATIONS

from .canary import outcomes, restored_places, unnamed
from .planting import leaving

REQUEST: dict[str, Any] = {"model": "omni", "input": [{"type": "text", "text": "Tolong diperiksa."}, "Dan ini"]}
ANSWER: dict[str, Any] = {
    "id": "modr-1",
    "model": "omni",
    "results": [{"flagged": False, "categories": {"hate": False}, "category_applied_input_types": {"hate": ["text"]}}],
}
_IMAGES = [
    {"type": "image_url", "image_url": {"url": "https://contoh.id/a.png"}},
    {"type": "image_url", "image_url": "https://contoh.id/a"},
]


def test_no_planted_nik_leaves() -> None:
    """The text is masked; model and type are names."""
    refused = {place for place, outcome in outcomes(REQUEST, OPENAI_MODERATIONS).items() if outcome != "sent"}
    assert refused == {"/model", "/input/0/type"}


@pytest.mark.parametrize("part", _IMAGES)
def test_images_are_refused(part: Any) -> None:
    """What nobody can inspect does not leave."""
    assert leaving({"model": "uji", "input": [part]}, OPENAI_MODERATIONS) == (ErrorCode.NOT_INSPECTABLE, "")


def test_nothing_in_an_answer_is_text() -> None:
    """It has names and numbers only."""
    assert not any(restored for _, restored in restored_places(ANSWER, OPENAI_MODERATIONS))


def test_every_glob_names_something() -> None:
    """A name that fits nothing is a typing error."""
    assert unnamed(OPENAI_MODERATIONS, REQUEST, ANSWER, {"input": _IMAGES}) == []
