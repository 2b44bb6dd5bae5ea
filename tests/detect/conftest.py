"""One detector for the room, and the values that a recognizer alone finds in a text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from guardrail.detect.detector import PresidioDetector, build_detector
from guardrail.detect.recognizer import TriggeredRecognizer

settings.register_profile("detect", max_examples=60, deadline=None, derandomize=True)
settings.load_profile("detect")

Values = Callable[[TriggeredRecognizer, str], list[str]]


@pytest.fixture(scope="session")
def detector() -> PresidioDetector:
    return build_detector()


@pytest.fixture(scope="session")
def values() -> Values:
    """What stands at the spans that a recognizer finds by itself, as any Presidio would call it, in order of position."""

    def find(recognizer: TriggeredRecognizer, text: str) -> list[str]:
        results = sorted(recognizer.analyze(text, recognizer.supported_entities), key=lambda result: result.start)
        assert {result.entity_type for result in results} <= {recognizer.ENTITY}
        return [text[result.start : result.end] for result in results]

    return find
