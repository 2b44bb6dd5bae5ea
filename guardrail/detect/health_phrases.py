"""Reads one phrase of health: the longest term, its modifiers ("tipe 2", "kiri", "500 mg"), and what is joined to it by + or /."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from .health_words import LEXICON, Sureness, Tails

__all__ = ["Phrase", "read_phrase"]


class Phrase(NamedTuple):
    """``text[start:end]`` speaks of health, as surely as ``sureness``."""

    start: int
    end: int
    sureness: Sureness


_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_SPACE = re.compile(r"[ \t]{1,2}|[ \t]?\r?\n[ \t]{0,8}")
_MEASURE = re.compile(
    r"[ \t]{1,2}(?:(?:tipe|type|grade|stadium|stage|derajat|kategori|fase|kelas|st|std|gr)\.? ?(?:[0-9]{1,2}|[IVX]{1,4}|satu|dua|tiga"
    r"|empat)[AaBb]?\b"
    r"|[0-9]{2}(?:[.,][0-9])? ?(?:derajat )?[Cc]\b"
    r"|[0-9]{1,2}(?:-[0-9]{1,2})? ?(?:bulan|bln|minggu|mgg|wulan|sasih|months|weeks)\b"
    r"|[0-9]{1,4}(?:[.,][0-9]{1,2})? ?(?:mg|mcg|ml|gr|g|iu|unit)\b(?!/dl))",
    re.IGNORECASE,
)
_JOIN = re.compile(r" ?[+/] ?")
_MOST_MODIFIERS = 4


def read_phrase(text: str, at: int) -> Phrase | None:
    """The phrase that begins at ``at``, or None."""
    end, sureness = _term(text, at)
    if not end:
        return None
    while (join := _JOIN.match(text, end)) is not None:
        further, other = _term(text, join.end())
        if not further:
            break
        end, sureness = further, max(sureness, other)
    return Phrase(at, _modified(text, end), sureness)


def _term(text: str, at: int) -> tuple[int, Sureness]:
    first = _WORD.match(text, at)
    if first is None:
        return 0, Sureness.TIED
    word = first.group().lower()
    end, sureness = _longest(text, first.end(), LEXICON.terms.get(word, ()))
    if not end and "-" in word:
        # "risperidon-nya", "TB-nya"
        word = word.partition("-")[0]
        end, sureness = _longest(text, at + len(word), LEXICON.terms.get(word, ()))
        end = at + len(word) if end else 0
    if word in LEXICON.heads:
        complement = _complement(text, first.end(), LEXICON.complements)
        if complement > end:
            return complement, Sureness.SURE
    if end and end - at <= 3 and not text[at:end].isupper():
        sureness = min(sureness, Sureness.TIED)
    return end, sureness


def _longest(text: str, at: int, tails: Tails) -> tuple[int, Sureness]:
    for words, sureness in tails:
        position = at
        for expected in words:
            space = _SPACE.match(text, position)
            word = _WORD.match(text, space.end()) if space else None
            if word is None or word.group().lower() != expected:
                break
            position = word.end()
        else:
            return position, sureness
    return 0, Sureness.TIED


def _complement(text: str, at: int, table: Mapping[str, Tails]) -> int:
    space = _SPACE.match(text, at)
    word = _WORD.match(text, space.end()) if space else None
    if word is None:
        return 0
    end, _ = _longest(text, word.end(), table.get(word.group().lower(), ()))
    return end


def _modified(text: str, end: int) -> int:
    for _ in range(_MOST_MODIFIERS):
        measure = _MEASURE.match(text, end)
        further = measure.end() if measure else _complement(text, end, LEXICON.modifiers) or _complement(text, end, LEXICON.complements)
        if not further or "\n" in text[end:further]:
            break
        end = further
    return end
