"""Digits spelled out, in Indonesian, Javanese, Sundanese and English, also mixed with digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .rewriting import Edit

__all__ = ["SPELLED_TRIGGER", "spelled_digits"]

_WORDS = {
    "0": "nol kosong enol nul zero oh das",
    "1": "satu siji setunggal satunggal hiji one",
    "2": "dua loro kalih two",
    "3": "tiga telu tilu three",
    "4": "empat ampat papat sekawan opat four",
    "5": "lima gangsal five",
    "6": "enam enem nem genep six",
    "7": "tujuh pitu seven",
    "8": "delapan lapan wolu dalapan eight",
    "9": "sembilan sanga sango songo salapan nine",
}
_DIGIT = {word: digit for digit, words in _WORDS.items() for word in words.split()} | {digit: digit for digit in "0123456789"}
_WORD = "|".join(sorted((word for word in _DIGIT if word.isalpha()), key=lambda word: (-len(word), word)))
_JOINT = r"[ ,.\-/|\t\r\n]{1,3}"
SPELLED_TRIGGER = rf"\b(?:{_WORD})(?:{_JOINT}(?:{_WORD}|[0-9])){{2}}\b"
_ROW = re.compile(rf"\b(?:{_WORD}|[0-9])(?:{_JOINT}(?:{_WORD}|[0-9]))+\b", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z]+|[0-9]", re.IGNORECASE)
_FEWEST = 9


def spelled_digits(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Each row of at least nine digits of which three or more are words."""
    for row in _ROW.finditer(text):
        tokens = _TOKEN.findall(row.group().lower())
        if len(tokens) >= _FEWEST and sum(len(token) > 1 for token in tokens) > 2:
            yield Edit(row.start(), row.end(), "".join(_DIGIT[token] for token in tokens))
