"""Numbers of insured treatments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["SepRecognizer"]

_LENGTH = 19


class SepRecognizer(TriggeredRecognizer):
    """``ID_SEP``, 19 characters: hospital (8), month and year (4), "V", serial (6); BPJS Kesehatan, VClaim."""

    ENTITY = "ID_SEP"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b[0-9]{4}[rstup][0-9]{7}v[0-9]{6}\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            start = end - _LENGTH
            if 1 <= int(text[start + 8 : start + 10]) <= 12:
                yield Match(start, end, 0.95)

    def checks(self, value: str) -> tuple[Check, ...]:
        return (Check(Phrase("bulan 01-12", "month 01-12"), 1 <= int(value[8:10]) <= 12),)
