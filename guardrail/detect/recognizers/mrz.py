"""The machine-readable line of passports that holds the number and the birth date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrail.detect.checks import icao_check
from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["MrzRecognizer"]

_LENGTH = 44
_TRIGGER_END = 28


class MrzRecognizer(TriggeredRecognizer):
    """``ID_PASSPORT``: the second line of a TD3 document, 44 characters with four check digits that all must hold (ICAO 9303-4)."""

    ENTITY = "ID_PASSPORT"
    TRIGGER = r"[a-z<]{3}[0-9]{7}[mfx<][0-9]{7}"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            start = end - _TRIGGER_END
            line = text[start : start + _LENGTH].upper() if start >= 0 else ""
            if len(line) == _LENGTH and line.isascii() and _holds(line):
                yield Match(start, start + _LENGTH, 1.0)

    def checks(self, value: str) -> tuple[Check, ...]:
        return (Check(Phrase("empat angka cek ICAO 9303", "four check digits of ICAO 9303"), _holds(value.upper())),)


def _holds(line: str) -> bool:
    parts = ((line[:9], line[9]), (line[13:19], line[19]), (line[21:27], line[27]), (line[:10] + line[13:20] + line[21:43], line[43]))
    return all(check.isdigit() and icao_check(part) == int(check) for part, check in parts)
