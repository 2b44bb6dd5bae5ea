"""Names with a suffix: "Budinya" is Budi. What stands in no list as a word of its own, but is a name without its "-nya"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .ner.lexicon import Word
from .recognizer import Match

__all__ = ["suffixed_names", "without_suffix"]

_SUFFIX = len("nya")
_SUFFIXED = re.compile(r"(?<![\w@./-])(?:[A-Z][a-z]{2,20}nya|[A-Z]{3,20}NYA)(?![\w@-])")
_SCORE = 0.85
_UNKNOWN = Word()
_CAPITALISED, _NAMES, _ORDINARY = "C", frozenset("ns"), "x"
"""How a name is written, and the lists (see ``training.ner.lists``) of given names, of surnames, and of words."""


def suffixed_names(text: str, find: Callable[[str], Word]) -> Iterator[Match]:
    """Names by position, without their suffix. ``find`` tells what is known of a word in lower case."""
    if "nya" not in text and "NYA" not in text:
        return
    for match in _SUFFIXED.finditer(text):
        if _is_suffixed(match.group(), find):
            yield Match(match.start(), match.end() - _SUFFIX, _SCORE)


def without_suffix(name: str, find: Callable[[str], Word]) -> int:
    """Length of a name without the suffix of its last word, if it has one."""
    return len(name) - (_SUFFIX if _is_suffixed(name.rpartition(" ")[2], find) else 0)


def _is_suffixed(word: str, find: Callable[[str], Word]) -> bool:
    if not _SUFFIXED.fullmatch(word):
        return False
    stem = find(word[:-_SUFFIX].lower())
    named = not _NAMES.isdisjoint(stem.lists) and _ORDINARY not in stem.lists and stem.case.startswith(_CAPITALISED)
    return named and find(word.lower()) == _UNKNOWN
