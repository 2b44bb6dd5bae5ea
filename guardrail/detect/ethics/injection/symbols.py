"""A text as the row of parts that its words play, one letter a word: short, and read by patterns instead of the text.

Spelling is forgiven: leetspeak, drawn-out and swapped letters, one letter too few, words run together, clitics. Knows no pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from guardrail.core.recent import Recent

from .lexicon import GROUPS, STRONG, WORDS

__all__ = ["PLAIN", "Row", "caesar_step", "row_of", "symbol"]

_TOKEN: Final = re.compile(
    r"[A-Z]{2,12}_[0-9]{1,4}\b|[^\W_]+(?:['’-][^\W_]+)*|[.?!;](?=\s|$)|\n(?:\s*\n)?|[\"“”`]|\[\[[A-Z][A-Z0-9_]{0,31}[_:-][^\]|\n]{0,24}\]\]?|<[A-Z]{2,12}_\d{1,6}>"
)
_FIRST: Final = 0x100
_PARTS: Final = (*GROUPS, "cipher_word", "masked", "letter", "quote", "line", "developer_mode")
_SYMBOL: Final = {part: chr(_FIRST + number) for number, part in enumerate(_PARTS)}
PLAIN: Final = "w"
"""A word that plays no part; ``.`` ends a sentence, ``0`` is a number."""
_LONGEST: Final = 24
_JOINED: Final = range(14, 121)
_SHORTEST_GUESS: Final = 6
_SAME: Final = re.compile(r"(.)\1{2,}")
_LEET: Final = str.maketrans("013457890@$", "oieastbgoas")
_ACCENTS: Final = str.maketrans("áàâäéèêëíìîïóòôöúùûü’", "aaaaeeeeiiiioooouuuu'")
_CLITICS: Final = ("nya", "mu", "lah", "kah", "ku", "anana", "ana", "ane", "ne", "aken", "ken", "keun", "na", "kan", "en", "e", "in")
_OWNED: Final = re.compile(r"[a-z]{4,20}(?<!il)(?<!ta)(?<!te)(?<!ja)(?<!je)(?<!ra)mu")
"""Somebody's whom the text speaks to: "perusahaanmu"; "bertemu", "berilmu", "menjamu" are not."""
_OWNERS: Final = {"mu": "your", "ku": "my"}
_NAMES: Final = {"developer": "developer_mode", "pengembang": "developer_mode"}


def symbol(part: str) -> str:
    """The letter of a part. Raises ``KeyError`` for what is none."""
    return _SYMBOL[part]


def _swapped(word: str) -> str:
    """The same for a word whose inner letters were swapped."""
    return word[0] + "".join(sorted(word[1:-1])) + word[-1]


def _steps(word: str) -> str:
    """From letter to letter in the alphabet: the same for every Caesar cipher of a word."""
    return "".join([chr(97 + (ord(other) - ord(one)) % 26) for one, other in pairwise(word)])


_GUESSES: Final = {
    **{word[:at] + word[at + 1 :]: word for word in sorted(STRONG) if len(word) > _SHORTEST_GUESS for at in range(1, len(word) - 1)},
    **{_swapped(word): word for word in sorted(STRONG)},
}
_STEPS: Final = {_steps(word): word for word in sorted(STRONG)}
_TURNED: Final = frozenset(word[::-1] for word in STRONG)
_ATBASH: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba")
_PIECES: Final = re.compile(
    "|".join(sorted((word for word in WORDS if word.isalpha() and word.islower() and len(word) > 2), key=len, reverse=True))
)


def _symbol_of(token: str) -> str:
    if not token[0].isalnum():
        return _sign(token)
    if "_" in token:
        return _SYMBOL["masked"]
    if token.isdigit():
        return "0"
    if token in ("http", "https"):
        return _SYMBOL["link"]
    if token in WORDS:
        return _SYMBOL[_NAMES.get(token, WORDS[token])]
    if len(token) == 1:
        return _SYMBOL["letter"]
    word = _spelled(token)
    part = _part(word)
    if part:
        return part
    if _OWNED.fullmatch(word):
        return PLAIN + _SYMBOL["your"]
    return _disguised(word) if word.isascii() else PLAIN


def _sign(mark: str) -> str:
    if mark in ".?!;":
        return "."
    if mark[0] == "\n":
        return _SYMBOL["line"] if mark == "\n" else "."
    return _SYMBOL["masked"] if mark[0] in "[<" else _SYMBOL["quote"]


def _spelled(token: str) -> str:
    word = token.lower().translate(_ACCENTS)
    if not word.isalpha() and any(map(str.isalpha, word)):
        word = word.replace("'s", "").translate(_LEET) if any(map(str.isdigit, word)) else word
    return _SAME.sub(r"\1", word)


def _part(word: str) -> str:
    """The letter of a word as it is, or without what hangs on it; empty where it plays no part."""
    part = _NAMES.get(word) or WORDS.get(word)
    if part:
        return _SYMBOL[part]
    for clitic in _CLITICS:
        rest = word.removesuffix(clitic)
        if rest != word and len(rest) > 3 and rest in WORDS:
            owner = _OWNERS.get(clitic)
            return _SYMBOL[WORDS[rest]] + (_SYMBOL[owner] if owner else "")
    if "-" in word or "'" in word:
        closed = word.replace("-", "")
        if closed in WORDS:
            return _SYMBOL[WORDS[closed]]
        parts = [_part(piece) or PLAIN for piece in re.split("[-']", word) if piece]
        return "".join(parts) if set(parts) != {PLAIN} else ""
    return ""


def _disguised(word: str) -> str:
    """A guess of what an unknown word was meant to be."""
    length = len(word)
    if length < _SHORTEST_GUESS or not word.isalpha():
        return PLAIN
    if length <= _LONGEST:
        for key in (word, _swapped(word)):
            if key in _GUESSES:
                return _SYMBOL[WORDS[_GUESSES[key]]]
        if _steps(word) in _STEPS or word in _TURNED or word.translate(_ATBASH) in STRONG:
            return _SYMBOL["cipher_word"]
    if length in _JOINED:
        pieces = _PIECES.findall(word)
        if len(pieces) > 2 and sum(map(len, pieces)) >= 0.8 * length:
            return "".join([_SYMBOL[_NAMES.get(piece) or WORDS[piece]] for piece in pieces])
    return PLAIN


def caesar_step(word: str) -> int:
    """By how many letters a Caesar cipher moved a word (in lower case) of the lexicon; 0 where it is none."""
    plain = _STEPS.get(_steps(word)) if word.isascii() and word.isalpha() else None
    return (ord(word[0]) - ord(plain[0])) % 26 if plain else 0


_TOKENS: Final = Recent(_symbol_of, longest=_LONGEST)
_CHUNKS: Final[Recent[str, str]] = Recent(lambda chunk: "".join(map(_TOKENS.__getitem__, _TOKEN.findall(chunk))), longest=_LONGEST)
"""What stands between spaces, signs and all: most of it has been met, and is not cut into tokens again."""


class Row(NamedTuple):
    """``symbols`` of a text: of most words one, of one with an owner ("aturanmu") two."""

    symbols: str
    text: str

    def __repr__(self) -> str:
        return f"Row({len(self.symbols)} symbols)"

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text stand the words of ``symbols[start:end]`` (not empty)."""
        inside = [span for at, width, span in self._spans(start, end) if at + width > start]
        return inside[0][0], inside[-1][1]

    def _spans(self, start: int, end: int) -> Iterator[tuple[int, int, tuple[int, int]]]:
        """Tokens of chunks that reach into ``symbols[start:end]``: first symbol, number of symbols, place."""
        at = offset = 0
        for chunk in self.text.split(" "):
            width = len(_CHUNKS[chunk])
            if at + width <= start:
                at += width
            else:
                for token in _TOKEN.finditer(chunk):
                    if at >= end:
                        return
                    width = len(_TOKENS[token[0]])
                    yield at, width, (offset + token.start(), offset + token.end())
                    at += width
            offset += len(chunk) + 1


def row_of(text: str) -> Row:
    """The row of a text in normal form (see ``normalizer``)."""
    return Row("".join(map(_CHUNKS.__getitem__, text.split(" "))), text)
