"""The gravest class of what was seen."""

from __future__ import annotations

import pytest

from guardrail.core.decision import DataClass, Sighting
from guardrail.core.text import Finding, Place, Span
from guardrail.policy.classes import gravest

CLASSES = {
    "PERSON": DataClass.GENERAL,
    "HEALTH": DataClass.SPECIFIC,
    "SECRET": DataClass.SECRET,
    "SIGNAL_A": DataClass.SIGNAL,
    "MARK_A": DataClass.MARK,
}


@pytest.mark.parametrize(
    ("entities", "gravest_class"),
    [
        ([], ""),
        (["SIGNAL_A"], "signal"),
        (["SIGNAL_A", "MARK_A"], "mark"),
        (["PERSON", "MARK_A"], "general"),
        (["PERSON", "HEALTH", "PERSON"], "specific"),
        (["SECRET", "HEALTH"], "secret"),
        (["PERSON", "ASING"], "specific"),
    ],
)
def test_gravest(entities: list[str], gravest_class: str) -> None:
    """What no class is known of counts as specific."""
    seen = [Sighting(0, Place.USER, Finding(entity, Span(0, 1), 0.9, "uji")) for entity in entities]
    assert gravest(seen, CLASSES) == gravest_class
