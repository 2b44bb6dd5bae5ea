"""Numbers of taxed land and buildings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.explanation import Check
from guardrail.detect.form import digits_of
from guardrail.detect.labelled import LabelledRecognizer
from guardrail.detect.recognizer import Match
from guardrail.detect.regions import Region, region_of
from guardrail.detect.structure import region_checks

__all__ = ["TaxObjectRecognizer"]

_FORMATTED = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9]{3}[\-.][0-9]{4}[\-.][0-9](?![0-9.])")
_FORMATTED_HEAD = 15


class TaxObjectRecognizer(LabelledRecognizer):
    """``ID_TAX_OBJECT`` (NOP), 18 digits: regency (4), district (3), village (3), block (3), serial (4), mark (1); PMK 48/2021.

    Written with dots it shows itself; plain it is as long as a NIP and needs its label. It leads to the owner of a home.
    """

    ENTITY = "ID_TAX_OBJECT"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b(?:nop|sppt|objek pajak|pbb)\b|\b[0-9]{2}\.[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9]"
    VALUE = re.compile(
        r"(?:[0-9]{18}(?![0-9])"
        r"|[0-9]{2} [0-9]{2} [0-9]{3} [0-9]{3} [0-9]{3}[ \-][0-9]{4} [0-9](?![0-9]))",
        re.IGNORECASE,
    )
    SCORE = 0.95

    def accepts(self, value: str) -> bool:
        return region_of(digits_of(value)[:4]) >= Region.REGENCY

    def checks(self, value: str) -> tuple[Check, ...]:
        return region_checks(digits_of(value)[:4])[1:]

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        labels: list[int] = []
        for end in ends:
            formatted = _FORMATTED.match(text, end - _FORMATTED_HEAD) if text[end - 1].isdigit() else None
            if formatted is None:
                labels.append(end)
            elif self.accepts(formatted.group()):
                yield Match(*formatted.span(), self.SCORE)
        yield from super().examine(text, [end for end in labels if not text[end - 1].isdigit()])
