"""The form of a value in words: how many digits in which groups, or how many letters, digits and marks. Never a character of it."""

from __future__ import annotations

import re

from .explanation import Phrase

__all__ = ["digits_of", "form_of"]

_DIGITS = re.compile(r"[0-9]+")
_NOT_GROUPED = re.compile(r"[^\W\d_]")


def digits_of(value: str) -> str:
    """The ASCII digits of ``value`` in order."""
    return "".join(_DIGITS.findall(value))


def form_of(value: str) -> Phrase:
    """ "16 digits in 4 groups (4-4-4-4)", or counts of letters, digits, marks and spaces."""
    sizes = [len(group) for group in _DIGITS.findall(value)]
    if sizes and not _NOT_GROUPED.search(value):
        total, groups = sum(sizes), len(sizes)
        if groups == 1:
            return Phrase(f"{total} digit dalam 1 kelompok", f"{total} digits in 1 group")
        row = "-".join(map(str, sizes))
        return Phrase(f"{total} digit dalam {groups} kelompok ({row})", f"{total} digits in {groups} groups ({row})")
    letters, digits = sum(map(str.isalpha, value)), sum(map(str.isdigit, value))
    spaces = sum(map(str.isspace, value))
    counts = (letters, digits, len(value) - letters - digits - spaces, spaces)
    return Phrase(*(_counted(counts, words) for words in _WORDS))


_WORDS = (("huruf", "angka", "tanda", "spasi"), ("letters", "digits", "marks", "spaces"))


def _counted(counts: tuple[int, ...], words: tuple[str, ...]) -> str:
    return ", ".join(f"{word} {count}" for count, word in zip(counts, words, strict=True) if count)
