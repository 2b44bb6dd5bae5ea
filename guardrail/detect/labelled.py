"""Identifiers that nothing but their label gives away: the value behind it on its line, or in the column below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from .columns import cells_below
from .recognizer import Match, TriggeredRecognizer

__all__ = ["LabelledRecognizer"]

_GAP = re.compile(
    r"(?:nya|ne|ku|mu|e)?(?![a-z])[\"'>)\]]{0,2}(?:[ \t]{1,3}\((?:[^()\n]{1,24})\))?"
    r"(?:[ \t]{1,8}(?:saya|beliau|pasien|pemohon|korban|adalah|is|pelanggan|lama|baru|milik saya|atas nama saya)\b)*"
    r"[ \t]{0,8}(?:[(]?\b(?:no|nomor|nomer|number|id|seri)\b\.?)*[ \t]{0,24}(?P<sign>[.:=#>]|=>|:=|is\b)?[ \t]{0,8}[\"'(*_`]{0,3}",
    re.IGNORECASE,
)


class LabelledRecognizer(TriggeredRecognizer):
    """``TRIGGER`` ends at the label, ``VALUE`` is what may stand behind it, ``accepts`` the check of its structure."""

    VALUE: ClassVar[re.Pattern[str]]
    SCORE: ClassVar[float] = 0.9
    SIGNED: ClassVar[bool] = False
    """Whether a sign must stand between label and value, since the value is an everyday word."""

    def accepts(self, value: str) -> bool:
        """Whether the value has the structure of the identifier."""
        return True

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = below = 0
        for end in ends:
            if end <= done:
                continue
            gap = _GAP.match(text, end)
            value = self.VALUE.match(text, gap.end()) if gap else None
            if value is not None and gap is not None and (gap["sign"] or not self.SIGNED):
                if self.accepts(value.group()):
                    done = value.end()
                    yield Match(*value.span(), self.SCORE)
            elif end > below:
                for start, below in cells_below(text, end - 1):
                    cell = self.VALUE.fullmatch(text, start, below)
                    if cell is not None and self.accepts(cell.group()):
                        yield Match(start, below, self.SCORE)
