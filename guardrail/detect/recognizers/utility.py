"""Customers of electricity and water."""

from __future__ import annotations

import re

from guardrail.detect.labelled import LabelledRecognizer

__all__ = ["UtilityRecognizer"]


class UtilityRecognizer(LabelledRecognizer):
    """``ID_UTILITY``: PLN customer (12 digits), electricity meter (11), water connection (6 to 12), behind their labels: no check digit.

    A home hangs on it. Tokens for prepaid electricity (20 digits) and readings of a meter are no one's number.
    """

    ENTITY = "ID_UTILITY"
    COUNTRY_CODE = "id"
    TRIGGER = (
        r"\b(?:id_?pel(?:anggan)?|id[ _]pel(?:anggan)?|(?:no|nomor|nomer)\.?[ _]?(?:meter(?:an)?|sambungan|pelanggan|sr)|nosambungan|nopel)"
        r"(?: (?:pln|pdam|pam|listrik|air))?\b"
    )
    VALUE = re.compile(
        r"(?:[0-9]{6,12}|[0-9]{4} [0-9]{4} [0-9]{3,4})"
        r"(?![0-9A-Za-z]|[.,/\-][0-9]| ?(?:kwh|m3|rp))",
        re.IGNORECASE,
    )
