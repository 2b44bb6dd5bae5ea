"""Signals that only answers have: references that nobody has verified, and that an AI service wrote them at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from guardrail.core.text import Finding

from .citations import citations
from .signals import entity_of

__all__ = ["ANSWER_SIGNALS", "CITED", "FORM", "IS_AI", "WRONG", "references"]

FORM: Final = "EthicsCitation"
"""Name of the recognizer, as findings carry it."""
CITED: Final = entity_of("citation")
"""A law or a figure is referred to."""
WRONG: Final = entity_of("wrong_citation")
"""A law is referred to as it cannot be: see ``citations``."""
IS_AI: Final = entity_of("ai_answer")
ANSWER_SIGNALS: Final = frozenset((CITED, WRONG, IS_AI))
_SURE: Final = 0.95


def references(text: str, year: int) -> Iterator[tuple[Finding, str]]:
    """What a text refers to, in order of place, each with what is the same for two references to one thing; see ``citations``."""
    for cited in citations(text, year):
        yield Finding(CITED, cited.span, _SURE, FORM), cited.told
        if cited.wrong:
            yield Finding(WRONG, cited.span, _SURE, FORM), cited.told
