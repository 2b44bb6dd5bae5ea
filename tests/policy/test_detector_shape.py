"""The shape of recognizers."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from guardrail.policy.detector_shape import DetectorShape

PATTERN = {"name": "p", "regex": "x", "score": 0.4}


def a_detector(**given: Any) -> DetectorShape:
    return DetectorShape.model_validate({"id": "a", "entity": "CUSTOM_A", "description": "d", "patterns": (PATTERN,), **given})


def test_a_detector_needs_no_more_than_a_pattern() -> None:
    """Context and exclusions are for those who want fewer mistakes."""
    assert (a_detector().context, a_detector().exclude, a_detector().data_class) == (None, None, None)
    context = a_detector(context={"words": ("berkas",)}).context
    assert context is not None
    assert (context.window, context.boost) == (6, 0.35)


@pytest.mark.parametrize(
    "given",
    [
        {"patterns": ()},
        {"patterns": ({**PATTERN, "regex": "x" * 501},)},
        {"patterns": ({**PATTERN, "score": 1.5},)},
        {"patterns": (PATTERN,) * 21},
        {"context": {"words": ()}},
        {"context": {"words": ("a",), "window": 31}},
        {"entity": "custom"},
        {"data_class": "signal"},
    ],
)
def test_what_a_detector_may_not_be(given: dict[str, Any]) -> None:
    """Everything has its bounds."""
    with pytest.raises(ValidationError):
        a_detector(**given)
