"""Stay permits of foreigners."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["KitasRecognizer"]

_NUMBER_REVERSED = re.compile(r"[a-z]{1,2}-?[0-9]{3,5}[a-z]{1,2}[0-9]{2}[a-z][1-9](?!\w)", re.IGNORECASE)
_LABEL = re.compile(r"(?<![a-z])(?:kitas|kitap|itas|itap|niora|izin tinggal|stay permit)(?![a-z])", re.IGNORECASE)
_LONGEST, _BEFORE = 16, 40


class KitasRecognizer(TriggeredRecognizer):
    """``ID_KITAS``: numbers of KITAS and KITAP (``2C21JE9901-X``), only behind their label: no official source gives the structure."""

    ENTITY = "ID_KITAS"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b[1-9][a-z][0-9]{2}[a-z]{1,2}[0-9]{3,5}-?[a-z]{1,2}\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            match = _NUMBER_REVERSED.match(text[max(0, end - _LONGEST) : end][::-1])
            if match and _LABEL.search(text, max(0, end - match.end() - _BEFORE), end - match.end()):
                yield Match(end - match.end(), end, 0.9)
