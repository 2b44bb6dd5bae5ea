"""Dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from guardrail.detect.checks import is_birth_date
from guardrail.detect.columns import cells_below
from guardrail.detect.dates import Date, find_dates, match_date
from guardrail.detect.explanation import Check, Phrase
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["BirthDateRecognizer"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LABEL = re.compile(r"(?:lah[il1]r|(?<![a-z])(?:lair|lhr|ttl|birth|born|dob))\Z", re.IGNORECASE)
_LONGEST_LABEL = 6
_DATE_HEAD = re.compile(r"[0-9]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? [0-9]", re.IGNORECASE)
_GAP_REACH = 90
_CELL_BORDERS = re.compile(r"\w[^;]*;|[{}]|\|[^|]*\||\n[^\n]*\n")
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[^\W\d_]{5,}[.!] ")
_MOST_WORDS = 9
_NOT_BORN = re.compile(
    r"(?:\bhari|\bakt[ae]|\bketerangan|\bsurat|\btanah)[ _]+(?:ke)?\Z"
    r"|\b(?:perda|perbup|perwali|pergub|perpres|permen\w*|peraturan|undang|uu|regulasi|kebijakan|program|aplikasi|sistem|inovasi|organisasi"
    r"|lembaga|gagasan|ide|perusahaan|partai|koperasi|ulama|muhammadiyah|pemuda)\b[^,.;:()\n]{0,30}\Z",
    re.IGNORECASE,
)
_BEFORE = 50
_OTHER_DATES = _words(
    """surat ditetapkan diundangkan rapat berlaku kegiatan pelaksanaan wafat meninggal terbit diterbitkan dikeluarkan dibuat daftar
    mendaftar masuk diangkat pengangkatan menikah nikah kawin perda perbup perwali pergub perpres peraturan undang uu regulasi kebijakan
    pancasila republik diperingati peringatan dirayakan program aplikasi sistem inovasi organisasi lembaga periksa kunjungan vaksin
    tmt kematian died issued expired valid pensiun dirawat rawat kontrol imunisasi hari
    periode sejak mulai data laporan"""
)
"""Between the label and the date they say that it is the date of something else."""
_DATE_WORDS = frozenset(("tanggal", "tgl", "date"))
_AFTER_DATE_WORD = frozenset(("berapa", "of", "birth", "lahir", "bulan", "tahun", "nya", "dan", "is", "adalah", "yaitu"))
_COMPACT = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}(?![0-9])(?![./\-][0-9])")
"""Day, month and year in six digits, as people type it; only directly behind a label."""
_SPACED = re.compile(r"(0?[1-9]|[12][0-9]|3[01]) (0?[1-9]|1[0-2]) ((?:19|20)[0-9]{2})(?![0-9])(?![./\-][0-9])")
"""With blanks alone between its parts; only directly behind a label."""
_OPENED = re.compile(r"[\"']?\s{0,4}[:=]\s{0,4}\{")
"""An object of its parts: "ttl": {"tempat": ..., "tanggal": ...}."""
_AND = re.compile(r"[ \t]*(?:vs\.?|dan|atau|dengan|menjadi|jadi|bukan|versus|and|or|->|=>|/)[ \t]*", re.IGNORECASE)
_CELL_BEFORE = re.compile(r"[;|\t][ \"']{0,2}[a-z][a-z .]{2,30}[ ,/]{1,2}\Z|[,;|\t>:]\s{0,8}[\"']?\Z|\s{2}\Z|/ \Z", re.IGNORECASE)
_CELL_AFTER = re.compile(r"[\"']?[ \t]*(?:[,;|\t<\r\n]|\Z| {2})|T00:00")
_PARAMETER = re.compile(r"[?&][a-z_]{2,24}=\Z", re.IGNORECASE)
_LICENCE = re.compile(
    r"(\b2[.)] ?[^0-9\n]{3,40}, ?)[0-9][0-9 /.\-]{5,12}\s{1,4}3[.)] ?(?:AB?|B|O|-)?[+\- ]{0,4}(?:PRIA|WANITA)\Z", re.IGNORECASE
)
_LICENCE_REACH = 90
_ROW_REACH = 120
_SCORE, _ROW_SCORE = 0.95, 0.9


class BirthDateRecognizer(TriggeredRecognizer):
    """``DATE_OF_BIRTH``: the date behind a birth label (lahir, ttl, born), and in tables the one that a NIK or NIP beside it repeats.

    The date only, not the place before it. A law or an organisation is "born" too: those dates stay.
    NIK and NIP hold the birth date (Perpres 96/2018; Perka BKN 22/2007).
    """

    ENTITY = "DATE_OF_BIRTH"
    TRIGGER = r"lah[il1]r|lair|lhr|ttl|birth|born|dob|\b[0-9]{16}\b|\b[0-9]{18}\b|\b(?:pria|wanita)\b"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        done = below = 0
        for end in ends:
            if end <= done:
                continue
            if text[end - 1].isdigit():
                found = _beside_number(text, end, done)
            elif text[end - 1] in "aA":
                found = _on_licence(text, end)
            elif _LABEL.search(text, max(0, end - _LONGEST_LABEL), end):
                found = _behind_label(text, end)
                if end > below and (not found or "\n" in text[end : found[0][0].start]):
                    cells = list(cells_below(text, end - 1))
                    if cells and not _NOT_BORN.search(text[max(0, end - _BEFORE) : end - _LONGEST_LABEL]):
                        below = cells[-1][1]
                        found = _in_cells(text, cells) or found
            else:
                continue
            for date, score in found:
                if date.start >= done:
                    done = date.end
                    yield Match(date.start, date.end, score)

    def checks(self, value: str) -> tuple[Check, ...]:
        return (Check(Phrase("tanggal nyata", "date real"), match_date(value, 0) is not None),)


def _behind_label(text: str, end: int) -> list[tuple[Date, float]]:
    label = _LABEL.search(text, max(0, end - _LONGEST_LABEL), end)
    start = label.start() if label else end
    if _NOT_BORN.search(text[max(0, start - _BEFORE) : start]):
        return []
    head = _DATE_HEAD.search(text, end, end + _GAP_REACH)
    opened = _OPENED.match(text, end)
    if head is None or not _is_gap(text[opened.end() if opened else end : head.start()]):
        return []
    dates: list[tuple[Date, float]] = []
    at = head.start()
    if _COMPACT.match(text, at) and is_birth_date(text[at : at + 6]):
        return [(Date(at, at + 6, int(text[at : at + 2]), int(text[at + 2 : at + 4]), int(text[at + 4 : at + 6])), _SCORE)]
    spaced = _SPACED.match(text, at)
    if spaced is not None and is_birth_date(f"{int(spaced[1]):02}{int(spaced[2]):02}{spaced[3][2:]}"):
        return [(Date(at, spaced.end(), int(spaced[1]), int(spaced[2]), int(spaced[3])), _SCORE)]
    while (date := match_date(text, at)) is not None:
        dates.append((date, _SCORE))
        joint = _AND.match(text, date.end)
        if joint is None:
            break
        at = joint.end()
    return dates


def _is_gap(gap: str) -> bool:
    words = [word.lower() for word in _WORD.findall(gap)]
    if len(words) > _MOST_WORDS or not _OTHER_DATES.isdisjoint(words) or _SENTENCE_END.search(gap) or _CELL_BORDERS.search(gap):
        return False
    for index in range(len(words) - 1, -1, -1):
        if words[index] in _DATE_WORDS:
            return all(word in _AFTER_DATE_WORD for word in words[index + 1 :])
    return True


def _in_cells(text: str, cells: Sequence[tuple[int, int]]) -> list[tuple[Date, float]]:
    dates = ((match_date(text, start), end) for start, end in cells)
    return [(date, _ROW_SCORE) for date, end in dates if date is not None and date.end == end]


def _on_licence(text: str, end: int) -> list[tuple[Date, float]]:
    """Field 2 of a driving licence, "2. PLACE, DATE", above field 3 with blood group and sex, which ends at ``end``."""
    fields = _LICENCE.search(text, max(0, end - _LICENCE_REACH), end)
    date = match_date(text, fields.end(1)) if fields else None
    return [(date, _ROW_SCORE)] if date else []


@cache
def _year(year: int) -> re.Pattern[str]:
    """The last two digits of a year as a date ends or, in "19900517", begins with them."""
    return re.compile(rf"{year:02}(?:[0-9]{{4}})?(?![0-9])")


def _beside_number(text: str, end: int, floor: int) -> list[tuple[Date, float]]:
    """Dates in cells of the same row that say what the number of 16 or 18 digits before ``end`` says."""
    size = 18 if text[end - 18 : end].isdigit() and end >= 18 else 16
    digits = text[end - size : end]
    if size == 16:
        if not is_birth_date(digits[6:12]):
            return []
        day, month, year = int(digits[6:8]) % 40, int(digits[8:10]), int(digits[10:12])
    else:
        day, month, year = int(digits[6:8]), int(digits[4:6]), int(digits[2:4])
    first = max(floor, text.rfind("\n", max(0, end - _ROW_REACH), end) + 1, end - _ROW_REACH)
    line_end = text.find("\n", end, end + _ROW_REACH)
    last = line_end if line_end >= 0 else min(len(text), end + _ROW_REACH)
    # Most numbers have no birth date beside them: its year alone is looked for before dates in every form are.
    repeated = _year(year)
    if not repeated.search(text, first, end - size) and not repeated.search(text, end, last):
        return []
    return [
        (date, _ROW_SCORE)
        for date in find_dates(text, first, last)
        if (date.day, date.month, date.year % 100) == (day, month, year)
        and (
            _PARAMETER.search(text, max(0, date.start - 40), date.start)
            or (_CELL_BEFORE.search(text[max(0, date.start - 40) : date.start]) and _CELL_AFTER.match(text, date.end))
        )
    ]
