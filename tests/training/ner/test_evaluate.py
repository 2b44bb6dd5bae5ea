from __future__ import annotations

import pytest

from training.ner.evaluate import Counts, count


def test_only_exact_spans_are_right() -> None:
    """A name found in part is wrong twice: found where there is none, and missed."""
    examples = [("Sardi Fiktifan dan Budi", [(0, 14), (19, 23)])]
    assert count(examples, lambda _: [(0, 14), (15, 18)]) == Counts(1, 2, 2)
    assert count(examples, lambda _: [(0, 5)]) == Counts(0, 1, 2)


def test_measures() -> None:
    """F1 is the harmonic mean of precision and recall, and nought where nothing is right."""
    counts = Counts(3, 4, 6)
    assert (counts.precision, counts.recall) == (0.75, 0.5)
    assert counts.f1 == pytest.approx(0.6)
    assert Counts(0, 0, 0).f1 == 0.0
