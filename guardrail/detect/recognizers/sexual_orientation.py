"""Sexual orientation of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.attribution import is_about_someone
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["SexualOrientationRecognizer"]

_WORD = re.compile(r"(?:gay|lesbian|biseksual|transgender|transpuan|transpria|homoseksual|homo|waria|lgbt)\Z", re.IGNORECASE)
_LONGEST = 14


class SexualOrientationRecognizer(TriggeredRecognizer):
    """``SEXUAL_ORIENTATION`` of someone; UU 27/2022 art. 4(2)g leaves room for it. Communities, norms and public debate are no one's."""

    ENTITY = "SEXUAL_ORIENTATION"
    TRIGGER = r"\b(?:gay|lesbian|biseksual|transgender|transpuan|transpria|homoseksual|homo|waria|lgbt)\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            word = _WORD.search(text, max(0, end - _LONGEST), end)
            if word is not None and is_about_someone(text, word.start(), word.start()):
                yield Match(*word.span(), 0.8)
