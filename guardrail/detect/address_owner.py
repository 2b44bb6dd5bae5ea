"""Whose address it is, by the words before it: somebody's home, an office's, or the place of works and events."""

from __future__ import annotations

import re
from enum import Enum

from .address_words import HOMES, OFFICES, OWNED, ROADS

__all__ = ["Owner", "owner_of"]


class Owner(Enum):
    HOME = "home"
    UNKNOWN = "unknown"
    THING = "thing"
    """An office, a firm, a road under repair, the scene of an event."""


_REACH = 100
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_STOP = re.compile(
    r"(?:[^\W\d_]{4,}|[0-9]{2})[.!?][)\"']?[ \t]+(?=[A-Z])|[^\W\d_]{3,}[.!?][)\"']?\r?\n|\n[ \t]*\r?\n|[|\t;{}]|\"[ \t]*,|',"
)
_ALSO_OFFICES = {"rumah": ("sakit", "makan", "dinas", "ibadah", "potong"), "alamat": ("ip", "email", "surel", "web", "situs", "kantor")}
_RESIDENT = re.compile(
    r"(?:[,)][ \t]{0,2}|\b(?:saya|seorang|adalah|merupakan|aku|bernama [^,\n]{2,40}) )(?:warga|penduduk|wong|urang)[ \t]{1,2}\Z",
    re.IGNORECASE,
)
_NAMED_OFFICE = frozenset(("alamat", "beralamat", "address"))
_BETWEEN = 45
_LETTER = re.compile(r"[^\W\d_]{2}")
_BEHIND = re.compile(
    r"[ \t]{0,2}(?:yang |sudah |sedang |masih |sangat |kembali )?(?:rusak|berlubang|ditutup|macet|ambles|longsor|tergenang|diaspal"
    r"|diperbaiki"
    r"|dibangun|mengadakan|menggelar|menjadi juara|belum diaspal|sepanjang|sejauh)",
    re.IGNORECASE,
)


def owner_of(text: str, start: int, end: int) -> Owner:
    """Whose the address ``text[start:end]`` is."""
    low = max(0, start - _REACH)
    before = text[low:start]
    for stop in _STOP.finditer(before):
        if before[stop.end() :].strip(" \t\"'*_-:="):
            low = start - len(before) + stop.end()
    line = text.rfind("\n", low, start) + 1
    if line > low and _LETTER.search(text, line, start):
        low = line
    before = text[low:start]
    if _RESIDENT.search(before):
        return Owner.HOME
    found = _nearest(before)
    if found is Owner.UNKNOWN and _BEHIND.match(text, end):
        return Owner.THING
    return found


def _nearest(before: str) -> Owner:
    words = list(_WORD.finditer(before.lower()))
    lines = before.count("\n")
    for index in range(len(words) - 1, -1, -1):
        word = words[index].group()
        if word in OFFICES:
            return Owner.HOME if any(other.group() in OWNED for other in words[max(0, index - 5) : index]) else Owner.THING
        if word in ROADS:
            return Owner.THING
        if word in HOMES:
            following = words[index + 1].group() if index + 1 < len(words) else ""
            if following in _ALSO_OFFICES.get(word, ()):
                return Owner.THING
            return _named_by(before, words[:index]) if word in _NAMED_OFFICE and not lines else Owner.HOME
    return Owner.UNKNOWN


def _named_by(before: str, words: list[re.Match[str]]) -> Owner:
    """ "alamat" is of what is named close before it in the same clause."""
    if not words:
        return Owner.HOME
    clause = before[: words[-1].end()]
    near = max(0, len(clause) - _BETWEEN, clause.rfind(",") + 1, clause.rfind("\n") + 1, clause.rfind(";") + 1)
    for word in words:
        if word.start() >= near and word.group() in OFFICES:
            return Owner.THING
    return Owner.HOME
