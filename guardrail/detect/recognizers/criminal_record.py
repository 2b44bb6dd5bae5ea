"""What a person was accused or convicted of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.attribution import is_about_someone
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["CriminalRecordRecognizer"]

_TERMS = (
    r"(?:mantan|eks|bekas)[ \-]?(?:narapidana|napi)|residivis|(?:pernah )?dipidana|tersangka|terdakwa|terpidana|catatan kriminal"
    r"|pelaku (?:pencurian|penipuan|kekerasan|narkoba|penganiayaan|pelecehan|pencabulan|penggelapan|pembunuhan)"
)
_TERM = re.compile(rf"(?:{_TERMS})\Z", re.IGNORECASE)
_LONGEST = 22


class CriminalRecordRecognizer(TriggeredRecognizer):
    """``CRIMINAL_RECORD`` of someone: specific data by UU 27/2022 art. 4(2)d. Programmes, rights and figures are no one's."""

    ENTITY = "CRIMINAL_RECORD"
    TRIGGER = rf"\b(?:{_TERMS})\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = 0
        for end in ends:
            term = _TERM.search(text, max(done, end - _LONGEST), end)
            if term is not None and is_about_someone(text, term.start(), term.start()):
                done = end
                yield Match(*term.span(), 0.8)
