from __future__ import annotations

from guardrail.detect.ethics.features import bounds, windows
from guardrail.detect.ethics.words import cut
from training.ethics.prose import prose


def test_prose_is_harmless_windows() -> None:
    """Each within reach, as long texts are judged, numbered on from where frames end; the same seed gives the same."""
    samples = [*prose(3, 50)]
    assert samples == [*prose(3, 50)]
    assert len(samples) > 2_000
    assert min(sample.frame for sample in samples) == 50
    assert {sample.source for sample in samples} == {"prompt", "untrusted", "response"}
    for sample in samples:
        assert not sample.labels
        assert len(windows(bounds(cut(sample.text).ends))) <= 1
