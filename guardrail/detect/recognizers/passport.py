"""Passport numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["PassportRecognizer"]

_NUMBER_REVERSED = re.compile(r"[0-9]{6,9} ?[a-z]{1,2}(?![\w\-/.])", re.IGNORECASE)
_AFTER = re.compile(r"[\w/]|[.\-][0-9]")
_INDONESIAN = re.compile(r"(?:[ABCDESXRabcdesxr] ?[0-9]{7}|(?!RP|NO|HP|WA|RT|RW|KM)[A-Z]{2} ?[0-9]{6,7})")
_USUAL = re.compile(r"[ABCEX][0-9]{7}")
_TRAVEL = re.compile(r"(?<![a-z])(?:manifest?|imigrasi|jemaah|jamaah|penumpang)(?![a-z])", re.IGNORECASE)
_FOREIGN = re.compile(r"[A-Z]{1,2}[0-9]{6,9}")
_LABEL = re.compile(r"pass?port?|pasp0r|dokumen perjalanan|\bsplp\b|travel document", re.IGNORECASE)
_RIVAL = re.compile(
    r"resi\b|kontrak|nopol|plat\b|invoice|faktur|tiket|booking|pnr\b|surat|seri\b|\bsn\b|visa\b|kitas|kitap|sertifikat|barang|kode"
    r"|polis|konta?iner|kargo|muatan|rekening",
    re.IGNORECASE,
)
_LONGEST = 12
_REACH = 70
_SCORE, _FOREIGN_SCORE = 0.95, 0.85


class PassportRecognizer(TriggeredRecognizer):
    """``ID_PASSPORT``: one letter and seven digits, or two and six to seven (ICAO 9303), only behind its label.

    The usual shape counts in manifests and at the border too. A list goes on: behind one the next number of the same shape is one too.
    """

    ENTITY = "ID_PASSPORT"
    TRIGGER = r"\b[a-z]{1,2} ?[0-9]{6,9}\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        last = -_REACH
        for end in ends:
            match = _NUMBER_REVERSED.match(text[max(0, end - _LONGEST) : end][::-1])
            if match is None or _AFTER.match(text, end):
                continue
            start = end - match.end()
            before = text[max(0, start - _REACH) : start]
            label = max((found.end() for found in _LABEL.finditer(before)), default=-1)
            if label < 0 and _USUAL.fullmatch(text, start, end):
                label = max((found.end() for found in _TRAVEL.finditer(before)), default=-1)
            listed = start - last < _REACH
            if (label < 0 and not listed) or max((found.end() for found in _RIVAL.finditer(before)), default=-1) > label >= 0:
                continue
            if _INDONESIAN.fullmatch(text, start, end):
                if label < 0 and _RIVAL.search(text, last, start):
                    continue
                last = end
                yield Match(start, end, _SCORE)
            elif label >= 0 and not any(char.isdigit() for char in before[label:]) and _FOREIGN.fullmatch(text, start, end):
                yield Match(start, end, _FOREIGN_SCORE)

    def checks(self, value: str) -> tuple[Check, ...]:
        return (Check(Phrase("bentuk paspor Indonesia", "form of Indonesian passports"), _INDONESIAN.fullmatch(value) is not None),)
