"""NUPTK, the number of a teacher."""

from __future__ import annotations

from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer

__all__ = ["NuptkRecognizer"]


class NuptkRecognizer(NumberRecognizer):
    """``ID_NUPTK``, 16 digits without a published structure (Persesjen Kemendikbud 1/2018), so a label is needed."""

    ENTITY = "ID_NUPTK"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset({16})
    LABELLED = True

    def judge(self, number: Number) -> Match | None:
        if number.label != self.ENTITY or not number.whole:
            return None
        return Match(number.start, number.end, 0.97)
