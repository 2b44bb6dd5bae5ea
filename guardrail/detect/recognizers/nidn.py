"""NIDN and NIDK, the numbers of a lecturer."""

from __future__ import annotations

from guardrail.detect.checks import is_birth_date
from guardrail.detect.explanation import Check
from guardrail.detect.form import digits_of
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer
from guardrail.detect.structure import birth_check, first_digits

__all__ = ["NidnRecognizer"]


class NidnRecognizer(NumberRecognizer):
    """``ID_NIDN``, 10 digits: office (2), birth date (6), serial (2); Permenristekdikti 2/2016. NIDK begin with "88"."""

    ENTITY = "ID_NIDN"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset({10})
    LABELLED = True

    def judge(self, number: Number) -> Match | None:
        digits = number.digits
        if number.label != self.ENTITY or not number.whole:
            return None
        if digits[:2] != "88" and not (digits[2] < "4" and is_birth_date(digits[2:8])):
            return None
        return Match(number.start, number.end, 0.95)

    def checks(self, value: str) -> tuple[Check, ...]:
        digits = digits_of(value)
        return (first_digits(digits, "88"),) if digits.startswith("88") else (birth_check(digits[2:8]),)
