"""Numbers of police reports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["PoliceReportRecognizer"]

_MONTH = r"(?:XII|XI|X|IX|VIII|VII|VI|V|IV|III|II|I)"
_REPORT = re.compile(
    rf"(?<![A-Za-z])(?:LP|STTLP|STTP|STBL|STPL|DUMAS|SKTLK)[ \t]?/[ \t]?(?:(?:GAR[ \t]?/[ \t]?)?[ABC][ \t]?/[ \t]?)?"
    rf"(?:[0-9]{{1,5}}[ \t]?/[ \t]?){{1,2}}"
    rf"(?:{_MONTH}[ \t]?/[ \t]?)?(?:19|20)[0-9]{{2}}"
    r"(?:[ \t]?/[ \t]?(?-i:[A-Z][A-Z.]*(?:[ .][A-Z][A-Z.]+){0,3}|[A-Z][a-z]+(?: [A-Z][a-z]+){0,3})){0,4}",
    re.IGNORECASE,
)
_HEAD_LONGEST = 8


class PoliceReportRecognizer(TriggeredRecognizer):
    """``ID_POLICE_REPORT``: ``LP/B/12/VI/2026/SPKT/POLRES X`` and the receipts that quote it (Perkap 6/2019).

    It leads to a criminal record: specific data by UU 27/2022 art. 4(2)d.
    """

    ENTITY = "ID_POLICE_REPORT"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b(?:lp|sttlp|sttp|stbl|stpl|dumas|sktlk)[ \t]?/"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            report = next(filter(None, (_REPORT.match(text, start) for start in range(max(0, end - _HEAD_LONGEST), end - 2))), None)
            if report is not None:
                yield Match(*report.span(), 0.95)
