"""Hardware addresses of devices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["MacRecognizer"]

_LENGTH = 17
_LABEL = re.compile(r"(?<![a-z])(?:mac|hwaddr|ether|bssid|perangkat|device|wifi|bluetooth)(?![a-z])", re.IGNORECASE)
_BEFORE = 30
_NOBODY = frozenset(("000000000000", "ffffffffffff"))


class MacRecognizer(TriggeredRecognizer):
    """``MAC_ADDRESS``: six octets with colons or dashes (IEEE 802). Digits alone with dashes need a label: any number may be grouped so."""

    ENTITY = "MAC_ADDRESS"
    TRIGGER = r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b|\b(?:[0-9a-f]{2}-){5}[0-9a-f]{2}\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            start = end - _LENGTH
            value = text[start:end].lower()
            digits = value.replace(":", "").replace("-", "")
            if start and text[start - 1] in ":-":
                continue
            if text[end : end + 1] in (":", "-") and text[end + 1 : end + 2].isalnum():
                continue
            if digits in _NOBODY or not digits.isascii() or not digits.isalnum():
                continue
            if "-" in value and digits.isdigit() and not _LABEL.search(text, max(0, start - _BEFORE), start):
                continue
            yield Match(start, end, 0.95)
