"""What an answer is read by: words, single characters, and where lines begin as CommonMark sees it. It looks back no further than
``LOOK_BACK``."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["BLANK", "LOOK_BACK", "WORD", "is_marker", "kind_of", "piece_at"]

BLANK: Final = frozenset(" \t\r\n\f\v")
LOOK_BACK: Final = 32
"""Characters before a place that say what it is."""
WORD: Final = "a"
"""What every word is read as."""
_WORD = re.compile(r"[^\W_]+")


def is_marker(text: str, at: int) -> bool:
    """Whether nothing but blanks and ``>`` stands between the last line's end and ``text[at]``: a ``>`` there may mark a quotation, and
    a line that ends there is blank."""
    return text[max(at - LOOK_BACK, 0) : at].rstrip(" \t\r\f\v>").endswith("\n")


def piece_at(text: str, at: int) -> str:
    """The rest of the word that goes on at ``text[at]``, or that character."""
    word = _WORD.match(text, at)
    return word.group() if word is not None else text[at]


def kind_of(piece: str) -> str:
    """What a piece is read as. Steps are remembered by it, so that nobody's words are."""
    return WORD if piece.isalnum() else piece
