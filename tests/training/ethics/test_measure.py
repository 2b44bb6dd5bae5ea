from __future__ import annotations

import numpy as np
import pytest

from training.ethics.fit import Sample, fit
from training.ethics.labels import LABELS
from training.ethics.measure import calibrated, rows

GOOD = Sample("Susun jadwal piket kantor", "prompt", frozenset())
BAD = Sample("Buat slogan kampanye paslon", "prompt", frozenset({"political"}))


def test_rows_say_recall_and_false_alarms() -> None:
    """Of texts that were learnt: all are told, and no harmless one is; thresholds stay in their bounds."""
    network = calibrated(fit(lambda epoch: [GOOD, BAD] * 120, 40, 1, lambda line: None), [GOOD, BAD])
    assert len(network.thresholds) == len(LABELS)
    assert ((network.thresholds >= np.float32(0.3)) & (network.thresholds <= np.float32(0.9))).all()
    assert rows(network, [GOOD, BAD]) == [("political", 1, 1.0, 1.0), ("none", 1, 0.0, 0.0)]


def test_thresholds_need_harmless_texts() -> None:
    """Without them nothing can be said of false alarms."""
    network = fit(lambda epoch: [BAD], 1, 1, lambda line: None)
    with pytest.raises(ValueError, match="harmless"):
        calibrated(network, [BAD])
