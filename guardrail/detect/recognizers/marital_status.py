"""Marital status of a person, behind its label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.columns import cells_below
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["MaritalStatusRecognizer"]

_STATUS = (
    r"belum (?:kawin|menikah|nikah)|tidak kawin|kawin(?: (?:belum )?tercatat)?|sudah (?:menikah|kawin)|cerai(?: (?:hidup|mati)"
    r"(?: (?:belum )?tercatat)?)?|janda|duda|lajang|menikah"
)
_CELL = re.compile(_STATUS, re.IGNORECASE)
_VALUE = re.compile(
    r"(?:[ _](?:per)?(?:kawin|nikah)(?:an)?)?[\"'`]{0,2}[ \t]{0,24}(?:[:=;]|=>)[ \t\"'`]{0,4}"
    rf"({_STATUS})(?![a-z])"
    r"|(?:nya)?[ \t]{1,3}(belum kawin|belum menikah|cerai hidup|cerai mati|kawin (?:belum )?tercatat)(?![a-z])",
    re.IGNORECASE,
)


class MaritalStatusRecognizer(TriggeredRecognizer):
    """``MARITAL_STATUS``: the value behind "status perkawinan" or "status" and a sign (UU 27/2022 art. 4(3)e: general data)."""

    ENTITY = "MARITAL_STATUS"
    TRIGGER = r"\bstatus"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        below = 0
        for end in ends:
            value = _VALUE.match(text, end)
            if value is not None:
                yield Match(*value.span(value.lastindex or 0), 0.9)
            elif end > below:
                for start, below in cells_below(text, end - 1):
                    if _CELL.fullmatch(text, start, below):
                        yield Match(start, below, 0.9)
