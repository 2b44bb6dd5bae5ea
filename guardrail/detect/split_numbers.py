"""Numbers that somebody says in pieces: "nik depannya 33740117" in one message, "sambungannya 08909001" in the next. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from guardrail.core.text import Finding, Span

from .checks import card_issuer, luhn, nik_region
from .labels import label_before
from .overlap import without_overlaps
from .regions import Region

__all__ = ["with_split_numbers"]

_PIECE = re.compile(r"(?<![\w.,/-])[0-9]{4,12}(?![\w/-]|[.,][0-9])")
_MOBILE = re.compile(r"(?:0|62)8[1-9][0-9]{7,10}")
_LONGEST_TEXT = 400
_MOST_PIECES = 3
_MOST_TEXTS = 3
_SCORE = 0.8
_RECOGNIZER = "SplitNumbers"
_NIK_LENGTH = 16


class _Piece(NamedTuple):
    message: int
    start: int
    end: int
    digits: str
    label: str


def with_split_numbers(texts: Sequence[str], found: Mapping[int, tuple[Finding, ...]]) -> Mapping[int, tuple[Finding, ...]]:
    """The findings, and the pieces of numbers that messages make up together: one piece of each of two or three in a row.

    ``texts`` are one person's messages in their order, "" for what is somebody else's. Together they must be a NIK of a known district
    (structure decides), or what the first piece's label says: a telephone, a card, a NIK. Only short messages with few numbers are
    looked at, so time is linear.
    """
    spoken = [pieces for index, text in enumerate(texts) if text and (pieces := _pieces(index, text, found.get(index, ())))]
    if len(spoken) < 2:
        return found
    result = dict(found)
    for first in range(len(spoken) - 1):
        for count in range(2, _MOST_TEXTS + 1):
            for row in product(*spoken[first : first + count]):
                entity = _entity(row) if len(row) == count else ""
                for piece in row if entity else ():
                    again = Finding(entity, Span(piece.start, piece.end), _SCORE, _RECOGNIZER)
                    result[piece.message] = without_overlaps((*result.get(piece.message, ()), again), texts[piece.message])
    return dict(sorted(result.items()))


def _pieces(index: int, text: str, taken: Sequence[Finding]) -> list[_Piece]:
    if len(text) > _LONGEST_TEXT:
        return []
    matches = [match for match in _PIECE.finditer(text) if not any(Span(*match.span()).overlaps(finding.span) for finding in taken)]
    if len(matches) > _MOST_PIECES:
        return []
    return [_Piece(index, match.start(), match.end(), match.group(), label_before(text, match.start()) or "") for match in matches]


def _entity(row: Sequence[_Piece]) -> str:
    """What the pieces are together, or ""."""
    digits, label = "".join(piece.digits for piece in row), row[0].label
    if len(digits) == _NIK_LENGTH:
        region = nik_region(digits)
        if label in ("ID_NIK", "ID_KK") and region is not Region.UNKNOWN:
            return label
        if label == "CREDIT_CARD" and card_issuer(digits) and luhn(digits):
            return label
        if region is Region.DISTRICT and label in ("", "ID_NIK"):
            return "ID_NIK"
    return label if label == "PHONE_NUMBER" and _MOBILE.fullmatch(digits) else ""
