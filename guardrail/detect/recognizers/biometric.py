"""Templates of fingers, faces and voices, and pictures written as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["BiometricRecognizer"]

_VALUE = re.compile(r"[\"']?[ \t]{0,8}[:=][ \t\"']{0,4}(?P<v>[^\s\"',;]{4,4000})(?:[\"',;\s]|\Z)")
_PICTURE = re.compile(r"(?P<v>data:image/(?:png|jpe?g|webp|bmp);base64,[A-Za-z0-9+/=\s]{40,})", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+[.)\]]*\Z", re.IGNORECASE)
_HEAD_LONGEST = 24


class BiometricRecognizer(TriggeredRecognizer):
    """``BIOMETRIC``: the value behind "template sidik jari", "data wajah", "hasil DNA" (UU 27/2022 art. 4(2)b, c), and base64 pictures.

    A picture in a text cannot be read here, and may show a face.
    """

    ENTITY = "BIOMETRIC"
    TRIGGER = (
        r"\b(?:templat|template|data|hasil|scan|rekam|rekaman|hash|embedding|vektor)[ _]"
        r"(?:sidik jari|iris|retina|wajah|suara|dna|geometri tangan|fingerprint|face)\b|data:image/[a-z]{3,4};base64,"
    )

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        for end in ends:
            if text[end - 1] == ",":
                start = text.lower().rfind("data:image/", max(0, end - _HEAD_LONGEST), end)
                found = _PICTURE.match(text, start) if start >= 0 else None
            else:
                found = _VALUE.match(text, end)
                # "data suara: terlampir" has no template
                if found is not None and _WORD.match(found["v"]):
                    found = None
            if found is not None:
                yield Match(*found.span("v"), 0.95)
