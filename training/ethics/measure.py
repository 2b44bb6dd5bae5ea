"""How well a network tells labels: thresholds, recall and false alarms on texts that it has not learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .fit import Sample
from .labels import LABELS
from .network import Floats, Network
from .words import cut

__all__ = ["Row", "calibrated", "rows", "scores"]

_FALSE = 0.004
"""Share of harmless texts on which one label may be said in error."""


def scores(network: Network, samples: Sequence[Sample]) -> Floats:
    """(samples, labels): the highest probability in any window."""
    return np.stack([network.score(cut(sample.text), f"<{sample.source}>").max(axis=0) for sample in samples])


def calibrated(network: Network, samples: Sequence[Sample]) -> Network:
    """The network with the lowest thresholds, never below 0.3, at which each label is said of few harmless texts.

    Raises ``ValueError`` without any.
    """
    said = scores(network, samples)
    harmless = said[[not sample.labels for sample in samples]]
    if not len(harmless):
        raise ValueError("thresholds are set on harmless texts, and there are none")
    thresholds = np.clip(np.quantile(harmless, 1 - _FALSE, axis=0), 0.3, 0.9)
    return replace(network, thresholds=thresholds.astype(np.float32))


Row = tuple[str, int, float, float]
"""Label, how many texts have it, share of those on which it is said, share on which anything is said."""


def rows(network: Network, samples: Sequence[Sample]) -> list[Row]:
    """One row a label, and last the harmless: in that row the shares are false alarms."""
    said = scores(network, samples) >= network.thresholds
    found: list[Row] = []
    for index, label in enumerate(LABELS):
        chosen = said[[label in sample.labels for sample in samples]]
        if len(chosen):
            found.append((label, len(chosen), float(chosen[:, index].mean()), float(chosen.any(axis=1).mean())))
    harmless = said[[not sample.labels for sample in samples]]
    found.append(("none", len(harmless), float(harmless.any(axis=1).mean()), float(harmless.any(axis=1).mean())))
    return found
