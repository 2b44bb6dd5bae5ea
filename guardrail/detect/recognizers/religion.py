"""Religion or belief of a person, behind its label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.columns import cells_below
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["ReligionRecognizer"]

_VALUE = (
    r"(?:islam|kristen(?: protestan| katolik)?|protestan|katolik|katholik|hindu|budd?ha|k(?:h)?ong ?h?ucu|(?:penghayat )?kepercayaan"
    r"(?: (?:terhadap|kepada) tuhan(?: (?:yang maha esa|yme))?)?|sunda wiwitan|kejawen|marapu|kaharingan|parmalim)"
)
_NAMED = re.compile(
    r"(?:nya|ne)?[\"'`\])]{0,2}(?:[ \t]{0,24}(?::|=>?|;)[ \t\"'`]{0,4}|[ \t]{1,3}|[ \t]{1,3}adalah[ \t]{1,3})"
    rf"({_VALUE})(?![a-z])",
    re.IGNORECASE,
)
_CELL = re.compile(_VALUE, re.IGNORECASE)
_SIGNED = re.compile(r"[:=;]")
_BEFORE = re.compile(r"[a-z]+", re.IGNORECASE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOT_PERSONAL = _words(
    """pendidikan guru mapel pelajaran kementerian kemenag kantor urusan menteri kepala pengadilan tokoh umat ajaran lintas antar studi
    ilmu sekolah tinggi institut perguruan dosen fakultas penyuluh bimas buku mata hukum peradilan negara hari besar raya jumlah"""
)
_OF_GROUPS = _words("umat warga penduduk masyarakat orang mayoritas pemeluk jumlah persen siswa pegawai asn")


class ReligionRecognizer(TriggeredRecognizer):
    """``RELIGION``: the value behind "agama" or "kepercayaan" in forms, or behind "beragama" (UU 27/2022 art. 4(3)d: general data).

    Subjects of teaching, ministries, courts and statistics name religions of no person.
    """

    ENTITY = "RELIGION"
    TRIGGER = r"agama|agarna|kepercayaan|religion"

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        below = 0
        for end in ends:
            value = _NAMED.match(text, end)
            if value is None:
                if end > below:
                    for cell, below in cells_below(text, end - 1):
                        if _CELL.fullmatch(text, cell, below):
                            yield Match(cell, below, 0.9)
                continue
            start = end - 1
            while start > end - 12 and text[start - 1 : start].isalpha():
                start -= 1
            label = text[start:end].lower()
            if label not in ("agama", "agarna", "kepercayaan", "religion", "beragama"):
                continue
            before = [word.lower() for word in reversed(_BEFORE.findall(text[max(0, start - 40) : start].rpartition("\n")[2]))]
            if not _NOT_PERSONAL.isdisjoint(before[:1]) or (label == "beragama" and not _OF_GROUPS.isdisjoint(before[:2])):
                continue
            if not _SIGNED.search(text, end, value.start(1)) and not _NOT_PERSONAL.isdisjoint(before[:2]):
                continue
            yield Match(value.start(1), value.end(1), 0.9)
