from __future__ import annotations

import numpy as np

from training.ethics.bags import Sample, vocabulary

SAMPLES = [
    Sample("Susun jadwal piket", "prompt", frozenset(), 0),
    Sample("Susun jadwal rapat", "prompt", frozenset(), 1),
    Sample("Susun jadwal rapat rapat", "prompt", frozenset(), 1),
]


def test_only_what_stands_in_several_frames_is_learnt() -> None:
    """What one frame alone has teaches its spelling; how often it stands there does not matter."""
    known = vocabulary(SAMPLES)
    learnt = set(known.keys.tolist())
    shared, alone = (set(Sample(text, "prompt", frozenset()).features()[1]) for text in ("susun", "piket"))
    assert shared <= learnt
    assert not alone & learnt
    assert (np.diff(known.keys.astype(np.int64)) > 0).all()


def test_each_half_of_a_text_has_length_one_at_most() -> None:
    """What is not known takes its share, so that strange texts say less."""
    known = vocabulary(SAMPLES)
    usual = known.bag(SAMPLES[1])
    strange = known.bag(Sample("Susun jadwal xyz qwerty", "prompt", frozenset()))
    assert float((usual.weights**2).sum()) <= 2.001
    assert float((strange.weights**2).sum()) < float((usual.weights**2).sum())
