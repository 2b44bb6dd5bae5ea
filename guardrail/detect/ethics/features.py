"""What the classifier sees of words: keys of the word, its stem, its runs of letters, and of pairs. A key is a number, no word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from .words import stem

__all__ = ["REACH", "letter_keys", "pair_keys", "source_key", "windows", "word_keys"]

REACH = 48
"""Words that are judged together at most."""
_CUTS = (3, 4, 5)
_SHORT = 3


def source_key(source: str) -> int:
    """Of whose text it is: ``prompt``, ``response`` or ``untrusted``."""
    return crc32(f"<{source}".encode())


@lru_cache(maxsize=50_000)
def word_keys(word: str) -> tuple[int, ...]:
    """Of the word and of its stem."""
    whole = crc32(f"={word}".encode())
    return (whole, crc32(f"~{stem(word)}".encode())) if _has_pieces(word) else (whole,)


@lru_cache(maxsize=50_000)
def letter_keys(word: str) -> tuple[int, ...]:
    """Of its runs of three to five letters, its edges counted as letters; signs, numbers and words of two letters have none."""
    edged = f"<{word}>"
    cuts = ((size, at) for size in _CUTS for at in range(len(edged) - size + 1))
    return tuple(crc32(edged[at : at + size].encode()) for size, at in cuts) if _has_pieces(word) else ()


def pair_keys(words: Sequence[str]) -> list[int]:
    """Of each word with the one behind it."""
    return [crc32(f"{one} {other}".encode()) for one, other in pairwise(words)]


def windows(ends: Sequence[int]) -> list[tuple[int, int]]:
    """Half-open ranges of words to judge together, from where sentences end: as many whole sentences as reach, from each one on.

    A text within reach is one window; a sentence beyond it is cut. No window stands within another.
    """
    bounds = [0]
    for end in ends:
        while end - bounds[-1] > REACH:
            bounds.append(bounds[-1] + REACH)
        if end > bounds[-1]:
            bounds.append(end)
    found: list[tuple[int, int]] = []
    last = 0
    for at, begin in enumerate(bounds[:-1]):
        last = max(last, at + 1)
        while last + 1 < len(bounds) and bounds[last + 1] - begin <= REACH:
            last += 1
        if not found or bounds[last] > found[-1][1]:
            found.append((begin, bounds[last]))
    return found


def _has_pieces(word: str) -> bool:
    return len(word) >= _SHORT and word[0].isalpha()
