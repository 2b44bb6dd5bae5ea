from __future__ import annotations

from guardrail.core.text import Span
from guardrail.detect.recognizers import NikRecognizer
from guardrail.detect.trace import Trace
from guardrail.detect.views import View


def test_its_representation_shows_no_text() -> None:
    """A trace holds the text that was read: the recognizer and the place are enough for a log."""
    trace = Trace(NikRecognizer(), 4, 20, 1.0, Span(4, 20), View("NIK 3373011708909001", (), ()))
    assert repr(trace) == "Trace(NikRecognizer, Span(start=4, end=20))"
