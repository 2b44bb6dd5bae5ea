"""What the classifier sees of words: keys of the word, its stem, its runs of letters, and of pairs. A key is a number, no word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from .words import stem

__all__ = ["REACH", "Keys", "bounds", "letter_keys", "pair_keys", "source_key", "stem_key", "windows", "word_key"]

Keys: TypeAlias = NDArray[np.uint32]

REACH = 48
"""Words that are judged together at most."""
_CUTS = (3, 4, 5)
_SHORT = 3


def source_key(source: str) -> int:
    """Of whose text it is: ``prompt``, ``response`` or ``untrusted``."""
    return crc32(f"<{source}".encode())


def word_key(word: str) -> int:
    """Of the word as it is."""
    return crc32(f"={word}".encode())


def stem_key(word: str) -> int | None:
    """Of its stem; signs, numbers and words of two letters have none."""
    return crc32(f"~{stem(word)}".encode()) if _has_pieces(word) else None


def letter_keys(words: Sequence[str]) -> tuple[Keys, NDArray[np.intp]]:
    """Of the runs of three to five letters of words, their edges counted as letters, and at which word each is.

    What has no stem has no runs. All words at once: one by one they would cost more than everything else of a new text.
    """
    edged = [f"<{word}>" if _has_pieces(word) else "" for word in words]
    letters = np.frombuffer("".join(edged).encode("utf-32-le"), np.uint32)
    owners = np.repeat(np.arange(len(words)), [len(each) for each in edged])
    keys, found = [], []
    for size in _CUTS:
        whole = owners[size - 1 :] == owners[: len(owners) - size + 1]
        key = np.full(len(whole), size, np.uint32)
        for at in range(size):
            key = key * np.uint32(0x01000193) ^ letters[at : at + len(whole)]
        keys.append(_mixed(key[whole]))
        found.append(owners[: len(whole)][whole])
    return np.concatenate(keys), np.concatenate(found)


def pair_keys(keys: Keys, bounds: Sequence[int]) -> Keys:
    """Of each word with the one behind it, from the keys of words; 0, which no feature has, where they stand in two pieces."""
    pairs = keys[:-1] * np.uint32(0x9E3779B1) ^ keys[1:]
    pairs[[bound - 1 for bound in bounds[1:-1]]] = 0
    return pairs


def bounds(ends: Sequence[int]) -> list[int]:
    """Where the pieces begin in which a text is read, and last its end, from where sentences end: one beyond reach is cut."""
    found = [0]
    for end in ends:
        while end - found[-1] > REACH:
            found.append(found[-1] + REACH)
        if end > found[-1]:
            found.append(end)
    return found


def windows(bounds: Sequence[int]) -> list[tuple[int, int]]:
    """Half-open ranges of pieces to judge together: as many as reach, from each one on; none stands within another."""
    found: list[tuple[int, int]] = []
    last, pieces = 0, len(bounds) - 1
    for first in range(pieces):
        begin, before = bounds[first], last
        while last < pieces and bounds[last + 1] - begin <= REACH:
            last += 1
        if last > before:
            found.append((first, last))
        if last == pieces:
            break
    return found


def _mixed(keys: Keys) -> Keys:
    """Spread over all 32 bits, each onto one (the last steps of MurmurHash3)."""
    keys = (keys ^ keys >> np.uint32(16)) * np.uint32(0x85EBCA6B)
    keys = (keys ^ keys >> np.uint32(13)) * np.uint32(0xC2B2AE35)
    mixed: Keys = keys ^ keys >> np.uint32(16)
    return mixed


def _has_pieces(word: str) -> bool:
    return len(word) >= _SHORT and word[0].isalpha()
