"""Numbers of mobile devices."""

from __future__ import annotations

import re

from guardrail.detect.checks import luhn
from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.form import digits_of
from guardrail.detect.labelled import LabelledRecognizer
from guardrail.detect.structure import luhn_check

__all__ = ["ImeiRecognizer"]


class ImeiRecognizer(LabelledRecognizer):
    """``IMEI``, 15 digits that pass Luhn (3GPP TS 23.003, 6.2), behind its label: NPWP and billing codes are as long."""

    ENTITY = "IMEI"
    TRIGGER = r"\bimei(?:[ _]?[12])?\b"
    VALUE = re.compile(r"[0-9]{2}[ \-]?[0-9]{6}[ \-]?[0-9]{6}[ \-]?[0-9](?![0-9A-Za-z])")

    def accepts(self, value: str) -> bool:
        return luhn(digits_of(value))

    def checks(self, value: str) -> tuple[Check, ...]:
        return (luhn_check(digits_of(value), Phrase("semua angka", "all digits")),)
