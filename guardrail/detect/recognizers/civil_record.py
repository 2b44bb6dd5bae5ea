"""Certificates of birth, death, marriage and divorce."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.labelled import LabelledRecognizer
from guardrail.detect.recognizer import Match
from guardrail.detect.regions import Region, region_of

__all__ = ["CivilRecordRecognizer"]

_CIVIL = re.compile(r"([0-9]{4})-(?:LU|LT|LB|KM|KT|KW|CR|PA|KU)-([0-9]{2})([0-9]{2})[0-9]{4}-[0-9]{4}(?![0-9A-Za-z])", re.IGNORECASE)
_CIVIL_HEAD = 8
_OLD = re.compile(r"[0-9]{1,5}/(?:TP|IST|DIS|CS)/[0-9]{4}(?![0-9A-Za-z])")
_PAPER = re.compile(r"AL[ .]?[0-9]{3}[.]?[0-9]{7}(?![0-9A-Za-z])")
_LONGEST_HEAD = 16


class CivilRecordRecognizer(LabelledRecognizer):
    """``ID_CIVIL_RECORD``: regency, kind, date and serial (``3373-LU-12012024-0001``; Permendagri 109/2019), older forms, the serial
    of their paper (``AL 500...``), and the certificate of a religious marriage (``0123/045/VI/2019`` or 16 digits) behind its label.
    """

    ENTITY = "ID_CIVIL_RECORD"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b[0-9]{4}-[a-z]{2}-|/(?:tp|ist|dis|cs)/[0-9]|\bal[ .]?[0-9]{3}[.]?[0-9]|\bnikah\b"
    VALUE = re.compile(
        r"(?:[0-9]{1,4}/[0-9]{1,4}/(?:I|II|III|IV|V|VI|VII|VIII|IX|X|XI|XII)/(?:19|20)[0-9]{2}|[0-9]{16})(?![0-9A-Za-z/])", re.IGNORECASE
    )

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        labels: list[int] = []
        for end in ends:
            tail = text[end - 1]
            if tail.isalpha():
                labels.append(end)
            elif tail == "-":
                civil = _CIVIL.match(text, end - _CIVIL_HEAD)
                if civil and region_of(civil[1]) >= Region.REGENCY and 1 <= int(civil[2]) <= 31 and 1 <= int(civil[3]) <= 12:
                    yield Match(*civil.span(), 0.97)
            else:
                for pattern in (_OLD, _PAPER):
                    for found in pattern.finditer(text, max(0, end - _LONGEST_HEAD), end + 12):
                        if found.start() < end <= found.end() and not text[found.start() - 1 : found.start()].isalnum():
                            yield Match(*found.span(), 0.85)
        yield from super().examine(text, labels)
