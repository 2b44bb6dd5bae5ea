"""Chassis numbers of vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["VinRecognizer"]

_LENGTH = 17
_LABEL = re.compile(r"rangka|(?<![a-z])(?:noka|vin|chassis|sasis)(?![a-z])", re.IGNORECASE)
_RIVAL = re.compile(r"token|hash|uuid|secret|key|sandi|password|session", re.IGNORECASE)
_INDONESIAN = re.compile(r"M[F-K][A-HJ-NPR-Z0-9]{11}[0-9]{4}")
_BEFORE = 40


class VinRecognizer(TriggeredRecognizer):
    """``ID_VIN``: 17 capitals and digits without I, O, Q (ISO 3779); those of Indonesia start with MF to MK, others need a label."""

    ENTITY = "ID_VIN"
    COUNTRY_CODE = "id"
    TRIGGER = r"\b[a-hj-npr-z0-9]{17}\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            start = end - _LENGTH
            value = text[start:end]
            if (
                value.isdigit()
                or value.isalpha()
                or text[start - 1 : start] in ("-", "/", "+", "=")
                or text[end : end + 1] in ("-", "/", "+", "=")
            ):
                continue
            before = text[max(0, start - _BEFORE) : start]
            if _LABEL.search(before):
                yield Match(start, end, 0.95)
            elif _INDONESIAN.fullmatch(value) and not _RIVAL.search(before):
                yield Match(start, end, 0.85)

    def checks(self, value: str) -> tuple[Check, ...]:
        return (
            Check(Phrase("kode pabrikan Indonesia (MF-MK)", "maker's code of Indonesia (MF-MK)"), _INDONESIAN.fullmatch(value) is not None),
        )
