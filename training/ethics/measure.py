"""How well a model tells labels on texts of writers it has not learnt from, and the threshold at which it seldom errs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from guardrail.detect.ethics.labels import LABELS
from guardrail.detect.ethics.model import Floats, Model
from guardrail.detect.ethics.words import cut

from .bags import Sample

__all__ = ["Row", "odds", "rows", "threshold", "with_threshold"]


def odds(model: Model, samples: Sequence[Sample]) -> Floats:
    """(samples, labels): the highest log-odds in any window, above the model's thresholds."""
    never = np.full((1, len(LABELS)), -np.inf, np.float32)
    return np.stack([np.concatenate([never, model.score(cut(sample.text), sample.source).scores]).max(axis=0) for sample in samples])


def threshold(said: Floats, samples: Sequence[Sample], share: float) -> float:
    """The log-odds that any label reaches on this share of the harmless texts. Raises ``ValueError`` without any."""
    harmless = said[[not sample.labels for sample in samples]]
    if not len(harmless):
        raise ValueError("a threshold is set on harmless texts, and there are none")
    return float(np.quantile(harmless.max(axis=1), 1 - share))


def with_threshold(model: Model, odds_from: float) -> Model:
    """The model that says a label from these log-odds on."""
    return replace(model, thresholds=np.full(len(LABELS), odds_from, np.float32))


Row = tuple[str, int, float, float]
"""Label, how many texts have it, share of those on which it is said, share on which anything is said."""


def rows(said: Floats, samples: Sequence[Sample], odds_from: float) -> list[Row]:
    """One row a label, and last the harmless: in that row the shares are false alarms."""
    spoken = said >= odds_from
    found: list[Row] = []
    for index, label in enumerate(LABELS):
        chosen = spoken[[label in sample.labels for sample in samples]]
        if len(chosen):
            found.append((label, len(chosen), float(chosen[:, index].mean()), float(chosen.any(axis=1).mean())))
    harmless = spoken[[not sample.labels for sample in samples]]
    if len(harmless):
        found.append(("none", len(harmless), float(harmless.any(axis=1).mean()), float(harmless.any(axis=1).mean())))
    return found
