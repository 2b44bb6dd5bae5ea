"""Number of the family card (kartu keluarga)."""

from __future__ import annotations

from guardrail.detect.checks import nik_region
from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.form import digits_of
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer
from guardrail.detect.regions import Region
from guardrail.detect.structure import region_checks, serial_check

__all__ = ["KkRecognizer"]

_LAST_YEAR = 40


class KkRecognizer(NumberRecognizer):
    """``ID_KK``, 16 digits: region (6), date of registration (6), serial (4); UU 24/2013 art. 61, Permendagri 109/2019.

    Only a label tells it from a NIK. The date is no birth date: no day + 40, no year of the last century; such a number stays a NIK.
    """

    ENTITY = "ID_KK"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset({16})
    LABELLED = True

    def judge(self, number: Number) -> Match | None:
        digits = number.digits
        if number.label != self.ENTITY or number.split_evenly:
            return None
        region = nik_region(digits)
        if region is Region.UNKNOWN or digits[6] >= "4" or int(digits[10:12]) >= _LAST_YEAR:
            return None
        return Match(number.start, number.end, 1.0 if region is Region.DISTRICT else 0.9)

    def checks(self, value: str) -> tuple[Check, ...]:
        digits = digits_of(value)
        day = Check(Phrase("tanggal pencatatan nyata, bukan hari + 40", "date of registration real, no day + 40"), digits[6] < "4")
        return (*region_checks(digits), day, serial_check(digits[12:]))
