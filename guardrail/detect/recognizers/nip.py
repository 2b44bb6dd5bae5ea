"""NIP, the number of a civil servant, and NI PPPK, that of a civil servant under contract."""

from __future__ import annotations

from guardrail.detect.checks import is_birth_date
from guardrail.detect.labels import NOT_PERSONAL
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer

__all__ = ["NipRecognizer"]

_YOUNGEST = 15


class NipRecognizer(NumberRecognizer):
    """``ID_NIP``, 18 digits: birth date (8), year and month of appointment (6), sex (1), serial (3); Peraturan BKN 22/2007.

    PPPK have "21" and up, the count of their contracts, where others have the month. The old NIP of 9 digits needs its label.
    """

    ENTITY = "ID_NIP"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset({9, 18})

    def judge(self, number: Number) -> Match | None:
        label = number.label
        labelled = label == self.ENTITY
        if len(number.digits) == 9:
            return Match(number.start, number.end, 0.9) if labelled and number.whole and number.digits[:2] in _OLD else None
        if not is_nip(number.digits) or label == NOT_PERSONAL:
            return None
        return Match(number.start, number.end, 1.0 if labelled else 0.9)


_OLD = frozenset(("13", "15", "38", "51"))
"""How old numbers begin: 13 education, 15 religion, 38 family planning, 51 regional governments."""


def is_nip(digits: str) -> bool:
    """Whether 18 digits can be a NIP: born 1940 to 2010, appointed at 15 or later, month 01 to 12 or contract 21 to 29."""
    born, appointed, month = int(digits[:4]), int(digits[8:12]), int(digits[12:14])
    if not 1940 <= born <= 2010 or not born + _YOUNGEST <= appointed < 2050:
        return False
    if not (1 <= month <= 12 or 21 <= month <= 29) or digits[14] not in "12" or digits[15:] == "000":
        return False
    return digits[6] < "4" and is_birth_date(digits[6:8] + digits[4:6] + digits[2:4])
