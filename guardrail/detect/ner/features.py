"""What the name model sees of a word, by where the word stands from the token in question. Pure, and by word: it can be remembered."""

from __future__ import annotations

import re

from .lexicon import Word, key_of
from .tokenizer import BREAK, GAP

__all__ = [
    "CASED",
    "EDGE",
    "LOWER",
    "OFFSETS",
    "UPPER",
    "case_mode",
    "case_of",
    "features_of",
    "gist_of",
    "may_be_in_name",
    "pair_of",
    "shape_of",
]

OFFSETS = (-2, -1, 0, 1, 2)
EDGE = ""
"""The word that stands before the first token of a text and behind its last."""
CASED, LOWER, UPPER = "c", "l", "u"
"""How the letters of a line are written: capitals say something in the first alone."""
_PUNCTUATION = "p"
_CAPITAL = 1 << 32
"""Counts words with capitals in the upper half of a number, and more capitals than small letters in the lower."""
_NEVER_IN_NAME = re.compile(r"[\d_@/]|\A[a-z]+[A-Z]|[a-z][A-Z].*[a-z][A-Z]")


def shape_of(word: str) -> str:
    """What the word looks like, in a few letters."""
    if word.isalpha():
        if word.islower():
            return "a"
        if len(word) == 1:
            return "A1"
        if word.isupper():
            return "A" if len(word) > 4 else "A4"
        return "Aa" if word[0].isupper() and word[1:].islower() else "aA"
    if word == EDGE or word[0] in (BREAK, GAP):
        return "_"
    if word[-1] == "." and word[:-1].isalpha():
        return ("A1." if len(word) == 2 else "Aa.") if word[0].isupper() else "a."
    if word.isdigit():
        return "9" if len(word) < 5 else "99"
    letters = [char for char in word if char.isalpha()]
    if not letters:
        return "9," if word[0].isdigit() else _PUNCTUATION
    if "@" in word or "/" in word:
        return "@"
    if any(char.isdigit() for char in word):
        return "a9"
    if "_" in word:
        return "a_"
    return "A-a" if word[0].isupper() else "a-a"


def case_of(word: str) -> int:
    """What the word says of its line's letters; ``case_mode`` adds it up."""
    shape = shape_of(word)
    if shape == "a":
        return -1
    if shape in ("A", "A4"):
        return _CAPITAL + 1
    return _CAPITAL - 1 if shape in ("Aa", "aA", "Aa.") else 0


def case_mode(cases: int) -> str:
    """How a line is written, by the sum of its words' cases."""
    capitals, rest = divmod(cases + _CAPITAL // 2, _CAPITAL)
    if not capitals:
        return LOWER
    return UPPER if rest > _CAPITAL // 2 else CASED


def gist_of(word: str, known: Word, mode: str) -> str:
    """The little that pairs of neighbours are told by."""
    shape = shape_of(word)
    if shape == _PUNCTUATION:
        return word[0]
    if mode != CASED and shape[0] in "Aa" and len(shape) < 3:
        shape = "a"
    return f"{shape}{known.lists or known.case}"


def features_of(word: str, known: Word, offset: int, mode: str) -> list[str]:
    """Names of what is true of the word that stands ``offset`` tokens away, on a line written in ``mode``."""
    key = key_of(word)
    shape = shape_of(word)
    place = f"{offset}"
    spelled = shape if mode == CASED else mode + ("a" if shape[0] in "Aa" and len(shape) < 3 else shape)
    if shape == _PUNCTUATION or shape == "_":
        return [f"{place}w{word[:2]}", f"{place}s{word[:1]}"]
    gist = gist_of(word, known, mode)
    found = [f"{place}w{key}", f"{place}s{spelled}", f"{place}l{known.lists}", f"{place}g{gist}"]
    if known.coarse:
        found.append(f"{place}k{known.coarse}")
    if known.case:
        found.append(f"{place}t{known.case}{spelled}")
    if abs(offset) == 2:
        return found
    found.append(f"{place}z{key[-3:]}")
    if known.fine:
        found.append(f"{place}K{known.fine}")
    if offset:
        return found
    found.append(f"{place}n{min(len(key), 12)}{spelled}")
    for length in (1, 2, 3, 4):
        if len(key) > length:
            found.append(f"{place}<{key[:length]}")
            found.append(f"{place}>{key[-length:]}")
    found.extend(f"{place}~{key[at : at + 3]}" for at in range(len(key) - 2) if len(key) < 30)
    found.extend(f"{place}L{letter}{spelled}" for letter in known.lists)
    return found


def may_be_in_name(word: str) -> bool:
    """Whether the word can be part of a name at all: letters, or a mark that stands between them ("Agus S.", "Saragih, Tiur")."""
    return word in (",", ".", "'", "-") or (any(map(str.isalpha, word)) and not _NEVER_IN_NAME.search(word))


def pair_of(left: str, right: str) -> tuple[str, str]:
    """What two neighbours are together, by their gists: a feature of the left one, and one of the right one."""
    return f">{left}|{right}", f"<{left}|{right}"
