"""NISN, the number of a pupil."""

from __future__ import annotations

import re

from guardrail.detect.explanation import Check
from guardrail.detect.form import digits_of
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer
from guardrail.detect.structure import first_digits

__all__ = ["NisnRecognizer"]

_YEARS = frozenset(("98", "99", "00", "01", "02"))
_GIVEN_LATER = re.compile(r"3(?:9[89]|[012][0-9])")
"""Pupils whom the registry itself numbered: 3 and two digits of the year. Less telling, so only behind a label."""
_PUPIL = re.compile(r"(?:siswi?|siswa|murid|santri)[ \t:=,]{1,3}(?:no\.?[ \t:]{0,2}|nomor[ \t:]{0,2})?\Z", re.IGNORECASE)


class NisnRecognizer(NumberRecognizer):
    """``ID_NISN``, 10 digits: last three of the birth year (3), serial (7); Permendikbud 79/2015. No check digit, so a label is needed.

    Mostly of children: specific data by UU 27/2022 art. 4(2)e.
    """

    ENTITY = "ID_NISN"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset({10})

    def judge(self, number: Number) -> Match | None:
        later = _GIVEN_LATER.match(number.digits) is not None
        if not number.whole or not (later or number.digits[:2] in _YEARS):
            return None
        label = number.label
        if label == self.ENTITY:
            return Match(number.start, number.end, 0.97)
        text = number.run.text
        if not label and not later and _PUPIL.search(text, max(0, number.start - 24), number.start):
            return Match(number.start, number.end, 0.7)
        return None

    def checks(self, value: str) -> tuple[Check, ...]:
        return (first_digits(digits_of(value), *sorted(_YEARS)),)
