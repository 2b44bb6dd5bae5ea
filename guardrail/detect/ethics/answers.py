"""Signals that only answers have: references that nobody has verified, and that an AI service wrote them at all."""

from __future__ import annotations

from typing import Final

from .signals import entity_of

__all__ = ["ANSWER_SIGNALS", "CITED", "FORM", "IS_AI", "WRONG"]

FORM: Final = "EthicsCitation"
"""Name of the recognizer, as findings carry it."""
CITED: Final = entity_of("citation")
"""A law or a figure is referred to."""
WRONG: Final = entity_of("wrong_citation")
"""A law is referred to as it cannot be: see ``citations``."""
IS_AI: Final = entity_of("ai_answer")
ANSWER_SIGNALS: Final = frozenset((CITED, WRONG, IS_AI))
