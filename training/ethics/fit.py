"""Fits the network: plain numpy, binary cross-entropy for each label, Adam. Same samples and seed, same weights on one machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .labels import LABELS
from .network import Floats, Network
from .words import BUCKETS, cut, pieces

__all__ = ["Sample", "fit"]

_D, _F, _H = 32, 160, 96
_BATCH = 128
_LONGEST = 120
"""Words of a sample that count."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, whose it is (``prompt``, ``response``, ``untrusted``), and its labels."""

    text: str = field(repr=False)
    source: str
    labels: frozenset[str]


def fit(draw: Callable[[int], Sequence[Sample]], epochs: int, seed: int, tell: Callable[[str], None]) -> Network:
    """Trains over ``draw(0)``, ``draw(1)``, …: each epoch has the frames spelled and disturbed anew."""
    rng = np.random.default_rng(seed)
    model = _Model(rng)
    for epoch in range(epochs):
        samples = draw(epoch)
        order = rng.permutation(len(samples))
        rate = 2e-3 * (1 - epoch / epochs) + 1e-4
        loss = 0.0
        for at in range(0, len(order), _BATCH):
            loss += model.step([samples[index] for index in order[at : at + _BATCH]], rate)
        tell(f"epoch {epoch + 1} of {epochs}: {len(samples)} texts, loss {loss * _BATCH / len(order):.4f}")
    return model.frozen()


class _Model:
    """Weights that move, and Adam's moments beside them."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

        def normal(*shape: int, scale: float) -> Floats:
            return (rng.standard_normal(shape) * scale).astype(np.float32)

        self.vectors = normal(BUCKETS, _D, scale=0.3)
        self.weights: dict[str, Floats] = {
            "filters": normal(3 * _D, _F, scale=(2 / (3 * _D)) ** 0.5),
            "filters_bias": np.zeros(_F, np.float32),
            "hidden": normal(2 * _F, _H, scale=(1 / _F) ** 0.5),
            "hidden_bias": np.zeros(_H, np.float32),
            "outputs": normal(_H, len(LABELS), scale=(1 / _H) ** 0.5),
            "outputs_bias": np.full(len(LABELS), -3.0, np.float32),
        }
        self._moments = {name: (np.zeros_like(weight), np.zeros_like(weight)) for name, weight in self.weights.items()}
        self._vector_moments = np.zeros_like(self.vectors), np.zeros_like(self.vectors)
        self._time = 0
        self._pieces: dict[str, NDArray[np.int64]] = {}

    def _pieces_of(self, word: str) -> NDArray[np.int64]:
        known = self._pieces.get(word)
        if known is None:
            known = self._pieces[word] = np.array(pieces(word), np.int64)
        return known

    def step(self, samples: Sequence[Sample], rate: float) -> float:
        """One batch forward and back; the mean loss."""
        w, rng = self.weights, self._rng
        texts = [[f"<{sample.source}>", *cut(sample.text).words][:_LONGEST] for sample in samples]
        index: dict[str, int] = {}
        longest = max(map(len, texts))
        ids = np.zeros((len(texts), longest), np.int64)
        mask = np.zeros((len(texts), longest), np.float32)
        for row, words in enumerate(texts):
            ids[row, : len(words)] = [index.setdefault(word, len(index)) for word in words]
            mask[row, : len(words)] = 1
        parts = [self._pieces_of(word) for word in index]
        sizes = np.array([len(part) for part in parts])
        flat = np.concatenate(parts)
        owner = np.repeat(np.arange(len(parts)), sizes)
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        words_vectors = np.add.reduceat(self.vectors[flat], starts, axis=0) / sizes[:, None].astype(np.float32)
        kept = (rng.random(mask.shape) > 0.08).astype(np.float32) * mask
        kept[:, 0] = 1
        x = words_vectors[ids] * kept[:, :, None]
        around = np.zeros((*ids.shape, 3 * _D), np.float32)
        around[:, :, _D : 2 * _D] = x
        around[:, 1:, :_D] = x[:, :-1]
        around[:, :-1, 2 * _D :] = x[:, 1:]
        seen = np.maximum(around @ w["filters"] + w["filters_bias"], 0) * mask[:, :, None]
        where = seen.argmax(axis=1)
        count = mask.sum(axis=1, keepdims=True)
        pooled = np.concatenate([seen.max(axis=1), seen.sum(axis=1) / count], axis=1)
        drop = (rng.random(pooled.shape) > 0.25).astype(np.float32) / 0.75
        dropped = pooled * drop
        hidden = np.maximum(dropped @ w["hidden"] + w["hidden_bias"], 0)
        drop_hidden = (rng.random(hidden.shape) > 0.25).astype(np.float32) / 0.75
        hidden_dropped = hidden * drop_hidden
        logits = hidden_dropped @ w["outputs"] + w["outputs_bias"]
        truth = np.array([[label in sample.labels for label in LABELS] for sample in samples], np.float32)
        loss = float((np.logaddexp(0, logits) - truth * logits).sum() / len(samples))

        grads: dict[str, Floats] = {}
        d_logits = (1 / (1 + np.exp(-logits)) - truth) / len(samples)
        grads["outputs"] = hidden_dropped.T @ d_logits
        grads["outputs_bias"] = d_logits.sum(axis=0)
        d_hidden = (d_logits @ w["outputs"].T) * drop_hidden * (hidden > 0)
        grads["hidden"] = dropped.T @ d_hidden
        grads["hidden_bias"] = d_hidden.sum(axis=0)
        d_pooled = (d_hidden @ w["hidden"].T) * drop
        d_seen = np.repeat((d_pooled[:, _F:] / count)[:, None, :], longest, axis=1)
        rows, columns = np.arange(len(texts))[:, None], np.arange(_F)[None, :]
        d_seen[rows, where, columns] += d_pooled[:, :_F]
        d_seen *= (seen > 0).astype(np.float32)
        flat_seen = d_seen.reshape(-1, _F)
        grads["filters"] = around.reshape(-1, 3 * _D).T @ flat_seen
        grads["filters_bias"] = flat_seen.sum(axis=0)
        d_around = (flat_seen @ w["filters"].T).reshape(around.shape)
        d_x = d_around[:, :, _D : 2 * _D]
        d_x[:, :-1] += d_around[:, 1:, :_D]
        d_x[:, 1:] += d_around[:, :-1, 2 * _D :]
        d_words = np.zeros_like(words_vectors)
        np.add.at(d_words, ids.ravel(), (d_x * kept[:, :, None]).reshape(-1, _D))
        d_words /= sizes[:, None]
        rows_touched, back = np.unique(flat, return_inverse=True)
        d_vectors = np.zeros((len(rows_touched), _D), np.float32)
        np.add.at(d_vectors, back, d_words[owner])
        self._move(grads, rows_touched, d_vectors, rate)
        return loss

    def _move(self, grads: dict[str, Floats], rows: NDArray[np.int64], d_vectors: Floats, rate: float) -> None:
        self._time += 1
        first, second = 1 - 0.9**self._time, 1 - 0.999**self._time
        for name, grad in grads.items():
            m, v = self._moments[name]
            m += 0.1 * (grad - m)
            v += 0.001 * (grad * grad - v)
            decay = 1e-5 if name in ("filters", "hidden", "outputs") else 0.0
            self.weights[name] -= (rate * (m / first) / (np.sqrt(v / second) + 1e-8) + decay * self.weights[name]).astype(np.float32)
        m, v = self._vector_moments
        m[rows] += 0.1 * (d_vectors - m[rows])
        v[rows] += 0.001 * (d_vectors * d_vectors - v[rows])
        self.vectors[rows] -= rate * 2 * (m[rows] / first) / (np.sqrt(v[rows] / second) + 1e-8)

    def frozen(self) -> Network:
        """The weights as the package keeps them; thresholds are still one half."""
        scale = np.abs(self.vectors).max(axis=0) / 127
        return Network(
            vectors=np.clip(np.rint(self.vectors / scale), -127, 127).astype(np.int8),
            scale=scale.astype(np.float32),
            thresholds=np.full(len(LABELS), 0.5, np.float32),
            **self.weights,
        )
