from __future__ import annotations

from random import Random

from training.ethics.augment import disturbed


def test_a_disturbed_text_is_still_about_the_same() -> None:
    """Most of its letters stay in their order, whatever stands around them; the same seed disturbs alike."""
    text = "Putuskan siapa yang dicoret dari daftar penerima"
    assert disturbed(text, Random(4), []) == disturbed(text, Random(4), [])
    dressed = {disturbed(text, Random(seed), ["Rapat dimulai pukul sembilan."]) for seed in range(300)}
    assert len(dressed) > 100
    assert all(sum(word[:4] in other.lower() for word in ("putuskan", "dicoret", "daftar", "penerima")) >= 2 for other in dressed)
