"""Prose that speaks of programs, laws and rules and asks for nothing: ``prose.txt`` has sentences of this project's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

from guardrail.detect.ethics.features import bounds, windows
from guardrail.detect.ethics.words import cut, starts

from .bags import Sample

__all__ = ["prose"]

_FILE: Final = Path(__file__).with_name("prose.txt")
_SOURCES: Final = ("prompt", "prompt", "untrusted", "response")
_TOGETHER: Final = 4
"""Paragraphs that are read as one text."""


def prose(seed: int, first: int) -> Iterator[Sample]:
    """Samples of one window each, as the classifier reads long texts, numbered from ``first`` on as frames of their own.

    A line of the file is a paragraph.
    """
    random = Random(seed)  # noqa: S311 - texts, not keys
    paragraphs = _FILE.read_text("utf-8").splitlines()
    for number, begin in enumerate(range(0, len(paragraphs), _TOGETHER), first):
        text = "\n".join(paragraphs[begin : begin + _TOGETHER])
        at = starts(text)
        pieces = bounds(cut(text).ends)
        for one, last in windows(pieces):
            end = pieces[last]
            part = text[at[pieces[one]] : at[end] if end < len(at) else len(text)]
            yield Sample(part, random.choice(_SOURCES), frozenset(), number)
