from __future__ import annotations

import pytest

from guardrail.detect.recognizers.name import NameRecognizer
from training.ner.evaluate import Counts, count
from training.ner.generate import generate


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


def test_names_in_templates_never_learnt_are_found() -> None:
    """The packaged model and the rules beside it keep what the model card says of held-back templates and unseen names."""
    recognizer = NameRecognizer()
    found = count(generate(7, 2_000, "held_out"), lambda text: [(name.start, name.end) for name in recognizer.analyze(text, ["PERSON"])])
    assert found.f1 >= 0.88
