"""An author's pattern before texts that are hard for patterns of its kind: what is slow here would be slow before a hostile caller.

Texts are made of the pattern's own characters: one of them again and again, and two of them in any order. Proves nothing for other
texts; detection has a limit of its own (``core.searching``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, islice
from random import Random
from typing import Any, Final

from guardrail.core.searching import Searched, TooSlow, matches

__all__ = ["is_slow"]

_SYNTAX: Final = re.compile(r"\\[pP](?:\{[^}]*\}|.)|\\[^dwsDWS]|\{[0-9,]+\}|\[\^?|\]|\(\?[a-zA-Z]*[:)]|\(\?P?<\w+>|[()?*+|^$.]")
_CLASSES: Final = {r"\d": "07", r"\w": "a7", r"\s": " ", r"\D": "a", r"\W": "-", r"\S": "a"}
_COMMON: Final = "a0 "
_MOST_PAIRS: Final = 24
_MOST_MATCHES: Final = 1000
_REPEATED: Final = 1 << 16
_MIXED: Final = f"{Random(1).getrandbits(1 << 14):b}"  # noqa: S311 - the same texts on every replica


def is_slow(pattern: Searched[Any], regex: str) -> bool:
    """Whether the compiled pattern takes longer over one of its texts than detection would wait for."""
    try:
        for text in _texts(regex):
            for _ in islice(matches(pattern, text), _MOST_MATCHES):
                pass
    except TooSlow:
        return True
    return False


def _texts(regex: str) -> Iterator[str]:
    for escape, chars in _CLASSES.items():
        regex = regex.replace(escape, chars)
    alphabet = sorted({*_SYNTAX.sub("", regex), *_COMMON})
    for char in alphabet:
        yield char * _REPEATED
    for one, other in islice(combinations(alphabet, 2), _MOST_PAIRS):
        yield _MIXED.translate({ord("0"): one, ord("1"): other})
