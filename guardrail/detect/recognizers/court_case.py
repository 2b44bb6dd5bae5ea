"""Numbers of court cases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["CourtCaseRecognizer"]

_YEAR = r"(?:19|20)[0-9]{2}"
_CASE = re.compile(
    rf"[0-9]{{1,5}}/(?:Pid|Pdt|JN|G|P)(?:[.\-][A-Za-z]{{1,8}}){{0,4}}/{_YEAR}/(?:PTUN|PTA|PTTUN|PT|PN|PA|MS)(?:[ .]?[A-Z][A-Za-z]{{1,4}})?"
    rf"|[0-9]{{1,5}}[ \t]?(?:K|PK|B)/(?:Pid|Pdt|TUN|Ag|MIL)(?:[.\-][A-Za-z]{{1,8}}){{0,3}}/{_YEAR}",
    re.IGNORECASE,
)
_BACK, _FORTH = 20, 40


class CourtCaseRecognizer(TriggeredRecognizer):
    """``ID_COURT_CASE``: serial, kind, year and court (``99/Pid.B/2024/PN Slt``), of the Supreme Court ``12 K/Pid/2024``.

    Criminal records are specific data by UU 27/2022 art. 4(2)d. Decisions of the Constitutional Court on laws are public.
    """

    ENTITY = "ID_COURT_CASE"
    COUNTRY_CODE = "id"
    TRIGGER = r"[0-9]/(?:pid|pdt|jn|g|p)[./\-]|[0-9][ \t]?(?:k|pk|b)/(?:pid|pdt|tun|ag|mil)"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            if end <= done:
                continue
            for case in _CASE.finditer(text, max(done, end - _BACK), end + _FORTH):
                if case.start() < end <= case.end():
                    done = case.end()
                    yield Match(*case.span(), 0.95)
                    break
