"""Draws what the model learns from, and what it is tried on: a writer is held back whole, never single spellings of a frame."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from .augment import disturbed
from .bags import Sample
from .frames import Frame, expand

__all__ = ["draw", "joined", "office", "tried"]

_MOST = 4
"""Spellings of one frame."""
_DISTURBED = 0.3
"""Share of the spellings that are disturbed."""


def office(frames: Sequence[Frame]) -> list[str]:
    """Harmless sentences that may stand around others."""
    random = Random(5)  # noqa: S311 - texts, not keys
    return [
        text for frame in frames if not frame.labels and frame.source == "prompt" for text in expand(frame, random, 1) if len(text) < 160
    ]


def draw(frames: Sequence[Frame], around: list[str], seed: int) -> list[Sample]:
    """Some spellings of every frame, some of them disturbed. A prompt may come as a document, which says the same."""
    random = Random(seed)  # noqa: S311 - texts, not keys
    return [
        Sample(
            disturbed(text, random, around) if random.random() < _DISTURBED else text,
            frame.source if random.random() > 0.05 else "untrusted",
            frame.labels,
            number,
        )
        for number, frame in enumerate(frames)
        for text in expand(frame, random, _MOST)
    ]


def joined(around: list[str], count: int, seed: int, first: int) -> list[Sample]:
    """Longer texts of two to four harmless sentences, numbered from ``first`` on as frames of their own."""
    random = Random(seed)  # noqa: S311 - texts, not keys
    return [
        Sample(random.choice((" ", "\n")).join(random.sample(around, random.randint(2, 4))), "prompt", frozenset(), number)
        for number in range(first, first + count)
    ]


def tried(frames: Sequence[Frame]) -> list[Sample]:
    """Two spellings of each frame, as they are written."""
    random = Random(3)  # noqa: S311 - texts, not keys
    return [Sample(text, frame.source, frame.labels, number) for number, frame in enumerate(frames) for text in expand(frame, random, 2)]
