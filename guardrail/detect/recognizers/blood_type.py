"""Blood group of a person, behind its label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.columns import cells_below
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["BloodTypeRecognizer"]

_VALUE = re.compile(
    r"(?:nya|ku|ne|e)?(?:[ \t]{1,3}(?:pasien|pemohon|korban|anak|ibu|bapak|bayi|saya|beliau|dia|kula|kulo|adalah))*"
    r"[\"'`]{0,2}[ \t]{0,24}[:=;]?[ \t\"'`]{0,4}"
    r"((?:AB|A|B|O)(?: ?[+\-]| (?:[Pp]ositif|[Nn]egatif|POSITIF|NEGATIF))?)(?![A-Za-z0-9/]|-[A-Za-z])"
)
_CELL = re.compile(r"(?:AB|A|B|O) ?[+\-]?")
_STOCK = re.compile(r"(?:stok|kantong|persediaan|kebutuhan|jumlah|cari|dicari|butuh|dibutuhkan)(?: darah)?[ \t]{1,3}\Z", re.IGNORECASE)


class BloodTypeRecognizer(TriggeredRecognizer):
    """``BLOOD_TYPE``: A, B, AB or O with or without rhesus behind "golongan darah", "gol. darah", "goldar" (UU 27/2022 art. 4(2)a)."""

    ENTITY = "BLOOD_TYPE"
    TRIGGER = r"gol(?:ongan|\.)? ?darah|goldar|blood (?:type|group)"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        below = 0
        for end in ends:
            value = _VALUE.match(text, end)
            if value is None:
                if end > below:
                    for start, below in cells_below(text, end - 1):
                        if _CELL.fullmatch(text, start, below):
                            yield Match(start, below, 0.9)
                continue
            start = text.rfind("gol", max(0, end - 16), end)
            if start > 0 and _STOCK.search(text, max(0, start - 24), start):
                continue
            yield Match(value.start(1), value.end(1), 0.9)
