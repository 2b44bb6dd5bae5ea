"""Religion or belief of a person: behind its label, in tables, and in prose about somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.beside import Beside, Nearness
from guardrail.detect.columns import Headings
from guardrail.detect.facts import facts
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["ReligionRecognizer"]

_BELIEFS = r"sunda wiwitan|kejawen|marapu|kaharingan|parmalim|aluk todolo|tolotang|sapta darma|sumarah|pangestu"
_VALUE = (
    r"(?:islam|kristen(?: protestan| katolik)?|protestan|katolik|katholik|hindu|budd?ha|k(?:h)?ong ?h?ucu|(?:penghayat )?kepercayaan"
    rf"(?: (?:terhadap|kepada) tuhan(?: (?:yang maha esa|yme))?)?|{_BELIEFS})"
)
_FOLLOWERS = (
    r"muslimah|muslim|moslem|nasrani|kristiani|christian|catholic|protestant|buddhist|hindu|budhis|confucian|mualaf|muallaf|penghayat"
)
_NAMED = re.compile(
    r"(?:nya|ne)?[\"'`\])\\]{0,3}(?:[ \t]{0,24}(?::|=>?|;)[ \t\"'`\\]{0,4}|[ \t]{1,3}|[ \t]{1,3}adalah[ \t]{1,3})"
    rf"({_VALUE}|{_FOLLOWERS})(?![a-z])",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"[:=;]")
_BEFORE = re.compile(r"[a-z]+", re.IGNORECASE)
_ANY = re.compile(rf"(?<![a-z])(?:{_VALUE}|{_FOLLOWERS})(?![a-z])", re.IGNORECASE)
_CELL = re.compile(rf"(?:{_VALUE}|{_FOLLOWERS})\Z", re.IGNORECASE)
_LONGEST_VALUE = 60
_FOLLOWS = re.compile(
    r"\b(?:seorang|penganut|pemeluk|memeluk|menganut|masuk|pindah(?: agama)? ke|pindah keyakinan ke|beragama|ngagem agami|agami|agamane"
    r"|agamanya|mengaku|keluarga"
    r"|(?:is|am|was|being|as|(?:he|she|i)['’](?:s|m))(?: an?| a practi[cs]ing| a devout)?|practi[cs]ing|devout|converted to"
    r"|sekeluarga \()[ \t]{0,2}(?:agama[ \t])?\Z",
    re.IGNORECASE,
)
_APPOSED = re.compile(r"[,;|/(\t][ \t\"']{0,4}\Z")
_BEHIND_NIK = re.compile(r"(?<![0-9])[0-9]{16}[ \t]{1,3}\Z")
"""A line of a family card, typed: "3374... ISLAM SLTA"."""
_CLOSED = re.compile(r"[ \t\"']{0,4}(?:[,;|/)\t\r\n.]|\Z)")
_MARKS = re.compile(
    r"\b(?:laki-laki|perempuan|pria|wanita|lelaki|lk|pr|[0-9]{1,3} ?(?:th|thn|tahun|taun)|kawin|menikah|wni|wna|tn|ny|sdr|lahir|pelapor"
    r"|pemohon|korban|sekeluarga"
    r"|(?:0[1-9]|[12][0-9]|3[01])[-/](?:0[1-9]|1[0-2])[-/](?:19|20)[0-9]{2})\b|(?<![0-9])[0-9]{16}(?![0-9])|[0-9]{4}-[0-9]{2}-[0-9]{2}",
    re.IGNORECASE,
)
_ROW = 140


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOT_PERSONAL = _words(
    """pendidikan guru mapel pelajaran kementerian kemenag kantor urusan menteri kepala pengadilan tokoh umat ajaran lintas antar studi
    ilmu sekolah tinggi institut perguruan dosen fakultas penyuluh bimas buku mata hukum peradilan negara hari besar raya jumlah"""
)
_OF_GROUPS = _words("umat warga penduduk masyarakat orang mayoritas pemeluk jumlah persen siswa pegawai asn")
_LABELS = ("agama", "agarna", "kepercayaan", "religion", "beragama", "agami")


class ReligionRecognizer(TriggeredRecognizer):
    """``RELIGION``: the value behind "agama" in forms and tables, behind "beragama", and what prose says of somebody.

    UU 27/2022 art. 4(3)d: general data. Subjects of teaching, ministries, courts and statistics name religions of no person.
    """

    ENTITY = "RELIGION"
    TRIGGER = (
        r"agama|agarna|agami|kepercayaan|religion|\b(?:islam|kristen|protestan|katolik|katholik|hindu|buddh?a|kh?ong ?h?ucu"
        rf"|{_BELIEFS}|{_FOLLOWERS})\b"
    )

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        return facts(text, ends, _cells, _at)


def _at(text: str, end: int, beside: Beside, floor: int) -> Match | None:
    start = _start(text, end)
    if text[start:end].lower() in _LABELS:
        return _behind_label(text, start, end)
    return _in_prose(text, end, beside)


def _start(text: str, end: int) -> int:
    start = end - 1
    while start > end - 12 and text[start - 1 : start].isalpha():
        start -= 1
    return start


def _cells(text: str, end: int, headings: Headings) -> Iterator[Match]:
    """The cells below "agama"."""
    start = _start(text, end)
    if text[start:end].lower() not in _LABELS:
        return
    for first, last in headings.cells(start, end):
        if _CELL.match(text[first:last]):
            yield Match(first, last, 0.9)


def _behind_label(text: str, start: int, end: int) -> Match | None:
    value = _NAMED.match(text, end)
    if value is None:
        return None
    before = [word.lower() for word in reversed(_BEFORE.findall(text[max(0, start - 40) : start].rpartition("\n")[2]))]
    if not _NOT_PERSONAL.isdisjoint(before[:1]) or (text[start:end].lower() == "beragama" and not _OF_GROUPS.isdisjoint(before[:2])):
        return None
    if not _SIGNED.search(text, end, value.start(1)) and not _NOT_PERSONAL.isdisjoint(before[:2]):
        return None
    return Match(value.start(1), value.end(1), 0.9)


def _in_prose(text: str, end: int, beside: Beside) -> Match | None:
    value = next(
        (found for found in _ANY.finditer(text, max(0, end - _LONGEST_VALUE), end + _LONGEST_VALUE) if found.start() < end <= found.end()),
        None,
    )
    if value is None:
        return None
    before = text[max(0, value.start() - _ROW) : value.start()].rpartition("\n")[2]
    if value.group().isupper() and _BEHIND_NIK.search(before):
        return Match(value.start(), value.end(), 0.8)
    if _FOLLOWS.search(before):
        words = _BEFORE.findall(before.lower())
        if not _OF_GROUPS.isdisjoint(words[-3:-1]) or beside.nearness(value.start(), value.end()) < Nearness.SENTENCE:
            return None
        return Match(value.start(), value.end(), 0.8)
    if not _APPOSED.search(before) or not _CLOSED.match(text, value.end()):
        return None
    behind = text[value.end() : value.end() + _ROW].partition("\n")[0]
    if not (_MARKS.search(before) or _MARKS.search(behind)) or beside.nearness(value.start(), value.end()) < Nearness.SENTENCE:
        return None
    return Match(value.start(), value.end(), 0.8)
