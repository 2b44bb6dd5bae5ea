"""The trained classifier: one weight a feature and label, added up over words. A linear model, so what it says can be traced to words.

Two bags are weighed apart, each by the length of its own vector (words with their stems and pairs; runs of letters), with inverse
document frequencies, after Wang and Manning (2012, "Baselines and bigrams"). Training stays with ``training.ethics``.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .features import Keys, bounds, letter_keys, pair_keys, source_key, stem_key, windows, word_key
from .known import Floats, KnownWords, Rows
from .labels import LABELS
from .words import Words

__all__ = ["DATA", "SOURCES", "Floats", "Model", "Scored", "read_model", "write_model"]

DATA: Final = Path(__file__).parents[1] / "data" / "ethics.npz.gz"
"""The model of the package."""
SOURCES: Final = ("prompt", "response", "untrusted")
"""Whose text it is: the caller's, an answer's, a document's or a tool's."""
_COUNT: Final = len(LABELS)
_LEAST: Final = np.float32(1e-9)
"""Of a square by which is divided: an empty bag says nothing."""
_REST: Final = np.uint32(11)
"""Bits of a key that are left out where it is only asked whether it may be known."""


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """``scores`` (windows, labels): log-odds above the threshold of each label. ``windows`` are ranges of words."""

    windows: list[tuple[int, int]]
    scores: Floats
    words: Floats = field(repr=False)
    """(words, 2, labels + 1): what each word, with the pair that it ends, adds to each of the two bags."""

    def strongest(self, window: int, label: int) -> int:
        """The word of a window that says most of a label."""
        begin, end = self.windows[window]
        return begin + int(self.words[begin:end, :, label].sum(axis=1).argmax())


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Weights of ``n`` features. Raises ``ValueError`` where they are not for these labels."""

    keys: Keys
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
    _known: KnownWords = field(init=False, repr=False)
    _maybe: NDArray[np.bool_] = field(init=False, repr=False)
    """Whether any key begins with these bits: most pairs are unknown, and need not be searched for."""
    _origins: dict[str, Floats] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.weights.shape != (len(self.keys), _COUNT):
            raise ValueError("the model is not one for these labels")
        maybe = np.zeros(1 << 32 - int(_REST), np.bool_)
        maybe[self.keys >> _REST] = True
        object.__setattr__(self, "_maybe", maybe)
        object.__setattr__(self, "_known", KnownWords((2, _COUNT + 1), self._worth))
        origins = self._weighed(np.array([source_key(source) for source in SOURCES], np.uint32))
        object.__setattr__(self, "_origins", dict(zip(SOURCES, origins, strict=True)))

    def score(self, text: Words, source: str) -> Scored:
        """Every window of a text; ``source`` is one of ``SOURCES``. A text without words has no windows."""
        if not text.written:
            return Scored([], np.zeros((0, _COUNT), np.float32), np.zeros((0, 2, _COUNT + 1), np.float32))
        at = bounds(text.ends)
        words, keys = self._known.of(text.written)
        # Two words are a pair within a piece only: so each feature belongs to one piece, and a window is the sum of its pieces.
        places, rows = self._find(pair_keys(keys, at))
        words[places + 1, 0] += self._said(rows)
        pieces = np.add.reduceat(words, at[:-1], axis=0)
        pieces[:, 0, -1] -= self.unknown[0] ** 2
        spans = windows(at)
        bags = _sums(pieces, spans)
        bags[:, 0] += self._origins[source]
        said: Floats = (bags[:, :, :-1] / np.sqrt(np.maximum(bags[:, :, -1:], _LEAST))).sum(axis=1)
        return Scored([(at[first], at[last]) for first, last in spans], said + (self.bias - self.thresholds), words)

    def _worth(self, words: Sequence[str]) -> Rows:
        """What each word adds to the two bags, of the labels and to the square of the length, and its key.

        A word has a pair with the one before it: here it counts as unknown; the first of a piece has none.
        """
        wholes = np.array([word_key(word) for word in words], np.uint32)
        stems = {at: key for at, word in enumerate(words) if (key := stem_key(word)) is not None}
        runs, owners = letter_keys(words)
        worth = np.zeros((len(words), 2, _COUNT + 1), np.float32)
        worth[:, 0] = self._weighed(wholes)
        worth[:, 0, -1] += self.unknown[0] ** 2
        worth[[*stems], 0] += self._weighed(np.array([*stems.values()], np.uint32))
        np.add.at(worth[:, 1], owners, self._weighed(runs))
        return worth, wholes

    def _weighed(self, keys: Keys) -> Floats:
        """(keys, labels + 1): what each feature says of each label, and the square of its weight in the bag."""
        weighed = np.zeros((len(keys), _COUNT + 1), np.float32)
        places, rows = self._find(keys)
        weighed[places] = self._said(rows)
        weighed[:, -1] += self.unknown[0] ** 2
        return weighed

    def _find(self, keys: Keys) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Which of the keys are known, and the rows of those."""
        maybe = np.flatnonzero(self._maybe.take(keys >> _REST))
        wanted = keys[maybe]
        rows = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        known = self.keys[rows] == wanted
        return maybe[known], rows[known]

    def _said(self, rows: NDArray[np.intp]) -> Floats:
        """(rows, labels + 1): what known features say, and by how much they lengthen the bag more than unknown ones."""
        idf = self.idf.take(rows)
        said = np.empty((len(rows), _COUNT + 1), np.float32)
        np.multiply(self.weights.take(rows, axis=0), (self.scale.take(rows) * idf)[:, None], out=said[:, :-1])
        said[:, -1] = idf**2 - self.unknown[0] ** 2
        return said


def _sums(pieces: Floats, spans: Sequence[tuple[int, int]]) -> Floats:
    """Sums over ranges of pieces."""
    flat = [bound for span in spans for bound in span]
    # ``reduceat`` sums from each bound to the next; from an end to the next beginning nobody asked, and there must be one behind the last.
    sums: Floats = np.add.reduceat(np.concatenate([pieces, pieces[:1]]), flat, axis=0)[::2]
    return sums


_ARRAYS = tuple(one.name for one in fields(Model) if one.init)


def read_model(file: Path = DATA) -> Model:
    """Reads a model. Raises ``OSError``, ``EOFError``, ``ValueError`` or ``KeyError`` where the file is missing or damaged."""
    with np.load(io.BytesIO(gzip.decompress(file.read_bytes())), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in _ARRAYS}
    return Model(**{name: array.astype(np.float32) if array.dtype == np.float16 else array for name, array in arrays.items()})


def write_model(model: Model, file: Path) -> None:
    """The packaged form: weights as bytes, the rest as half floats. The same model gives the same bytes."""
    buffer = io.BytesIO()
    arrays = {name: getattr(model, name) for name in _ARRAYS}
    np.savez(buffer, **{name: array.astype(np.float16) if array.dtype == np.float32 else array for name, array in arrays.items()})
    file.write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=0))
