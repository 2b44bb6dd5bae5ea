from __future__ import annotations

from guardrail.detect.beside import Beside
from guardrail.detect.columns import Headings
from guardrail.detect.facts import facts
from guardrail.detect.recognizer import Match


def test_no_fact_is_inside_another() -> None:
    """A trigger inside the fact before it is passed over, and each look is told where that one ended; cells come first."""
    told: list[tuple[int, int]] = []

    def cells(text: str, end: int, headings: Headings) -> list[Match]:
        return [Match(90, 91, 0.5)] if end == 4 else []

    def at(text: str, end: int, beside: Beside, floor: int) -> Match | None:
        told.append((end, floor))
        return {4: Match(0, 10, 0.9), 14: Match(8, 14, 0.9), 20: Match(16, 20, 0.9)}.get(end)

    assert list(facts("x" * 30, [4, 8, 14, 20], cells, at)) == [Match(90, 91, 0.5), Match(0, 10, 0.9), Match(16, 20, 0.9)]
    assert told == [(4, 0), (14, 10), (20, 10)]
