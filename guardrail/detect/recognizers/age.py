"""Ages of identifiable persons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.beside import Beside, Nearness
from guardrail.detect.columns import Headings
from guardrail.detect.facts import facts
from guardrail.detect.name_words import NOT_NAMES, PLACES
from guardrail.detect.places import is_place
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["AgeRecognizer"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNIT = r"(?:tahunan|tahun|taun|thn|th|bulan|bln|wulan|sasih|years?(?:[ -]old)?|yrs?(?:[ -]old)?|y\.?o\.?|months?(?:[ -]old)?)"
_COUNTED = re.compile(rf"(?<![\w.,/\-])([0-9]{{1,3}})[ -]?{_UNIT}(?![\w-])", re.IGNORECASE)
_BEHIND_WORD = re.compile(
    rf"(?:nya|ku|ne|e|nipun|ipun)?(?:[ ](?:saya|beliau|pasien|pemohon|korban|anak))?[\"'*_\\]{{0,3}}[ \t]{{0,24}}(?:[:=;]|adalah|sudah"
    rf"|sampun|wis|baru|is|kira-kira|sekitar|\+/-)?"
    rf"[ \t\"'\\]{{0,4}}([0-9]{{1,3}}(?:[ -]?{_UNIT}(?![\w-]))?)(?![\w/]|[.,\-][0-9])",
    re.IGNORECASE,
)
_WORD_END = re.compile(r"(?:(?<![a-z])(?:ber)?(?:usia|umur)|(?<![a-z])yuswa|(?<![a-z])aged?)\Z", re.IGNORECASE)
_LIMIT_BEFORE = re.compile(
    r"\b(?:minimal|maksimal|minimum|maksimum|batas|paling|atas|bawah|kurang dari|lebih dari|antara|pensiun|anak|balita|bayi|lansia"
    r"|warga|penduduk|rentang|kelompok|produktif"
    r"|sekolah|selama|sejak|hukuman|penjara|pidana|kontrak|jangka|masa|garansi|pengalaman|bekerja|kerja|mesin|bangunan|gedung|kendaraan"
    r"|jembatan|pohon|ekonomis|aset|hut"
    r"|peringatan|setiap|tiap|per|dalam|hingga|sampai|s/d|syarat|rata-rata|bagi|remaja|perempuan|wanita|pemuda|peserta|sapi|kambing"
    r"|kapal|rumah)(?: (?:yang|berusia|usia|umur"
    r"|tinggi|rendah|sedikit|lama))*[ \t]{0,2}\Z",
    re.IGNORECASE,
)
_LIMIT_AFTER = re.compile(
    r"[ \t]{0,2}(?:ke ?atas|ke ?bawah|lalu|yang lalu|terakhir|kemudian|lagi|anggaran|penjara|ajaran|kurungan|sekali|mendatang|berturut"
    r"|pertama|silam|kedepan|ke depan"
    r"|lebih tua|kontrak|pengalaman|masa|(?:dan|atau|sampai|hingga|s/d|-) ?[0-9]|ago|experience|bekerja|menjabat|menunggu|mengabdi"
    r"|menderita|sakit|berlalu)",
    re.IGNORECASE,
)
_APPOSED_BEFORE = re.compile(
    r"(?:[A-Z][^\W\d_'.]+\.?|\b(?:laki-laki|perempuan|pria|wanita|lelaki|male|female|[LP])|\))[ \t]{0,2}[,/|;(][ \t]{0,2}\Z", re.IGNORECASE
)
_APPOSED_AFTER = re.compile(r"[ \t]{0,2}(?:[,)/|;.\n\r]|\Z|old\b|warga\b|asal\b)")
_SUBJECT_BEFORE = re.compile(
    r"\b(?:ibu|bapak|ayah|nenek|kakek|simbah|mbah|anak|adik|kakak|suami|istri|beliau|dia|saya|aku|cucu|mertua|kula)(?:ku|nya"
    r"|ne)?(?: (?:saya|kami|kula|aku|sendiri))?"
    r" (?:sudah|baru|sampun|wis|masih|kini|is|saiki)[ \t]\Z|\b(?:sampun|is)[ \t]\Z",
    re.IGNORECASE,
)
_YEARS_WORD_AFTER = re.compile(r"[ \t](?:yuswanipun|yuswane|umure|umuripun|usianya|umurnya)\b", re.IGNORECASE)
_NEWS = re.compile(r"(?:([A-Z][^\W\d_'.]+|[A-Z]\.)[ ]){0,4}([A-Z][^\W\d_]+)[ ]\Z")
_NEWS_AFTER = re.compile(r"\)(?:,|[ ](?:[a-z]|[A-Z][a-z]+ [a-z])|\.|\Z|\n)")
_HEADING = re.compile(r" ?\((?:th|thn|tahun)\)", re.IGNORECASE)
_CELL = re.compile(rf"[0-9]{{1,3}}(?:[ -]?{_UNIT})?\Z", re.IGNORECASE)
_NOT_NAMED = NOT_NAMES | PLACES | _words("""pasal ayat bab huruf angka lampiran halaman tabel gambar butir nomor provinsi kabupaten""")
_DIED = re.compile(r"\bdalam \Z", re.IGNORECASE)
_DIGITS = re.compile("[0-9]+")
_OLDEST = 125
_FORM = re.compile(r"[:=][ \t\"'\\]{0,4}\Z")
_SCORE, _NEWS_SCORE = 0.85, 0.8


class AgeRecognizer(TriggeredRecognizer):
    """``AGE``: the number with its unit ("34 th", "usia 34 tahun"), in news style the bare number behind a name, "(43)".

    Age limits, durations, terms of prison and the age of things stay. UU 27/2022 art. 4(3)f: general data, with others it identifies.
    """

    ENTITY = "AGE"
    TRIGGER = rf"[0-9][ \-]?{_UNIT.replace('(?:[ -]old)?', '')}\b|\b(?:ber)?(?:usia|umur)|\byuswa|\baged?\b|[a-z] \([0-9][0-9]\)"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        return facts(text, ends, _cells, _at)


def _at(text: str, end: int, beside: Beside, floor: int) -> Match | None:
    if text[end - 1] == ")":
        return _in_news(text, end)
    if _WORD_END.search(text, max(0, end - 8), end):
        return _behind_word(text, end, beside)
    for counted in _COUNTED.finditer(text, max(0, end - 14), end + 5):
        if counted.end() >= end and _is_counted(text, counted, beside):
            return Match(counted.start(), counted.end(), _SCORE)
    return None


def _cells(text: str, end: int, headings: Headings) -> Iterator[Match]:
    """The cells below "umur"."""
    word = _WORD_END.search(text, max(0, end - 8), end)
    more = _HEADING.match(text, end)
    if word is None:
        return
    for first, last in headings.cells(word.start(), more.end() if more else end):
        if _CELL.match(text[first:last]):
            yield Match(first, last, _SCORE)


def _behind_word(text: str, end: int, beside: Beside) -> Match | None:
    """ "usia 34 tahun", "Umur : 54"."""
    value = _BEHIND_WORD.match(text, end)
    word = _WORD_END.search(text, max(0, end - 8), end)
    if value is None or word is None or not 0 < _number(value.group(1)) <= _OLDEST or _LIMIT_AFTER.match(text, value.end(1)):
        return None
    start = word.start()
    if not _FORM.search(text, start, value.start(1)) or beside.among_many(start, value.end(1)):
        if _LIMIT_BEFORE.search(text, max(0, start - 40), start) and not _DIED.search(text, max(0, start - 10), start):
            return None
        if beside.nearness(start, value.end(1)) is Nearness.NONE:
            return None
    return Match(value.start(1), value.end(1), _SCORE)


def _number(value: str) -> int:
    digits = _DIGITS.match(value)
    return int(digits.group()) if digits else 0


def _is_counted(text: str, counted: re.Match[str], beside: Beside) -> bool:
    if not 0 < int(counted.group(1)) <= _OLDEST or _LIMIT_AFTER.match(text, counted.end()):
        return False
    start = counted.start()
    low = max(0, start - 40)
    if _YEARS_WORD_AFTER.match(text, counted.end()):
        return True
    if _SUBJECT_BEFORE.search(text, low, start) and _APPOSED_AFTER.match(text, counted.end()) is None:
        return not _LIMIT_BEFORE.search(text, low, start) and bool(
            re.match(r"[ \t]?(?:dan|tidak|belum|masih|,|\.)|\Z", text[counted.end() : counted.end() + 8])
        )
    if _SUBJECT_BEFORE.search(text, low, start):
        return True
    if not _APPOSED_BEFORE.search(text, low, start) or not _APPOSED_AFTER.match(text, counted.end()):
        return False
    return beside.nearness(start, counted.end()) >= Nearness.SENTENCE


def _in_news(text: str, end: int) -> Match | None:
    """ "Rina Marlina (19) dan ..."."""
    start = end - 3
    if not int(text[start : end - 1]) >= 10 or not _NEWS_AFTER.match(text, end - 1):
        return None
    name = _NEWS.search(text, max(0, start - 60), start - 1)
    if name is None:
        return None
    words = name.group().lower().split()
    if not _NOT_NAMED.isdisjoint(words) or is_place(" ".join(words)) or is_place(words[-1]):
        return None
    if len(words) == 1 and text[end : end + 1] not in (",", " "):
        return None
    return Match(start, end - 1, _NEWS_SCORE)
