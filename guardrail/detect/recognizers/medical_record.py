"""Numbers of medical records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.columns import cells_below
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["MedicalRecordRecognizer"]

_GAP = re.compile(
    r"[\"'>)]?(?:[ \t]+(?:pasien|px|puskesmas|rs|rsud|rsup|klinik|lama|baru|nya|saya|beliau|adalah))*"
    r"[ \t]*(?:[(]?(?:no|nomor|nomer|number)\b\.?)?[ \t]*[.:=#]{0,2}[ \t]*[\"'*_`]{0,3}",
    re.IGNORECASE,
)
_PAIRS = r"[0-9]{2}([\-. ])[0-9]{2}\1[0-9]{2}(?:\1[0-9]{2})?"
_YEARED = r"(?!(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])(?![0-9]))[0-9]{4,6}-[0-9]{2}"
"""6618-02, but not a month of a year."""
_VALUE = re.compile(
    rf"(?:(?:MR|RM)[ \-.]?[0-9]{{4,10}}|{_PAIRS}|{_YEARED}|[0-9]{{5,10}})(?![0-9A-Za-z]|[.,/\-][0-9])",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(r"(?:no|nomor|nomer|nmr|kode|id)[._ \t]{0,3}\Z", re.IGNORECASE)
_CUE = re.compile(r"(?:rekam[ \t_]+medi[sk]|medical[ \t_]+records?|[a-z]+)\Z", re.IGNORECASE)
_SHORT = frozenset(("rm", "mr"))
_LONGEST_CUE = 24


class MedicalRecordRecognizer(TriggeredRecognizer):
    """``MEDICAL_RECORD``: 5 to 10 digits, often 12-34-56, at times with RM or MR before them, behind a label or below it in a table.

    Every hospital counts for itself: Permenkes 24/2022 sets no structure. Specific data by UU 27/2022 art. 4(2)a.
    "RM" alone is also money and a restaurant: without "no" it counts only before a number in pairs or of six digits.
    """

    ENTITY = "MEDICAL_RECORD"
    TRIGGER = r"(?:\b|_|no|nomor)(?:rm|mr|mrn)(?:\b|_)|rekam[ \t_]+medi[sk]|medical[ \t_]+records?|\b(?:rm|mr)[0-9]"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = below = 0
        for end in ends:
            if end <= done:
                continue
            stop = end - 1 if text[end - 1].isdigit() or text[end - 1] == "_" else end
            cue = _CUE.search(text, max(0, stop - _LONGEST_CUE), stop)
            if cue is None:
                continue
            sure = cue.group().lower() not in _SHORT or _NUMBER_WORD.search(text, max(0, cue.start() - 10), cue.start()) is not None
            value = self._value(text, cue, stop, sure=sure)
            if value is not None:
                done = value.end
                yield value
            elif end > below:
                for cell in cells_below(text, cue.start()):
                    below = cell[1]
                    match = _VALUE.fullmatch(text, *cell)
                    if match is not None:
                        yield Match(*match.span(), 0.9)

    def _value(self, text: str, cue: re.Match[str], stop: int, *, sure: bool) -> Match | None:
        if text[stop : stop + 1].isdigit() and not sure:
            return None
        gap = _GAP.match(text, stop)
        value = _VALUE.match(text, gap.end() if gap else stop)
        if value is None:
            return None
        digits = sum(map(str.isdigit, value.group()))
        if not sure and (digits < 6 or (cue.group().isupper() and not value.group(1) and "." in value.group())):
            return None
        return Match(*value.span(), 0.95 if sure else 0.8)
