"""Ethnicity of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.attribution import is_about_someone
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["EthnicityRecognizer"]

_VALUE = re.compile(
    r"[\"']?[ \t]{0,8}(?P<sign>[:=][ \t\"']{0,4})?(?:bangsa[ \t]*[:=]?[ \t]*)?"
    r"(?P<v>jawa|sunda|batak|madura|tionghoa|cina|china|bugis|makassar|dayak|minang(?:kabau)?|betawi|bali|papua|melayu|arab|aceh|sasak|banjar|toraja"
    r"|nias|ambon|flores|timor|osing|tengger|baduy|asmat|dani|karo|mandailing|lampung|minahasa|gorontalo|buton)(?![a-z])",
    re.IGNORECASE,
)


class EthnicityRecognizer(TriggeredRecognizer):
    """``ETHNICITY``: the value behind "suku", "etnis" or "ras" in a form, or of someone (UU 40/2008, against discrimination)."""

    ENTITY = "ETHNICITY"
    TRIGGER = r"\b(?:suku|etnis|ras|ethnicity)\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            value = _VALUE.match(text, end)
            if value is not None and (value["sign"] or is_about_someone(text, end, end)):
                yield Match(*value.span("v"), 0.8)
