from __future__ import annotations

from training.ethics.labels import LABELS, PUBLIC


def test_labels_are_told_once() -> None:
    """Outputs of the network have one meaning each, and wider names belong to labels that exist."""
    assert len(set(LABELS)) == len(LABELS)
    assert PUBLIC.keys() <= set(LABELS)
