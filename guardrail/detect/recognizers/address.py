"""Addresses of persons: from the street, hamlet or RT/RW down to the last part that hangs together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guardrail.detect.address_owner import Owner, owner_of
from guardrail.detect.address_parts import Part, read_parts
from guardrail.detect.address_words import KINDS, Kind
from guardrail.detect.columns import Headings
from guardrail.detect.recognizer import Match, TriggeredRecognizer

__all__ = ["AddressRecognizer"]

_LABELS = "alamat|alarnat|address|domisili|domicile"
_KEYS = "|".join(sorted(key for key in KINDS if KINDS[key] not in (Kind.NUMBER,) and key not in ("rt", "rtrw", "rw", "jalan", "br")))
_KEY = re.compile(r"(?<![^\W_])(?:[^\W\d_]+|[0-9]{2,3} ?/ ?[0-9]{2,3})\Z")
_LONGEST_KEY = 14
_LIVING = frozenset((Kind.STREET, Kind.HAMLET, Kind.ESTATE, Kind.BLOCK, Kind.NEIGHBOURHOOD))
_FIELD = re.compile(
    r"(?:(?:[ \t_]{1,2}|(?<=[a-z])(?=[A-Z]))(?:rumah|lengkap|domisili|ktp|tinggal|asal|sekarang|saat ini|sesuai ktp|pemohon|pelapor"
    r"|pasien|siswa|orang tua"
    r"|ortu|wali|warga|penerima|pengirim|kirim|pengiriman|tagihan|terakhir|baru|lama|wajib pajak|pemilik|istri|suami|korban|saksi|wp"
    r"|ibu|ayah|jalan|line|street|1|2)){0,3}[\"'`\\*_]{0,4}[ \t]{0,24}(?:[:=]>?|;)[ \t\"'`*\\]{0,6}",
    re.IGNORECASE,
)
_HEADING = re.compile(r"[ _](?:rumah|lengkap|domisili|ktp|tinggal|asal|siswa|ortu|warga|penerima)\b", re.IGNORECASE)
_HEADING_RT = re.compile(r"(?:^|[|\t;,\"' ])[ \t\"'*]*rt[ /]{0,2}rw\Z", re.IGNORECASE)
_RT_RW_CELL = re.compile(r"(?:rt[ .]*)?[0-9]{1,3} ?[/-] ?(?:rw[ .]*)?[0-9]{1,3}\Z", re.IGNORECASE)
_RT_RW_FIELD = re.compile(
    r"rt[ ./]{0,3}rw[\"'*_]{0,3}[ \t]{0,24}[:=;][ \t\"'*]{0,6}((?:[0-9]{1,3}) ?[/-] ?[0-9]{1,3})(?![0-9/])", re.IGNORECASE
)
_RT_BELOW = re.compile(r"[^\n]{1,60}\r?\n[ \t]*rt[ ./]{0,3}(?:rw)?[ \t]{0,24}[:=;]", re.IGNORECASE)
_VALUE = re.compile(r"[^\n|;\t\"]{3,60}")
_LETTERS = re.compile(r"[^\W\d_]{3}")
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
_CELL_ENDS = re.compile(r"[ \t]*(?:[|\t;,/\"'\r\n]|\Z)")
_NAME_BEFORE = re.compile(r"[A-Z][^\W\d_]+,[ \t]{1,2}\Z")
_ROW = 200
_WINDOW = 260
_LONGEST_CELL = 180
_FIELD_SCORE, _HOME_SCORE, _SCORE = 0.9, 0.9, 0.85
_NOBODYS = 0.0
"""Read to its end, so that no part of it is taken for an address of its own, and passed over."""
_LABEL_ENDS = tuple(_LABELS.split("|"))
_SEVERAL = re.compile(r"(?:rt[ .:/]{0,3}(?:rw[ .:]{0,3})?[0-9]|rt[ /]?rw|jalan [a-z0-9]|0[0-9]{2} ?/ ?0[0-9]{2})\Z", re.IGNORECASE)
"""Triggers of more than one word."""


class AddressRecognizer(TriggeredRecognizer):
    """``ADDRESS``: where a person lives, as one span across commas and lines (UU 27/2022 art. 4(3)f: general data).

    Bare villages, districts and cities, addresses of offices and roads that are works or scenes of events stay.
    """

    ENTITY = "ADDRESS"
    TRIGGER = (
        rf"\b(?:{_KEYS})\b|\bjalan [a-z0-9]|\brt ?rw\b|\brt[ .:/]{{0,3}}(?:rw[ .:]{{0,3}})?[0-9]|{_LABELS}"
        r"|\b0[0-9]{2} ?/ ?0[0-9]{2}\b|\bstreet\b|\brt/rw\b"
    )

    def examine(self, text: str, ends: Sequence[int]) -> Iterator[Match]:
        headings = Headings(text)
        done = 0
        for end in ends:
            if end <= done:
                continue
            if cells := _cells(text, end, headings):
                yield from cells
                continue
            match = _at(text, end, done)
            if match is not None and match.start >= done:
                done = match.end
                if match.score:
                    yield match


def _cells(text: str, end: int, headings: Headings) -> list[Match]:
    """The cells below "alamat" or "RT/RW"."""
    if _is_label(text, end):
        start = _start(text, end)
        more = _HEADING.match(text, end)
        cells = headings.cells(start, more.end() if more else end)
        return [Match(first, last, _FIELD_SCORE) for first, last in cells if _is_home_cell(text, first, last)]
    if _HEADING_RT.search(text, max(0, end - 12), end) and _CELL_ENDS.match(text, end):
        start = _start(text, end)
        return [Match(first, last, _FIELD_SCORE) for first, last in headings.cells(start, end) if _RT_RW_CELL.match(text[first:last])]
    return []


def _at(text: str, end: int, floor: int) -> Match | None:
    if _is_label(text, end):
        return _labelled(text, end)
    start = _start(text, end)
    if start < floor:
        return None
    field = _RT_RW_FIELD.match(text, start)
    if field is not None:
        return Match(field.start(1), field.end(1), _FIELD_SCORE)
    if text[start].isdigit():
        return _row_cell(text, start, end)
    if text[start:end].lower() == "street":
        start = _english_start(text, start)
        found = _english(text, start, end)
    else:
        found = read_parts(text, start, start + _WINDOW)
    return _judged(text, found)


def _is_label(text: str, end: int) -> bool:
    return text[max(0, end - 8) : end].lower().endswith(_LABEL_ENDS)


def _start(text: str, end: int) -> int:
    """Where the word begins whose trigger ends at ``end``."""
    low = max(0, end - _LONGEST_KEY)
    head = _SEVERAL.search(text[low:end])
    if head is not None:
        return low + head.start()
    start = end
    while start > low and text[start - 1].isalpha():
        start -= 1
    return start


def _judged(text: str, parts: list[Part]) -> Match | None:
    if _LIVING.isdisjoint(part.kind for part in parts):
        return None
    start, end = parts[0].start, parts[-1].end
    owner = owner_of(text, start, end)
    score = _HOME_SCORE if owner is Owner.HOME else _SCORE if owner is Owner.UNKNOWN and _is_exact(text, parts) else _NOBODYS
    return Match(start, end, score)


def _is_exact(text: str, parts: list[Part]) -> bool:
    """Whether it says more than a place or a road: a house number, or RT and RW."""
    for index, part in enumerate(parts):
        if part.kind is Kind.NEIGHBOURHOOD:
            pair = len(re.findall("[0-9]+", text[part.start : part.end])) > 1
            if pair or index > 0 or len(parts) > 1:
                return True
        if part.kind in (Kind.NUMBER, Kind.BLOCK) and index > 0:
            return True
    if parts[0].kind is Kind.BLOCK:
        return len(parts) > 2
    # a name and, behind a comma, where it lives
    return len(parts) > 2 and _NAME_BEFORE.search(text, max(0, parts[0].start - 40), parts[0].start) is not None


def _labelled(text: str, end: int) -> Match | None:
    """The value behind "alamat:"."""
    field = _FIELD.match(text, end)
    at = field.end() if field else len(text)
    if at >= len(text) or _is_office_label(text, _start(text, end)):
        return None
    parts = read_parts(text, at, at + _WINDOW)
    if not parts:
        parts = _behind_bare_name(text, at)
    if any(part.kind in _LIVING for part in parts):
        return Match(at, parts[-1].end, _FIELD_SCORE)
    value = _VALUE.match(text, at)
    if value is not None and _RT_BELOW.match(text, at) and _LETTERS.search(value.group()):
        return Match(at, at + len(value.group().rstrip(" ,.\r")), _FIELD_SCORE)
    return None


def _is_office_label(text: str, start: int) -> bool:
    return owner_of(text, start, start) is Owner.THING and text[max(0, start - 1) : start] not in ("\n", '"', "'")


def _behind_bare_name(text: str, at: int) -> list[Part]:
    """Parts behind a hamlet or village that stands without its kind: "Ngasem RT 02/05, ..."."""
    position = at
    for _ in range(4):
        word = re.compile(r"[^\W\d_]+[ \t,]{1,3}").match(text, position)
        if word is None:
            return []
        position = word.end()
        if position >= len(text):
            return []
        parts = read_parts(text, position, position + _WINDOW)
        if parts and parts[0].kind in (Kind.NEIGHBOURHOOD, Kind.BLOCK):
            return [Part(Kind.HAMLET, at, position), *parts]
    return []


def _is_home_cell(text: str, first: int, last: int) -> bool:
    if last - first > _LONGEST_CELL:
        return False
    if _RT_RW_CELL.match(text[first:last]):
        return True
    return any(part.kind in _LIVING for part in read_parts(text, first, last)) or bool(_behind_bare_name(text[first:last], 0))


def _row_cell(text: str, start: int, end: int) -> Match | None:
    """ "002/005" as a cell of a row that also holds somebody's NIK or KK."""
    low = max(0, start - _ROW)
    line = max(low, text.rfind("\n", low, start) + 1)
    stop = text.find("\n", end, end + _ROW)
    row = text[line : stop if stop >= 0 else end + _ROW]
    if (
        _CELL_ENDS.match(text, end)
        and text[max(line, start - 3) : start].strip(" \"'")[-1:] in ("|", ";", ",", "/", "\t")
        and _LONG_NUMBER.search(row)
    ):
        return Match(start, end, _FIELD_SCORE)
    return None


def _english_start(text: str, start: int) -> int:
    """Where the capitalised name before "Street" begins."""
    low = max(0, start - 48)
    name = re.search(r"(?:[A-Z0-9][\w.'\-]*[ \t]){1,4}\Z", text[low:start])
    return low + name.start() if name else start


def _english(text: str, start: int, end: int) -> list[Part]:
    if start >= end - len("street"):
        return []
    first = Part(Kind.STREET, start, end)
    gap = re.compile(r"[ \t]{0,3},?[ \t]{0,3}").match(text, end)
    at = gap.end() if gap else end
    rest = read_parts("Jl. X" + text[at - 1 : at + _WINDOW], 0, _WINDOW)[1:] if at < len(text) else []
    return [first, *(Part(part.kind, part.start - 5 + at - 1, part.end - 5 + at - 1) for part in rest)]
