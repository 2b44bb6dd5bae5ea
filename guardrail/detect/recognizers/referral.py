"""Numbers of referrals between clinics and hospitals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["ReferralRecognizer"]

_LENGTH = 19


class ReferralRecognizer(TriggeredRecognizer):
    """``ID_REFERRAL``, 19 characters: clinic (8), month and year (4), letter, serial (6); BPJS Kesehatan, PCare and VClaim.

    UU 27/2022 art. 4(2)a: it leads to health data.
    """

    ENTITY = "ID_REFERRAL"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b[0-9]{4}[0-9a-z][0-9]{7}[pykba][0-9]{6}\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            start = end - _LENGTH
            if 1 <= int(text[start + 8 : start + 10]) <= 12:
                yield Match(start, end, 0.9)
