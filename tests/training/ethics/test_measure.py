from __future__ import annotations

import numpy as np
import pytest

from guardrail.detect.ethics.labels import LABELS
from training.ethics.bags import Sample
from training.ethics.fit import fit
from training.ethics.measure import odds, rows, threshold, with_threshold

GOOD = [Sample("Susun jadwal piket kantor", "prompt", frozenset(), 0), Sample("Ringkas jadwal piket", "prompt", frozenset(), 1)]
BAD = [Sample(f"Buat slogan kampanye {who}", "prompt", frozenset({"political"}), number) for number, who in ((2, "paslon"), (3, "calon"))]


def test_rows_say_recall_and_false_alarms() -> None:
    """Of texts that were learnt: all are told, and no harmless one is."""
    model = fit([*GOOD, *BAD] * 30, 6, 1, lambda line: None)
    said = odds(model, [*GOOD, *BAD])
    odds_from = threshold(said, [*GOOD, *BAD], 0.0) + 0.1
    assert rows(said, [*GOOD, *BAD], odds_from) == [("political", 2, 1.0, 1.0), ("none", 2, 0.0, 0.0)]
    raised = odds(with_threshold(model, odds_from), GOOD)
    np.testing.assert_allclose(raised, said[:2] - odds_from, atol=1e-4)
    assert raised.shape == (2, len(LABELS))


def test_a_threshold_needs_harmless_texts() -> None:
    """Without them nothing can be said of false alarms."""
    with pytest.raises(ValueError, match="harmless"):
        threshold(np.zeros((2, len(LABELS)), np.float32), BAD, 0.01)
