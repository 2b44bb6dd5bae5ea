"""Words whose letters stand apart, as headings and forms print them: "N I K", "B U D I   S A N T O S O"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .rewriting import Edit

__all__ = ["SPACED_TRIGGER", "spaced_letters"]

SPACED_TRIGGER = r"\b[a-z] [a-z] [a-z]\b"
_ROW = re.compile(r"(?<!\w)[a-z](?: [a-z])+(?: {2,4}[a-z](?: [a-z])+)*(?!\w)", re.IGNORECASE)
_GAP = re.compile(r" {2,}")
_FEWEST = 3


def spaced_letters(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Each row of three or more single letters, closed up; where two or more spaces stand, a word ends."""
    for row in _ROW.finditer(text):
        words = [word.replace(" ", "") for word in _GAP.split(row.group())]
        if sum(map(len, words)) >= _FEWEST:
            yield Edit(row.start(), row.end(), " ".join(words))
