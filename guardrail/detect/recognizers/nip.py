"""NIP, the number of a civil servant, and NI PPPK, that of a civil servant under contract."""

from __future__ import annotations

from guardrail.detect.checks import is_birth_date
from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.form import digits_of
from guardrail.detect.labels import NOT_PERSONAL
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer
from guardrail.detect.structure import birth_check, serial_check

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

    def checks(self, value: str) -> tuple[Check, ...]:
        digits = digits_of(value)
        if len(digits) == 9:
            return (Check(Phrase("awalan instansi dikenal", "prefix of an office known"), digits[:2] in _OLD),)
        month = int(digits[12:14])
        contract = Phrase("perjanjian kerja 21-29 (PPPK)", "contract 21-29 (PPPK)")
        appointed = contract if month > 12 else Phrase("bulan pengangkatan 01-12 (PNS)", "month of appointment 01-12 (PNS)")
        return (
            birth_check(digits[6:8] + digits[4:6] + digits[2:4]),
            Check(Phrase("diangkat pada usia 15 atau lebih", "appointed at 15 or later"), int(digits[8:12]) >= int(digits[:4]) + _YOUNGEST),
            Check(appointed, 1 <= month <= 12 or 21 <= month <= 29),
            Check(Phrase("digit jenis kelamin 1 atau 2", "digit of sex 1 or 2"), digits[14] in "12"),
            serial_check(digits[15:]),
        )


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
