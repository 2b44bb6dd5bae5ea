"""NRP, the number of a soldier or police officer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["NrpRecognizer"]

_VALUE = re.compile(r"\.?[ \t]{0,8}[:=]?[ \t\"']{0,3}([0-9]{5,6}/[A-Z]{1,2}|[0-9]{11,14}|[0-9]{8}|[0-9]{5,6})(?![0-9A-Za-z]|[.,/\-][0-9])")
_POLICE = 8


class NrpRecognizer(TriggeredRecognizer):
    """``ID_NRP`` behind its label: Polri 8 digits, birth year and month (4) and serial (4), Perkap 3/2018; TNI 5, 6 or 11 to 14."""

    ENTITY = "ID_NRP"
    COUNTRY_CODE = "id"
    TRIGGER = r"\bnrp\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            value = _VALUE.match(text, end)
            if value is None:
                continue
            digits = value.group(1)
            if len(digits) == _POLICE and "/" not in digits and not 1 <= int(digits[2:4]) <= 12:
                continue
            yield Match(*value.span(1), 0.95)

    def checks(self, value: str) -> tuple[Check, ...]:
        if len(value) != _POLICE or not value.isdigit():
            return ()
        return (Check(Phrase("bulan lahir 01-12 (Polri)", "month of birth 01-12 (police)"), 1 <= int(value[2:4]) <= 12),)
