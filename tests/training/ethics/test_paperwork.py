from __future__ import annotations

from guardrail.detect.ethics.features import bounds, windows
from guardrail.detect.ethics.words import cut
from training.ethics.paperwork import paperwork


def test_office_texts_are_harmless_windows() -> None:
    """Each within reach, at most three of a text, none with a word for a credential; the same seed gives the same."""
    samples = [*paperwork(3, 200, "train", 50)]
    assert samples == [*paperwork(3, 200, "train", 50)]
    numbers = [sample.frame for sample in samples]
    assert len(set(numbers)) > 150
    assert 50 <= min(numbers) <= max(numbers) < 250
    assert max(map(numbers.count, numbers)) <= 3
    for sample in samples:
        assert not sample.labels
        assert len(windows(bounds(cut(sample.text).ends))) <= 1
        assert "password" not in sample.text.lower()
