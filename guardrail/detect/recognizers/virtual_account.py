"""Virtual accounts, which end in the payer's own number."""

from __future__ import annotations

from guardrail.detect.numbers import Number
from guardrail.detect.recognizer import Match, NumberRecognizer

__all__ = ["VirtualAccountRecognizer"]


class VirtualAccountRecognizer(NumberRecognizer):
    """``ID_VIRTUAL_ACCOUNT``, 10 to 18 digits behind a label: code of the firm (4 or 5), number of the payer (BPJS, telephone)."""

    ENTITY = "ID_VIRTUAL_ACCOUNT"
    COUNTRY_CODE = "id"
    LENGTHS = frozenset(range(10, 19))
    LABELLED = True

    def judge(self, number: Number) -> Match | None:
        if number.label != self.ENTITY or not number.whole or number.start != number.run.start:
            return None
        if any("\n" in joint or "." in joint for joint in number.joints):
            return None
        return Match(number.start, number.end, 0.85)
