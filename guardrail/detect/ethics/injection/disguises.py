"""What a text says once encoded pieces are decoded and letters stand as they should: other readings of it, each with the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from guardrail.detect.normalizer import Normalized, normalize
from guardrail.detect.rewriting import Edit, Rewriting, rewrite
from guardrail.detect.scanner import Scanner, build_scanner
from guardrail.detect.views import DEPTH, ENCODINGS

from .symbols import Row, caesar_step, row_of, symbol

__all__ = ["Reading", "readings"]

_GROWTH: Final = 2
_LETTERS_APART: Final = symbol("letter") * 5
_CIPHERS: Final = re.compile(f"{symbol('cipher_word')}.{{0,4}}{symbol('cipher_word')}", re.DOTALL)
_SPACED: Final = re.compile(r"(?<!\w)\w(?:[ .\-_*|/,]{1,4}\w){5,400}(?!\w)")
_GAP: Final = re.compile(r"[ .\-_*|/,]")
_WORD_GAP: Final = re.compile(r" {2,}|[|/]")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_WORD: Final = re.compile(r"[A-Za-z]+")


class Reading(NamedTuple):
    """A row, and how its text came to be from the one that was written."""

    row: Row
    normalized: Normalized
    path: tuple[Rewriting, ...] = ()
    turned: bool = False
    """Read from its end."""

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as it was written stands what became ``symbols[start:end]`` (not empty)."""
        begin, stop = self.row.place(start, end)
        if self.turned:
            begin, stop = len(self.row.text) - stop, len(self.row.text) - begin
        return self.place(begin, stop)

    def place(self, begin: int, stop: int) -> tuple[int, int]:
        """Where in the text as it was written stands what became ``row.text[begin:stop]`` (not empty)."""
        for rewriting in self.path:
            begin, stop = rewriting.back(begin, stop)
        return self.normalized.back(begin, stop)


@lru_cache(maxsize=1)
def _scanner() -> Scanner:
    return build_scanner([reader.trigger for reader in ENCODINGS])


def readings(text: str) -> Iterator[Reading]:
    """First the text with everything decoded, then what its disguises hide, where it wears one. At most six."""
    normalized = normalize(text)
    read = normalized.text
    path: tuple[Rewriting, ...] = ()
    for _ in range(DEPTH):
        ends = _scanner().ends(read)
        decoded = rewrite(
            read, (edit for reader, found in zip(ENCODINGS, ends, strict=True) if found for edit in reader.edits(read, found))
        )
        if decoded is None or len(decoded.text) > _GROWTH * len(text) + DEPTH:
            break
        read, path = decoded.text, (decoded, *path)
    plain = Reading(row_of(read), normalized, path)
    yield plain
    symbols = plain.row.symbols
    if _LETTERS_APART in symbols:
        closed = rewrite(read, (Edit(*row.span(), _closed(row[0])) for row in _SPACED.finditer(read)))
        if closed is not None:
            yield Reading(row_of(closed.text), normalized, (closed, *path))
    if _CIPHERS.search(symbols):
        for deciphered in _deciphered(read):
            yield Reading(row_of(deciphered), normalized, path)
        yield Reading(row_of(_WORD.sub(lambda word: word[0][::-1], read)), normalized, path)
        yield Reading(row_of(read[::-1]), normalized, path, turned=True)


def _closed(row: str) -> str:
    """Letters that stand apart as words: a wider gap ends one, where gaps differ."""
    return " ".join(_GAP.sub("", word) for word in _WORD_GAP.split(row))


def _deciphered(text: str) -> Iterator[str]:
    """The text with its alphabet moved back, by as much as most of the words say that do; and with its alphabet turned round."""
    steps: dict[int, int] = {}
    for word in _WORD.findall(text):
        step = caesar_step(word.lower())
        if step:
            steps[step] = steps.get(step, 0) + 1
    if steps:
        step = max(steps, key=lambda each: (steps[each], -each))
        moved = _LETTERS[-step:] + _LETTERS[:-step]
        yield text.translate(str.maketrans(_LETTERS + _LETTERS.upper(), moved + moved.upper()))
    yield text.translate(str.maketrans(_LETTERS + _LETTERS.upper(), (_LETTERS + _LETTERS.upper())[25::-1] + _LETTERS[::-1].upper()))
