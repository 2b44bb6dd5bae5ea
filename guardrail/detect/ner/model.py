"""The trained weights: what each feature says for the first word of a name and for a later one, against no name at all.

Read from ``data/names.crf.gz``, which ``training.ner`` makes from a python-crfsuite model. Scoring stays with the tagger.
"""

from __future__ import annotations

import gzip
import struct
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["LABELS", "Model", "read_model", "write_model"]

LABELS = ("B", "I", "O")
_FILE = Path(__file__).parents[1] / "data" / "names.crf.gz"
_HEAD = struct.Struct("<9f")
_SCALE = 512.0
"""Weights are kept as 16-bit integers of this fraction of one."""


@dataclass(frozen=True, slots=True)
class Model:
    """A linear-chain CRF of three labels. All weights are logarithms; those of ``O`` are taken from the others."""

    transitions: Sequence[float]
    """Nine weights, from label to label, rows and columns in the order of ``LABELS``."""
    weights: Mapping[str, tuple[float, float]] = field(repr=False)
    """Feature to its weights for ``B`` and ``I``."""


def read_model(file: Path = _FILE) -> Model:
    """Reads the packaged model. Raises ``OSError``, ``ValueError`` or ``struct.error`` where the file is missing or damaged."""
    data = gzip.decompress(file.read_bytes())
    transitions = _HEAD.unpack_from(data)
    (count,) = struct.unpack_from("<I", data, _HEAD.size)
    start = _HEAD.size + 4
    numbers = array("h", data[start : start + 4 * count])
    if sys.byteorder == "big":
        numbers.byteswap()
    values = [number / _SCALE for number in numbers]
    names = data[start + 4 * count :].decode("utf-8").split("\n")
    return Model(transitions, dict(zip(names, zip(values[::2], values[1::2], strict=True), strict=True)))


def write_model(model: Model, file: Path = _FILE) -> None:
    """The packaged form; the same model gives the same bytes. Weights beyond 64 are cut there."""
    numbers = array("h")
    names = sorted(model.weights)
    for name in names:
        numbers.extend(max(-32767, min(32767, round(weight * _SCALE))) for weight in model.weights[name])
    if sys.byteorder == "big":
        numbers.byteswap()
    data = _HEAD.pack(*model.transitions) + struct.pack("<I", len(names)) + numbers.tobytes() + "\n".join(names).encode("utf-8")
    file.write_bytes(gzip.compress(data, 9, mtime=0))
