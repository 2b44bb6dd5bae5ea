"""NIK, the number of every resident."""

from __future__ import annotations

from guardrail.detect.checks import nik_region
from guardrail.detect.explanation import Check
from guardrail.detect.form import digits_of
from guardrail.detect.labels import NOT_PERSONAL
from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer
from guardrail.detect.regions import Region
from guardrail.detect.structure import nik_checks

__all__ = ["NikRecognizer"]


class NikRecognizer(NumberRecognizer):
    """``ID_NIK``, 16 digits: region (6), birth date (6, day + 40 for women), serial (4); UU 24/2013 art. 13, Perpres 96/2018.

    District known > regency known > province known with a label. A district may be unknown because it was split since.
    """

    ENTITY = "ID_NIK"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset({16})

    def judge(self, number: Number) -> Match | None:
        region = nik_region(number.digits)
        if region is Region.UNKNOWN:
            return None
        label = number.label
        labelled = label == self.ENTITY
        if label == NOT_PERSONAL or (not labelled and (region is Region.PROVINCE or number.split_evenly)):
            return None
        if not number.whole and not labelled and region is not Region.DISTRICT:
            return None
        score = _LABELLED[region] if labelled else _BARE[region]
        # Another personal number's label stands nearer: still masked, unless that number's own recognizer claims it.
        return Match(number.start, number.end, score if labelled or not label else 0.6)

    def checks(self, value: str) -> tuple[Check, ...]:
        return nik_checks(digits_of(value))


_LABELLED = {Region.DISTRICT: 1.0, Region.REGENCY: 0.95, Region.PROVINCE: 0.85}
_BARE = {Region.DISTRICT: 0.9, Region.REGENCY: 0.8}
