"""Reads an address part by part, from where it begins to where it ends. Whose address it is, is asked elsewhere (``address_owner``)."""

from __future__ import annotations

import re
from typing import NamedTuple

from .address_words import KINDS, NOT_FIRST, NOT_IN_LOWER, NOT_IN_NAMES, PUBLIC_ROADS, SUFFIXES, TITLES_IN_NAMES, Kind
from .places import MOST_WORDS, is_place, is_wide_place

__all__ = ["Part", "read_parts"]


class Part(NamedTuple):
    """``text[start:end]`` is one part of an address."""

    kind: Kind
    start: int
    end: int


_MOST_PARTS = 16
_GAP = re.compile(r"[ \t]{0,8}(?:,[ \t]{0,3}(?:\r?\n[ \t]{0,12})?|\r?\n[ \t]{0,12}|[ \t]-[ \t]|[./(])?[ \t]{0,3}")
_WORD = re.compile(r"[^\W\d_]+(?:['`\-][^\W\d_]+)*")
_KEY = re.compile(r"[^\W\d_]+")
_AFTER_KEY = re.compile(r"\.?[ \t]{0,3}")
_LABELLED = re.compile(r"[ \t]{0,24}[:=]|[ \t]?/[ \t]?[^\W\d_]|[\"'][ \t]{0,4}:")
_NUMERAL = re.compile(r"(?:[0-9]{1,3}|[IVXivx]{1,5})(?:[A-Da-d])?(?![\w/])")
_NUMBER = re.compile(
    r"(?:[0-9]{1,4}(?:[ -]?[A-Za-z])?(?:[/-][0-9]{1,3}[A-Za-z]?)?|[A-Z]{1,2}[ .-]?[0-9]{1,3}(?:[/.-][0-9]{1,3})?)(?![\w]|[.,/:-][0-9])"
)
_BLOCK = re.compile(
    r"(?:[A-Za-z]{1,2}[ .-]{0,2}[0-9]{0,3}|[0-9]{1,3}[A-Za-z]?)(?:[/-][0-9]{1,3}[A-Za-z]?)?(?![^\W_])",
)
_BARE_BLOCK = re.compile(r"[A-Z]{1,2}[ -]?[0-9]{1,3}(?:[/-][0-9]{1,3}[A-Z]?|[ ,]{1,2}[Nn]o)(?![\w])")
_NOT_A_NUMBER = re.compile(
    r"[ \t]{0,2}(?:tahun|th|thn|taun|km|kilometer|meter|m2|m|orang|kali|menit|jam|bulan|bln|unit|buah|ribu|juta|persen|%|hari|minggu|titik"
    r"|lokasi|kk|jiwa|rumah|jan|feb|mar|apr|mei|jun|jul|agu|sep|okt|nov|des)[a-z]*\b|[ \t]?%",
    re.IGNORECASE,
)
_RT_RW = re.compile(
    r"(?:rt|rtrw)[ \t./-]{0,3}(?:rw[ \t.]{0,3})?(?:0{0,2}[0-9]{1,3})[ \t]{0,2}(?:[/,.&-]|dan)?[ \t]{0,2}(?:rw[ \t./-]{0,3}[0-9]{1,3}"
    r"|(?<=[/-])[ \t]?[0-9]{1,3}"
    r"|(?<=[/-][ ])[0-9]{1,3})(?![0-9])",
    re.IGNORECASE,
)
_RT = re.compile(r"rt[ \t.]{0,3}[0-9]{1,3}(?![\w/])", re.IGNORECASE)
_RW = re.compile(r"rw[ \t.]{0,3}[0-9]{1,3}(?![\w/])", re.IGNORECASE)
_BARE_RT_RW = re.compile(r"0[0-9]{1,2} ?/ ?0[0-9]{1,2}(?![\w/])")
_POSTCODE = re.compile(r"(?:kode ?pos|kodepos|pos)?[ \t.:]{0,3}[1-9][0-9]{4}(?![\w]|[.,-][0-9])", re.IGNORECASE)
_ENGLISH = re.compile(r"[ \t](?:District|Regency|Sub-?district|Village|City|Province|Hamlet)\b")
_DAY = re.compile(r"[0-9]{1,2}[ \t]")
_ISLANDS = re.compile(r" dan Kepulauan\b", re.IGNORECASE)
_CLOSED = re.compile(r"[ \t]*(?:[,.;|\n\r\"')]|\Z)")


def read_parts(text: str, at: int, stop: int) -> list[Part]:
    """The parts that follow each other from ``at``, none behind ``stop``; empty where no part begins at ``at``."""
    parts: list[Part] = []
    stop = min(stop, len(text))
    comma = line = False
    named = False
    while len(parts) < _MOST_PARTS and at < stop:
        part = _part(text, at, parts, line=line)
        if part is None and parts and not named:
            part = _place(text, at, comma=comma, line=line)
        if part is None:
            break
        parts.append(part)
        named = part.kind is Kind.POSTCODE
        gap = _GAP.match(text, part.end)
        if gap is None:
            break
        comma, line = "," in gap.group(), "\n" in gap.group()
        if "." in gap.group() and KINDS.get(_key(text, gap.end())) in (None, Kind.STREET):
            break
        at = gap.end()
    while parts and (parts[-1].kind is Kind.PLACE or parts[-1].kind is Kind.ADMIN) and parts[-1].end > stop:
        parts.pop()
    return parts


def _key(text: str, at: int) -> str:
    word = _KEY.match(text, at)
    return word.group().lower() if word else ""


def _part(text: str, at: int, parts: list[Part], *, line: bool) -> Part | None:
    """A part that says what it is: by its first word, or by its digits."""
    if text[at].isdigit():
        return _digits(text, at, parts, line=line)
    key = _KEY.match(text, at)
    if key is None:
        return None
    word = key.group().lower()
    kind = KINDS.get(word)
    if kind is None:
        if word.startswith("kode") or word == "pos":
            return _matched(Kind.POSTCODE, _POSTCODE, text, at) if parts else None
        if parts and parts[-1].kind in (Kind.ESTATE, Kind.PLACE) and (block := _BARE_BLOCK.match(text, at)):
            return Part(Kind.BLOCK, at, block.end() - 3 if block.group().lower().endswith("no") else block.end())
        return None
    if line and _LABELLED.match(text, key.end()):
        return None
    if kind is Kind.NEIGHBOURHOOD:
        return _matched(kind, _RT_RW, text, at) or _matched(kind, _RT, text, at)
    if word == "br" and (not parts or text[key.end() : key.end() + 1] != "."):
        return None  # "br Ginting" is a daughter of the clan
    if word == "rw":
        return _matched(Kind.NEIGHBOURHOOD, _RW, text, at) if parts else None
    name = _AFTER_KEY.match(text, key.end())
    begin = name.end() if name else key.end()
    if begin == key.end() and not text[begin : begin + 1].isdigit():
        return None
    if kind is Kind.NUMBER:
        number = _NUMBER.match(text, begin) if parts else None
        if number is None and parts and word in ("tower", "menara") and (end := _name_end(text, begin, 2)):
            return Part(kind, at, end)
        return Part(kind, at, number.end()) if number else None
    if kind is Kind.STREET and _key(text, begin) in PUBLIC_ROADS:
        return None
    if kind is Kind.BLOCK:
        return _matched(kind, _BLOCK, text, begin, at)
    end = _name_end(text, begin, 5 if kind in (Kind.STREET, Kind.ESTATE) else 3)
    if end:
        return Part(kind, at, end)
    if kind in (Kind.HAMLET, Kind.STREET):
        return _matched(kind, _NUMERAL, text, begin, at) if kind is Kind.HAMLET or not text[begin : begin + 1].isdigit() else None
    return None


def _digits(text: str, at: int, parts: list[Part], *, line: bool) -> Part | None:
    if not parts:
        return _matched(Kind.NEIGHBOURHOOD, _BARE_RT_RW, text, at)
    if bare := _matched(Kind.NEIGHBOURHOOD, _BARE_RT_RW, text, at):
        return bare
    if postcode := _matched(Kind.POSTCODE, _POSTCODE, text, at):
        return postcode
    if line or parts[-1].kind in (Kind.ADMIN, Kind.POSTCODE, Kind.NEIGHBOURHOOD):
        return None
    if parts[-1].kind is Kind.PLACE and len(parts) > 1:
        return None
    number = _NUMBER.match(text, at)
    if number is None or _NOT_A_NUMBER.match(text, number.end()):
        return None
    return Part(Kind.NUMBER, at, number.end())


def _matched(kind: Kind, pattern: re.Pattern[str], text: str, at: int, start: int | None = None) -> Part | None:
    match = pattern.match(text, at)
    return Part(kind, at if start is None else start, match.end()) if match else None


def _name_end(text: str, at: int, most: int) -> int:
    """Where the name ends that begins at ``at``; 0 where none does."""
    first = _WORD.match(text, at)
    if first is None:
        return _numbered_name(text, at)
    lower_case = first.group()[0].islower()
    ends: list[int] = []
    words: list[str] = []
    position = at
    while len(ends) < most:
        word = _WORD.match(text, position)
        if word is None:
            break
        low = word.group().lower()
        kind = KINDS.get(low)
        if low in (NOT_IN_LOWER if lower_case else NOT_IN_NAMES if ends else NOT_FIRST) or (
            kind is not None and (ends or kind in (Kind.NEIGHBOURHOOD, Kind.NUMBER, Kind.STREET) or low == "rw")
        ):
            break
        if word.group()[0].islower() != lower_case and len(low) > 1:
            break
        position = word.end()
        title = low in TITLES_IN_NAMES or len(low) == 1
        ends.append(position)
        words.append(low)
        most += title
        dotted = text[position : position + 1] == "."
        if dotted:
            if not title:
                break
            position += 1
        spaces = 0
        while text[position : position + 1] in (" ", "\t") and spaces < 2:
            position, spaces = position + 1, spaces + 1
        if not spaces and not dotted:
            break
    if not ends:
        return 0
    if islands := _ISLANDS.match(text, ends[-1]):
        return islands.end()
    if lower_case and len(ends) > 1 and not _closed(text, ends[-1]):
        return _lower_name(words, ends)
    return ends[-1]


def _numbered_name(text: str, at: int) -> int:
    """ "17 Agustus" and "45" after a street's word."""
    number = _DAY.match(text, at)
    word = _WORD.match(text, number.end()) if number else None
    if word is None or not word.group()[0].isupper():
        return 0
    low = word.group().lower()
    return 0 if low in NOT_IN_NAMES or low in KINDS else word.end()


def _closed(text: str, end: int) -> bool:
    """Whether what follows a name in lower case shows that it ends there."""
    if _CLOSED.match(text, end):
        return True
    at = end
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return text[at : at + 1].isdigit() or _key(text, at) in KINDS


def _lower_name(words: list[str], ends: list[int]) -> int:
    """In running lower case the first word, and what is known to belong to it."""
    for count in range(min(len(words), MOST_WORDS), 1, -1):
        if is_place(" ".join(words[:count])):
            return ends[count - 1]
    count = 1
    while count < len(words) and (words[count] in SUFFIXES or words[count - 1] in TITLES_IN_NAMES):
        count += 1
    return ends[count - 1]


def _place(text: str, at: int, *, comma: bool, line: bool) -> Part | None:
    """A place without its kind: one that is known, or names behind a comma that lead to one."""
    first = _WORD.match(text, at)
    if first is None or first.group().lower() in NOT_IN_NAMES:
        return None
    ends = _words_from(text, first)
    for count in range(min(len(ends), MOST_WORDS), 0, -1):
        name = " ".join(text[at : ends[count - 1]].lower().split())
        if is_wide_place(name) or (
            is_place(name) and (comma or line or count > 1 or len(name) > 4) and (first.group()[0].isupper() or count > 1 or comma)
        ):
            if line and _LABELLED.match(text, ends[count - 1]):
                return None
            english = _ENGLISH.match(text, ends[count - 1])
            return Part(Kind.PLACE, at, english.end() if english else ends[count - 1])
    for end in ends:
        english = _ENGLISH.match(text, end)
        if english:
            return Part(Kind.PLACE, at, english.end())
    if not comma or not first.group()[0].isupper():
        return None
    return _leading(text, at, ends[-1])


def _leading(text: str, at: int, end: int) -> Part | None:
    """Unknown names up to a comma, where the next piece is a part or a known place."""
    gap = _GAP.match(text, end)
    if gap is None or gap.end() == end:
        return None
    here = Part(Kind.PLACE, at, end)
    after = gap.end()
    if after >= len(text):
        return None
    line = "\n" in gap.group()
    following = _part(text, after, [here], line=line)
    if following is None and "," in gap.group():
        word = _WORD.match(text, after)
        if word is not None and word.group()[0].isupper() and word.group().lower() not in NOT_IN_NAMES:
            ends = _words_from(text, word)
            known = any(is_place(" ".join(text[after:stop].lower().split())) or _ENGLISH.match(text, stop) for stop in ends)
            following = here if known else None
    return here if following is not None and following.kind is not Kind.NUMBER else None


def _words_from(text: str, first: re.Match[str]) -> list[int]:
    """Ends of the words of one name in one letter case, from ``first``."""
    ends = [first.end()]
    upper = first.group()[0].isupper()
    position = first.end()
    while len(ends) < MOST_WORDS and text[position : position + 1] in (" ", "\t"):
        word = _WORD.match(text, position + 1)
        if word is None or word.group()[0].isupper() != upper:
            break
        low = word.group().lower()
        if low in NOT_IN_NAMES or low in KINDS or _ENGLISH.match(text, position):
            break
        ends.append(word.end())
        position = word.end()
    return ends
