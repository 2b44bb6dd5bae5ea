"""Texts as bags of features: which of them are learnt, and what each weighs in a text. The same arithmetic as ``Model.score``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from guardrail.detect.ethics.features import bounds, letter_keys, pair_keys, source_key, stem_key, word_key
from guardrail.detect.ethics.model import Floats
from guardrail.detect.ethics.words import cut

__all__ = ["Bag", "Sample", "Vocabulary", "vocabulary"]

_FEWEST = 2
"""Frames that a feature must stand in to be learnt."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, whose it is (``prompt``, ``response``, ``untrusted``), its labels, and the number of the frame it was spelled from."""

    text: str = field(repr=False)
    source: str
    labels: frozenset[str]
    frame: int = 0

    def features(self) -> tuple[list[int], list[int]]:
        """Of words, stems and pairs, and of runs of letters; each as often as it stands there."""
        text = cut(self.text)
        words = text.plain()
        wholes = [word_key(word) for word in words]
        stems = [key for word in words if (key := stem_key(word)) is not None]
        pairs = pair_keys(np.array(wholes, np.uint32), bounds(text.ends)).tolist()
        return [source_key(self.source), *wholes, *stems, *filter(None, pairs)], letter_keys(words)[0].tolist()


@dataclass(frozen=True, slots=True)
class Bag:
    """What is known of a text: rows of features, and how much each weighs."""

    rows: NDArray[np.intp]
    weights: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The features that are learnt, in rising order of their keys, and their inverse document frequencies over frames."""

    keys: NDArray[np.uint32]
    idf: Floats
    unknown: float

    def bag(self, sample: Sample) -> Bag:
        """Both halves of a text, each of length one: what is not known takes its share."""
        parts = [self._half(keys) for keys in sample.features()]
        return Bag(np.concatenate([part.rows for part in parts]), np.concatenate([part.weights for part in parts]))

    def _half(self, keys: list[int]) -> Bag:
        wanted = np.array(keys, np.uint32)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        known = self.keys[at] == wanted
        weights = np.where(known, self.idf[at], np.float32(self.unknown)).astype(np.float32)
        length = np.sqrt(max(float((weights * weights).sum()), 1e-9))
        return Bag(at[known], (weights[known] / length).astype(np.float32))


def vocabulary(samples: Iterable[Sample]) -> Vocabulary:
    """Of the features that stand in several frames: what one frame alone has teaches its spelling, not its meaning."""
    frames: dict[int, set[int]] = {}
    for sample in samples:
        frames.setdefault(sample.frame, set()).update(*sample.features())
    count = Counter(key for keys in frames.values() for key in keys)
    kept = sorted(key for key, times in count.items() if times >= _FEWEST)
    idf = [np.log((1 + len(frames)) / (1 + count[key])) + 1 for key in kept]
    return Vocabulary(np.array(kept, np.uint32), np.array(idf, np.float32), float(np.log((1 + len(frames)) / 2) + 1))
