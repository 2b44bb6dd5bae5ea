from __future__ import annotations

import pytest

from guardrail.detect.ethics.labels import LABELS
from guardrail.detect.ethics.words import cut
from training.ethics.bags import Sample
from training.ethics.fit import fit

TEXTS = (
    ("Buat slogan kampanye paslon", frozenset({"political"})),
    ("Bikin jargon kampanye paslon bupati", frozenset({"political"})),
    ("Ringkas notulen rapat koordinasi", frozenset[str]()),
    ("Susun notulen rapat kantor", frozenset[str]()),
)
SAMPLES = [Sample(text, "prompt", labels, number) for number, (text, labels) in enumerate(TEXTS)] * 20


def test_it_learns_what_it_is_shown_and_the_same_each_time() -> None:
    """A few sentences are told apart after a few rounds; the same seed gives the same model."""
    one, two = (fit(SAMPLES, 6, 3, lambda line: None) for _ in range(2))
    at = LABELS.index("political")
    assert one.score(cut(SAMPLES[0].text), "prompt").scores[0, at] > 1
    assert one.score(cut(SAMPLES[2].text), "prompt").scores[0, at] < -1
    assert (one.weights == two.weights).all()


def test_what_anything_says_counts_for_every_label() -> None:
    """A label that was never shown is likelier in a text that some rule is about than in a harmless one."""
    model = fit(SAMPLES, 6, 3, lambda line: None)
    at = LABELS.index("copyright")
    suspicious, harmless = (model.score(cut(text), "prompt").scores[0, at] for text, _ in (TEXTS[0], TEXTS[2]))
    assert suspicious > harmless


def test_without_anything_in_common_there_is_nothing_to_learn() -> None:
    """One frame has no feature that stands in two."""
    with pytest.raises(ValueError, match="two frames"):
        fit(SAMPLES[:1], 1, 1, lambda line: None)
