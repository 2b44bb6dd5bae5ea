"""Digits spelled out, in Indonesian, Javanese, Sundanese and English, also mixed with digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

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
_UNITS = ["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
_NUMBERS = (
    _DIGIT
    | {"sepuluh": "10", "sebelas": "11"}
    | {f"{word} belas": f"1{_DIGIT[word]}" for word in _UNITS[1:]}
    | {f"{word} puluh": f"{_DIGIT[word]}0" for word in _UNITS[1:]}
    | {f"{word} puluh {unit}": _DIGIT[word] + _DIGIT[unit] for word in _UNITS[1:] for unit in _UNITS}
)
"""Also tens, as people dictate telephone numbers: "nol delapan dua belas"."""


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted((word for word in words if not word.isdigit()), key=lambda word: (-len(word), word)))


_WORD = _any_of(_DIGIT)
_NUMBER = rf"{_any_of(_NUMBERS)}|[0-9](?![.)][ \t])"
_JOINT = r"[ ,.\-/|\t\r\n]{1,3}"
SPELLED_TRIGGER = rf"\b(?:{_WORD})(?:{_JOINT}(?:{_WORD}|[0-9])){{2}}\b"
_ROW = re.compile(rf"\b(?:{_NUMBER})(?:{_JOINT}(?:{_NUMBER}))+\b", re.IGNORECASE)
_TOKEN = re.compile(_NUMBER)
_LINE_END = re.compile(r"[ ,.\-/|\t]*[\r\n]+[ ,.\-/|\t]*")
_FEWEST, _FEWEST_WORDS = 9, 2


def spelled_digits(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Each row of at least nine digits of which two or more are words."""
    for row in _ROW.finditer(text):
        for start, end in _lines(row):
            tokens = _TOKEN.findall(text[start:end].lower())
            digits = "".join(_NUMBERS[token] for token in tokens)
            if len(digits) >= _FEWEST and sum(len(token) > 1 for token in tokens) >= _FEWEST_WORDS:
                yield Edit(start, end, digits)


def _lines(row: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The row line by line, or whole where each digit has a line: the number of the next item in a list is no digit of this one."""
    breaks = list(_LINE_END.finditer(row.string, row.start(), row.end()))
    if 2 * len(breaks) >= len(_TOKEN.findall(row.group().lower())) - 1:
        yield row.span()
        return
    start = row.start()
    for line_end in breaks:
        yield start, line_end.start()
        start = line_end.end()
    yield start, row.end()
