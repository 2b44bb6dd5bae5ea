"""NPWP, the taxpayer's number, in its old and its new length."""

from __future__ import annotations

import re

from guardrail.detect.checks import luhn, nik_region
from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.form import digits_of
from guardrail.detect.labels import NOT_PERSONAL
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer
from guardrail.detect.regions import Region
from guardrail.detect.structure import luhn_check, nik_checks

__all__ = ["NpwpRecognizer"]


class NpwpRecognizer(NumberRecognizer):
    """``ID_NPWP``: 15 digits ``99.999.999.9-999.999``, or 16 since 2024: "0" and the old 15, or the NIK (PMK 112/2022, PER-6/PJ/2024).

    The ninth digit makes the first nine pass Luhn; that is not published officially, so a label counts for more than the check.
    "00" numbers are those of government treasurers: not personal.
    """

    ENTITY = "ID_NPWP"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset({15, 16, 22})

    def judge(self, number: Number) -> Match | None:
        digits = number.digits
        label = number.label
        labelled = label == self.ENTITY
        if len(digits) == 22:
            return self._branch(number)
        if len(digits) == 16:
            if labelled and nik_region(digits) is not Region.UNKNOWN:
                return Match(number.start, number.end, 1.0)
            if digits[0] != "0":
                return None
            digits = digits[1:]
        if digits.startswith("00") or label == NOT_PERSONAL:
            return None
        if not number.whole and not (labelled and not number.open_left):
            return None
        checked = luhn(digits[:9])
        if labelled:
            return Match(number.start, number.end, 0.98 if checked else 0.9)
        if checked and _FORMATTED.fullmatch(number.run.text, number.start, number.end):
            return Match(number.start, number.end, 0.9)
        if checked and not label and number.sizes == _GROUPED:
            return Match(number.start, number.end, 0.85)
        return Match(number.start, number.end, 0.55) if checked and not label and len(number.sizes) == 1 else None

    def _branch(self, number: Number) -> Match | None:
        """NITKU: the 16 digits and the serial of a place of business (PER-6/PJ/2024 art. 1)."""
        digits, label = number.digits, number.label
        if not number.whole or label not in ("", self.ENTITY):
            return None
        plain = digits[0] == "0" and digits[1:3] != "00" and luhn(digits[1:10])
        if not plain and nik_region(digits[:16]) is Region.UNKNOWN:
            return None
        return Match(number.start, number.end, 1.0 if label else 0.7)

    def checks(self, value: str) -> tuple[Check, ...]:
        digits = digits_of(value)
        if len(digits) > 15 and digits[0] != "0":
            return nik_checks(digits)
        old = digits[-15:] if len(digits) < 22 else digits[1:16]
        written = Check(Phrase("tertulis 99.999.999.9-999.999", "written 99.999.999.9-999.999"), _FORMATTED.fullmatch(value) is not None)
        return luhn_check(old[:9], _FIRST_NINE), written


_FIRST_NINE = Phrase("sembilan digit pertama", "first nine digits")
_GROUPED = (2, 3, 3, 1, 3, 3)
_FORMATTED = re.compile(r"0?\d\d\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}")
