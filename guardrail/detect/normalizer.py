"""The text as detection reads it, with a way back to the text as it was written. Changes nothing that leaves the house.

NFKC by character; invisible characters and combining marks dropped; digits of every script, dashes and spaces made ASCII.
Cyrillic and Greek letters that are drawn like Latin letters or digits are read as those (Unicode UTS 39): offices here write neither.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from guardrail.core.errors import ErrorCode, RequestRefused

__all__ = ["Normalized", "normalize"]

_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_GROWTH = 2
_GRACE = 4096
_INVISIBLE = {"\u115f", "\u1160", "\u3164", "\uffa0"}
"""Hangul fillers: letters by category, drawn as nothing."""


_DRAWN_ALIKE = dict(
    zip(
        "АВЕЅЗІЈКМНОРСТУХаесіјорухѕԁһӏԛԝбзѴѵгпкмтнвΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχϲıǀ",
        "ABES3IJKMHOPCTYXaecijopyxsdhlqw63VvrnkmtHbABEZHIKMNOPTYXaikvoptuxcil",
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Normalized:
    """``text`` is what detection reads. Where characters fell out or became several, two parallel tuples of breakpoints lead back."""

    text: str = field(repr=False)
    original: str = field(repr=False)
    starts: tuple[int, ...] = ()
    """Offsets in ``text``, rising, at which a piece begins."""
    origins: tuple[int, ...] = ()
    """Offset in ``original`` of each piece."""
    steps: tuple[int, ...] = ()
    """1 where a piece runs in step with the original, 0 where it is the expansion of one character."""

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original text stands what became ``text[start:end]`` (not empty), with marks that hang on its last character."""
        if not self.starts:
            return start, end
        stop = self._origin(end - 1) + 1
        while stop < len(self.original) and unicodedata.category(self.original[stop]) in ("Mn", "Me"):
            stop += 1
        return self._origin(start), stop

    def _origin(self, offset: int) -> int:
        piece = bisect_right(self.starts, offset) - 1
        return self.origins[piece] + (offset - self.starts[piece]) * self.steps[piece]


def normalize(text: str) -> Normalized:
    """Folds ``text``; costs next to nothing when it is ASCII already.

    Raises ``RequestRefused`` (``content_not_inspectable``) for a long text that is several times as long once it is folded: of signs that
    stand for whole words nobody writes so many.
    """
    if text.isascii():
        return Normalized(text, text)
    special = {char: _FOLDS[char] for char in set(text) if char > "\x7f"}
    grown = sum(len(fold) * text.count(char) for char, fold in special.items() if len(fold) > _GROWTH)
    if grown > len(text) + _GRACE:
        raise RequestRefused(ErrorCode.NOT_INSPECTABLE, "detect")
    folded = text.translate(_FOLDS)
    if all(len(fold) == 1 for fold in special.values()):
        return Normalized(folded, text)
    return _mapped(text, folded, special)


def _mapped(text: str, folded: str, special: dict[str, str]) -> Normalized:
    starts, origins, steps = [0], [0], [1]
    at = shift = 0
    for match in _NON_ASCII.finditer(text):
        fold = special[match.group()]
        if len(fold) == 1:
            continue
        at = match.start() + shift
        if fold:
            starts.append(at)
            origins.append(match.start())
            steps.append(0)
        shift += len(fold) - 1
        if not fold and starts[-1] == at and steps[-1]:  # one more of those that fall out
            origins[-1] = match.end()
            continue
        starts.append(at + len(fold))
        origins.append(match.end())
        steps.append(1)
    return Normalized(folded, text, tuple(starts), tuple(origins), tuple(steps))


class _Folds(dict[int | str, str]):
    """Character (or code point, as ``str.translate`` asks) to what detection reads instead; filled as characters are met."""

    def __missing__(self, key: int | str) -> str:
        if len(self) > _FOLDS_KEPT:
            self.clear()
        char = chr(key) if isinstance(key, int) else key
        fold = char if char <= "\x7f" else _fold(char)
        self[ord(char)] = self[char] = fold
        return fold


_FOLDS_KEPT = 16_384
_FOLDS = _Folds()


def _fold(char: str) -> str:
    return "".join(_fold_one(part) for part in unicodedata.normalize("NFKC", char))


def _fold_one(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me") or char in _INVISIBLE:
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:  # also ❶ and ➀, which NFKC leaves alone
        return str(digit)
    if char == "\u3002":  # an ideographic full stop parts the labels of a domain (RFC 3490, 3.1)
        return "."
    if category == "Pd" or char in "\u2212\u2043":
        return "-"
    if category in ("Zl", "Zp") or char == "\x85":
        return "\n"
    if category == "Zs" or char == "\u2800":
        return " "
    if category == "Cs":
        return "\ufffd"
    return _DRAWN_ALIKE.get(char, char)
