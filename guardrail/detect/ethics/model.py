"""The trained classifier: one weight a feature and label, added up over words. A linear model, so what it says can be traced to words.

Two bags are weighed apart, each by the length of its own vector (words with their stems and pairs; runs of letters), with inverse
document frequencies, after Wang and Manning (2012, "Baselines and bigrams"). Training stays with ``training.ethics``.
"""

from __future__ import annotations

import gzip
import io
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .features import letter_keys, pair_keys, source_key, windows, word_keys
from .labels import LABELS
from .words import Words

__all__ = ["DATA", "Floats", "Model", "Scored", "read_model", "write_model"]

Floats: TypeAlias = NDArray[np.float32]

DATA: Final = Path(__file__).parents[1] / "data" / "ethics.npz.gz"
"""The model of the package."""
_MOST_WORDS: Final = 30_000
"""Words whose sums are remembered."""


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """``scores`` (windows, labels): log-odds above the threshold of each label. ``windows`` are ranges of words."""

    windows: list[tuple[int, int]]
    scores: Floats
    words: Floats = field(repr=False)
    """(words, labels): what each word adds, before its window is weighed."""


class _Sums:
    """Sums of words, remembered: people use few different ones."""

    __slots__ = ("_lock", "_rows", "_table")

    def __init__(self, columns: int) -> None:
        self._rows: dict[str, int] = {}
        self._table = np.zeros((256, columns), np.float32)
        self._lock = threading.Lock()

    def of(self, words: Sequence[str], make: Callable[[Sequence[str]], Floats]) -> Floats:
        """(words, columns)"""
        with self._lock:
            if len(self._rows) > _MOST_WORDS:
                self._rows.clear()
            rows = self._rows
            new = [word for word in dict.fromkeys(words) if word not in rows]
            if new:
                first = len(rows)
                while first + len(new) > len(self._table):
                    self._table = np.concatenate([self._table, np.zeros_like(self._table)])
                self._table[first : first + len(new)] = make(new)
                rows.update(zip(new, range(first, first + len(new)), strict=True))
            found: Floats = self._table[[rows[word] for word in words]]
            return found


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Weights of ``n`` features."""

    keys: NDArray[np.uint32]
    """(n,) in rising order: see ``features``."""
    idf: Floats
    """(n,) inverse document frequencies."""
    weights: NDArray[np.int8]
    """(n, labels), as parts of ``scale``."""
    scale: Floats
    """(n,)"""
    bias: Floats
    """(labels,)"""
    thresholds: Floats
    """(labels,): log-odds from which on a label is said."""
    unknown: Floats
    """(1,) the inverse document frequency of what was never seen: it says nothing, and makes the rest weigh less."""
    _known: _Sums = field(init=False, repr=False, default_factory=lambda: _Sums(2 * len(LABELS) + 2))

    def score(self, text: Words, source: str) -> Scored:
        """Every window of a text; ``source`` is whose it is. A text without words has no windows."""
        words = text.words
        if not words:
            return Scored([], np.zeros((0, len(LABELS)), np.float32), np.zeros((0, len(LABELS)), np.float32))
        count = len(LABELS)
        own = self._known.of(words, self._sums)
        begin = self._weighed([source_key(source)])[0]
        pairs = np.zeros((len(words), count + 1), np.float32)
        if len(words) > 1:
            pairs[1:] = self._weighed(pair_keys(words))
        spans = windows(text.ends)
        starts, ends = np.array(spans).T
        sums = np.concatenate([np.zeros((1, own.shape[1])), np.cumsum(own, axis=0, dtype=np.float64)])
        joined = np.concatenate([np.zeros((1, count + 1)), np.cumsum(pairs, axis=0, dtype=np.float64)])
        bags = sums[ends] - sums[starts]
        # A pair belongs to the window in which both of its words stand.
        first = bags[:, : count + 1] + joined[ends] - joined[starts + 1] + begin
        second = bags[:, count + 1 :]
        scores = _normal(first) + _normal(second) + self.bias - self.thresholds
        return Scored(spans, scores.astype(np.float32), own[:, :count] + pairs[:, :count] + own[:, count + 1 : -1])

    def _sums(self, words: Sequence[str]) -> Floats:
        """What each word adds to the first bag and to the second: for each bag the labels, and the square of its length."""
        halves = []
        for keys_of in (word_keys, letter_keys):
            keys = [keys_of(word) for word in words]
            ends = np.cumsum([len(each) for each in keys])
            flat = self._weighed([key for each in keys for key in each])
            sums = np.concatenate([np.zeros((1, flat.shape[1])), np.cumsum(flat, axis=0, dtype=np.float64)])
            halves.append(sums[ends] - sums[np.concatenate([[0], ends[:-1]])])
        return np.concatenate(halves, axis=1).astype(np.float32)

    def _weighed(self, keys: Sequence[int]) -> Floats:
        """(keys, labels + 1): what each feature says of each label, and the square of its weight in the bag."""
        found = np.zeros((len(keys), len(LABELS) + 1), np.float32)
        wanted = np.array(keys, np.uint32)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        known = self.keys[at] == wanted
        rows = at[known]
        found[known, :-1] = self.weights[rows] * (self.scale[rows] * self.idf[rows])[:, None]
        found[:, -1] = self.unknown[0] ** 2
        found[known, -1] = self.idf[rows] ** 2
        return found


def _normal(bag: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums weighed by the length of their bag; an empty one says nothing."""
    length: NDArray[np.float64] = np.sqrt(np.maximum(bag[:, -1:], 1e-9))
    return bag[:, :-1] / length


_ARRAYS = tuple(one.name for one in fields(Model) if one.init)


def read_model(file: Path = DATA) -> Model:
    """Reads a model. Raises ``OSError``, ``EOFError``, ``ValueError`` or ``KeyError`` where the file is missing or damaged."""
    with np.load(io.BytesIO(gzip.decompress(file.read_bytes())), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in _ARRAYS}
    if arrays["weights"].shape != (len(arrays["keys"]), len(LABELS)):
        raise ValueError("the model is not one for these labels")
    return Model(**{name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in arrays.items()})


def write_model(model: Model, file: Path) -> None:
    """The packaged form: weights as bytes, the rest as half floats. The same model gives the same bytes."""
    buffer = io.BytesIO()
    arrays = {name: getattr(model, name) for name in _ARRAYS}
    np.savez(buffer, **{name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in arrays.items()})
    file.write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=0))
