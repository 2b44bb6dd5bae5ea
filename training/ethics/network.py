"""The trained network: subword vectors, one convolution over three words, the strongest and the mean of each filter, one hidden layer.

After Kim (2014, "Convolutional neural networks for sentence classification") and Bojanowski et al. (2017, "Enriching word vectors with
subword information"). It scores windows of up to three sentences. Training stays with ``training.ethics``.
"""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .words import Words, pieces

__all__ = ["Floats", "Network", "read_network", "windows", "write_network"]

Floats: TypeAlias = NDArray[np.float32]

_REACH: Final = 3
"""Sentences of a window at most."""
_MOST_WORDS: Final = 60_000
"""Vectors of words that are remembered."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Weights. ``d`` numbers a word, ``f`` filters, ``h`` hidden units, one output a label."""

    vectors: NDArray[np.int8]
    """(buckets, d): vectors of pieces of words, as parts of ``scale``."""
    scale: Floats
    """(d,)"""
    filters: Floats
    """(3 d, f)"""
    filters_bias: Floats
    hidden: Floats
    """(2 f, h)"""
    hidden_bias: Floats
    outputs: Floats
    """(h, labels)"""
    outputs_bias: Floats
    thresholds: Floats
    """(labels,): from this probability on a label is said."""
    _words: dict[str, Floats] = field(init=False, repr=False, default_factory=dict)

    def word(self, word: str) -> Floats:
        """The vector of a word: the mean of those of its pieces."""
        known = self._words.get(word)
        if known is None:
            known = np.mean(self.vectors[list(pieces(word))], axis=0, dtype=np.float32) * self.scale
            if len(self._words) >= _MOST_WORDS:
                self._words.clear()
            self._words[word] = known
        return known

    def score(self, text: Words, first: str) -> Floats:
        """(windows, labels): probabilities, in the order of ``windows``. ``first`` is the word that says whose text it is."""
        words = np.stack([self.word(first), *map(self.word, text.words)])
        around = np.zeros((len(words), 3 * words.shape[1]), dtype=np.float32)
        width = words.shape[1]
        around[:, width : 2 * width] = words
        around[1:, :width] = words[:-1]
        around[:-1, 2 * width :] = words[1:]
        seen = np.maximum(around @ self.filters + self.filters_bias, 0)
        bounds = np.array([0, *(end + 1 for end in text.ends[:-1])])
        strongest = np.maximum.reduceat(seen, bounds, axis=0)
        sums = np.add.reduceat(seen, bounds, axis=0)
        counts = np.diff([*bounds, len(words)])
        pooled = np.concatenate([_pooled(strongest, sums, counts, size) for size in range(1, min(_REACH, len(bounds)) + 1)])
        hidden = np.maximum(pooled @ self.hidden + self.hidden_bias, 0)
        scores: Floats = 1 / (1 + np.exp(-(hidden @ self.outputs + self.outputs_bias)))
        return scores


def _pooled(strongest: Floats, sums: Floats, counts: NDArray[np.int64], size: int) -> Floats:
    """Of every run of ``size`` sentences: the strongest and the mean of each filter."""
    runs = len(counts) - size + 1
    peak, total, words = strongest[:runs], sums[:runs], counts[:runs]
    for step in range(1, size):
        peak = np.maximum(peak, strongest[step : step + runs])
        total = total + sums[step : step + runs]
        words = words + counts[step : step + runs]
    return np.concatenate([peak, total / words[:, None].astype(np.float32)], axis=1)


def windows(sentences: int) -> list[tuple[int, int]]:
    """Every run of one to three sentences, as half-open ranges."""
    return [(begin, begin + size) for size in range(1, _REACH + 1) for begin in range(sentences - size + 1)]


_ARRAYS = tuple(one.name for one in fields(Network) if one.init)


def read_network(file: Path) -> Network:
    """Reads a network. Raises ``OSError``, ``ValueError`` or ``KeyError`` where the file is missing or damaged."""
    with np.load(io.BytesIO(gzip.decompress(file.read_bytes())), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in _ARRAYS}
    return Network(**{name: array if array.dtype == np.int8 else array.astype(np.float32) for name, array in arrays.items()})


def write_network(network: Network, file: Path) -> None:
    """The packaged form: the vectors as bytes, the rest as half floats. The same network gives the same bytes."""
    buffer = io.BytesIO()
    arrays = {name: getattr(network, name) for name in _ARRAYS}
    np.savez(buffer, **{name: array if array.dtype == np.int8 else array.astype(np.float16) for name, array in arrays.items()})
    file.write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=0))
