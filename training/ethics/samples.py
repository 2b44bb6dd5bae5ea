"""Draws what the network learns from, and what it is tried on: whole frames are held back, never single spellings of one."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from zlib import crc32

from .augment import disturbed
from .fit import Sample
from .frames import Frame, expand

__all__ = ["draw", "held_back", "office", "tried"]

_MOST = 4
"""Spellings of one frame in one epoch."""


def held_back(frame: Frame, share: float = 0.1) -> bool:
    """Whether a frame is never learnt from; the same ones each time."""
    return crc32(frame.pattern.encode()) / 2**32 < share


def office(frames: Sequence[Frame]) -> list[str]:
    """Harmless sentences that may stand around others."""
    random = Random(5)  # noqa: S311 - texts, not keys
    return [
        text for frame in frames if not frame.labels and frame.source == "prompt" for text in expand(frame, random, 1) if len(text) < 160
    ]


def draw(frames: Sequence[Frame], around: list[str], seed: int) -> list[Sample]:
    """One epoch: some spellings of every frame, disturbed. A prompt may come as a document, which says the same."""
    random = Random(seed)  # noqa: S311 - texts, not keys
    return [
        Sample(disturbed(text, random, around), frame.source if random.random() > 0.05 else "untrusted", frame.labels)
        for frame in frames
        for text in expand(frame, random, _MOST)
    ]


def tried(frames: Sequence[Frame]) -> list[Sample]:
    """Two spellings of each frame, as they are written."""
    random = Random(3)  # noqa: S311 - texts, not keys
    return [Sample(text, frame.source, frame.labels) for frame in frames for text in expand(frame, random, 2)]
