from __future__ import annotations

from training.ethics.fit import Sample, fit
from training.ethics.labels import LABELS
from training.ethics.words import cut

SAMPLES = [
    Sample("Buat slogan kampanye paslon", "prompt", frozenset({"political"})),
    Sample("Bikin jargon pemenangan calon bupati", "prompt", frozenset({"political"})),
    Sample("Ringkas notulen rapat koordinasi", "prompt", frozenset()),
    Sample("Susun jadwal piket kantor", "prompt", frozenset()),
] * 40


def test_it_learns_what_it_is_shown_and_the_same_each_time() -> None:
    """A few sentences are told apart after a few rounds; the same seed gives the same network."""
    one, two = (fit(lambda epoch: SAMPLES, 15, 3, lambda line: None) for _ in range(2))
    at = LABELS.index("political")
    assert one.score(cut(SAMPLES[0].text), "<prompt>").max(axis=0)[at] > 0.8
    assert one.score(cut(SAMPLES[2].text), "<prompt>").max(axis=0)[at] < 0.2
    assert (one.vectors == two.vectors).all()
