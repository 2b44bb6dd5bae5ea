"""``python -m training.ethics``: from the hand-written frames to the model of the package."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from guardrail.detect.ethics.model import DATA, Floats, Model, read_model, write_model

from .bags import Sample
from .fit import fit
from .frames import Frame, read_frames
from .measure import odds, rows, threshold, with_threshold
from .paperwork import paperwork
from .prose import prose
from .samples import draw, joined, office, tried

_PAPERS = 12_000
"""Office texts that are learnt as harmless."""
_JOINED = 4_000
"""Longer texts of several harmless sentences."""
_FALSE = 0.01
"""Share of harmless texts of unseen writers on which anything may be said in error."""


def main(arguments: list[str] | None = None) -> int:
    """Leaves every writer out once, sets the threshold on what those wrote, prints how well they are told, fits all, writes the file."""
    parser = argparse.ArgumentParser(prog="python -m training.ethics", description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA, help="the file to write")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threshold", type=float, help="log-odds from which on a label is said; without it every writer is left out once")
    parser.add_argument("--writers", help="those whose frames are learnt, as abc; all without it")
    parser.add_argument("--tried", help="fit nothing: tell how the model of the package does on frames of these writers, as kl")
    chosen = parser.parse_args(arguments)
    frames = read_frames()
    if chosen.tried is not None:
        _try(frames, chosen.tried)
        return 0
    if chosen.writers is not None:
        frames = [frame for frame in frames if frame.writer in chosen.writers]
    odds_from: float | None = chosen.threshold
    if odds_from is None:
        odds_from = _threshold(frames, chosen.epochs, chosen.seed)
    write_model(with_threshold(_model(frames, chosen.epochs, chosen.seed), odds_from), chosen.out)
    return 0


def _try(frames: Sequence[Frame], writers: str) -> None:
    samples = tried([frame for frame in frames if frame.writer in writers])
    _tell("label, texts, told, anything told")
    for label, count, told, anything in rows(odds(read_model(), samples), samples, 0.0):
        _tell(f"{label:22}{count:6}{told:8.3f}{anything:8.3f}")


def _threshold(frames: Sequence[Frame], epochs: int, seed: int) -> float:
    said: list[Floats] = []
    samples: list[Sample] = []
    for writer in sorted({frame.writer for frame in frames}):
        model = _model([frame for frame in frames if frame.writer != writer], epochs, seed)
        hidden = tried([frame for frame in frames if frame.writer == writer])
        said.append(odds(model, hidden))
        samples += hidden
    joined = np.concatenate(said)
    odds_from = threshold(joined, samples, _FALSE)
    _tell(f"\nwriters left out, log-odds from {odds_from:.3f}: label, texts, told, anything told")
    for label, count, told, anything in rows(joined, samples, odds_from):
        _tell(f"{label:22}{count:6}{told:8.3f}{anything:8.3f}")
    papers = [*paperwork(seed, 1_000, "held_out", 0)]
    office_rows = rows(odds(_model(frames, epochs, seed), papers), papers, odds_from)
    _tell(f"office texts of templates held back: {office_rows[-1][1]} windows, {office_rows[-1][2]:.4f} told anything")
    return odds_from


def _model(frames: Sequence[Frame], epochs: int, seed: int) -> Model:
    around = office(frames)
    samples = draw(frames, around, seed)
    samples += joined(around, _JOINED, seed, len(frames))
    samples += paperwork(seed, _PAPERS, "train", len(frames) + _JOINED)
    samples += prose(seed, len(frames) + _JOINED + _PAPERS)
    return fit(samples, epochs, seed, _tell)


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
