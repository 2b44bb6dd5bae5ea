"""Number of the driving licence (SIM)."""

from __future__ import annotations

from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer

__all__ = ["DriverLicenseRecognizer"]


class DriverLicenseRecognizer(NumberRecognizer):
    """``ID_DRIVER_LICENSE``, 12 digits, or 14 written 4-4-6 (Perpol 5/2021), with a label.

    Licences issued since July 2024 carry the NIK: those 16 digits stay ``ID_NIK``.
    """

    ENTITY = "ID_DRIVER_LICENSE"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset({12, 14})
    LABELLED = True

    def judge(self, number: Number) -> Match | None:
        if number.label != self.ENTITY or not number.whole or not number.on_one_line:
            return None
        return Match(number.start, number.end, 0.95)
