"""A match with the reading in which it was found. For explanations; it holds text, so its representation shows none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from guardrail.core.text import Span

from .views import View

if TYPE_CHECKING:
    from .recognizer import TriggeredRecognizer

__all__ = ["Trace"]


class Trace(NamedTuple):
    """``view.text[start:end]`` is what ``recognizer`` matched; ``span`` is where that stands in the text as it was written."""

    recognizer: TriggeredRecognizer
    start: int
    end: int
    score: float
    span: Span
    view: View

    def __repr__(self) -> str:
        return f"Trace({self.recognizer.name}, {self.span})"
