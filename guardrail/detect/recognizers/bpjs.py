"""Numbers of social insurance: BPJS Kesehatan and BPJS Ketenagakerjaan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.explanation import Check
from guardrail.detect.form import digits_of
from guardrail.detect.labels import NOT_PERSONAL
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer, TriggeredRecognizer
from guardrail.detect.structure import first_digits

__all__ = ["BpjsRecognizer", "KpjRecognizer"]

_RIVALS = (NOT_PERSONAL, "PHONE_NUMBER", "ID_BANK_ACCOUNT", "ID_VIRTUAL_ACCOUNT")
_HEALTH, _WORK = 13, 11


class BpjsRecognizer(NumberRecognizer):
    """``ID_BPJS``: 13 digits of BPJS Kesehatan, which begin with 000, and 11 of BPJS Ketenagakerjaan (KPJ); UU 24/2011.

    There is no published check digit. Eleven digits, and thirteen that begin otherwise, need a label.
    """

    ENTITY = "ID_BPJS"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset({_WORK, _HEALTH})

    def judge(self, number: Number) -> Match | None:
        digits, label = number.digits, number.label
        labelled = label == self.ENTITY
        if number.open_left or label in _RIVALS or (number.open_right and not labelled):
            return None
        if len(digits) == _WORK:
            plausible = labelled and number.whole and digits[:2] not in ("08", "62")
            return Match(number.start, number.end, 0.9) if plausible else None
        if digits.startswith("000") and digits[3:] != "0000000000" and not number.run.glued:
            return Match(number.start, number.end, 0.97 if labelled else 0.85)
        plausible = labelled and number.whole and digits[:2] not in ("08", "62", "89", "97")
        return Match(number.start, number.end, 0.8) if plausible else None

    def checks(self, value: str) -> tuple[Check, ...]:
        digits = digits_of(value)
        return (first_digits(digits, "000"),) if len(digits) == _HEALTH else ()


class KpjRecognizer(TriggeredRecognizer):
    """``ID_BPJS``: old numbers of BPJS Ketenagakerjaan with a letter in third place, behind their label."""

    ENTITY = "ID_BPJS"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b(?:kpj|jamsostek|bpjamsostek|ketenagakerjaan)\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            value = _OLD.match(text, end)
            if value is not None:
                yield Match(*value.span(1), 0.9)


_OLD = re.compile(r"[ \t]{0,3}(?:no\.?|nomor)?[ \t]{0,3}[:=]?[ \t]{0,3}([0-9]{2}[A-Z][0-9]{8})(?![0-9A-Za-z])")
