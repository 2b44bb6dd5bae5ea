"""Numbers that are no row of digits any more: letters that a scan or a typewriter put for digits, markup, quotes, table cells or
line ends between them.

Markup never parts two numbers, so what it joins is read as one, and so are digits parted one by one. Cells, commas, line ends and other
marks do: there a label or the structure of a NIK must say that the pieces belong together, and letters need the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from .checks import card_issuer, luhn, nik_region
from .labels import names_number, nearest_label
from .regions import Region
from .rewriting import Edit

__all__ = ["LETTERED_TRIGGER", "SCATTERED_TRIGGER", "lettered_numbers", "scattered_numbers"]

LETTERED_TRIGGER = r"[0-9][oqilzsbg|!]|[oqilzsbg|!][0-9]"
SCATTERED_TRIGGER = (
    r"[0-9](?:[*~`]|__|[\"'][ \t\r\n,;+|.&]{0,16}[\"'][0-9]|<[/a-z!]|[0-9][ \t]?\|[ \t]?[0-9]{2}|, ?[0-9], ?[0-9]|[0-9]{3}[,;] ?[0-9]{4}"
    r"|[0-9][ \t]*\r?\n[ \t>|]*[0-9]{2}|\]\]>|\]\[|\)\(|[ \t]?\+[ \t]?[0-9]"
    r"|(?:[^0-9a-z]{1,3}[0-9]){8}|[0-9]{2}[ \t]?[^0-9a-z \t\r\n./\-_(),]{1,3}[ \t]?[0-9]{3}|(?:[0-9][^0-9a-z \t\r\n./\-_(),]{1,3}[0-9]){4})"
)

_LETTERS = str.maketrans("OoQDIilL|!ZzSsGbBgq", "0000111111225566899")
_LIKE = "0-9OoQDIilL|!ZzSsGbBgq"
_ROW_FROM_DIGIT = rf"[0-9][{_LIKE}]*(?:[.\-/_][{_LIKE}]+| [{_LIKE}]*[0-9][{_LIKE}]*)*(?: [OoQDIilLZzSsGbBgq]{{1,4}})?"
_LETTERED = re.compile(rf"(?<![A-Za-z0-9])[{_LIKE}]*{_ROW_FROM_DIGIT}(?![A-Za-z0-9])")
_FROM_DIGIT = re.compile(_ROW_FROM_DIGIT)
"""Holds all of each ``_LETTERED`` but letters before its first digit, and is found several times as fast."""
_LETTERS_LIKE = frozenset("OoQDIilL|!ZzSsGbBgq")
_LETTER_LIKE = re.compile(r"[OoQDIilL|!ZzSsGbBgq]")
_LETTERS_LAST = re.compile(r" [^0-9]+\Z")
_JOINTS = re.compile(r"[ .\-/_]")
_ROW = re.compile(r"(?<![0-9A-Za-z])[0-9]([^0-9A-Za-z]{1,3})[0-9](?:\1[0-9]){7,}(?![0-9])")
_PARTING = re.compile(r"[,;|\r\n\t\"']")
_GLUE = (
    r"\*{1,3}|_{2}|~{1,2}|`{1,3}|</?(?:b|i|u|s|em|strong|span|font|mark|code|br|wbr|sup|sub|small|big|tt)\b[^<>\n]{0,40}>|<!--[^<>\n]{0,40}-->"
    r"|[\"']\s{0,12}(?:\+|\|\||\.|&|\\)\s{0,12}[\"']|\]\]>\s?<!\[CDATA\["
)
_TIGHT = rf"{_GLUE}|[\"'] ?,? ?[\"']"
_CELL = (
    r"[ \t]?\|[ \t]?|[\"']?[,;][ \t]?[\"']?|</t[dh]>\s{0,8}<t[dh][^<>\n]{0,40}>|[ \t]*\r?\n[ \t>|]{0,12}|\]\[|\)\("
    r"|[ \t]\+[ \t]|[ \t]{1,3}|[.\-/_]|[ \t]?(?:[#:;~=+|*&!?^%$@\\]|[^\x00-\x7f\w\s]){1,3}[ \t]?"
)
_RUN = re.compile(rf"(?<![0-9A-Za-z.,])[0-9]{{1,18}}(?:(?:(?:{_TIGHT}){{1,3}}|{_CELL})[0-9]{{1,18}})+", re.IGNORECASE)
_GROUP = re.compile(r"[0-9]+")
_ONLY_GLUE = re.compile(rf"(?:{_GLUE})+", re.IGNORECASE)
_ONLY_TIGHT = re.compile(rf"(?:{_TIGHT})+", re.IGNORECASE)
_PLAIN_JOINT = re.compile(r"(?!__)[ .\-/()_\t]{1,3}")
_PLAIN_RUN = re.compile(r"(?:[0-9 .\-/\t]|_(?!_))+")
# Rows of amounts with thousands points, as tables of budgets hold them, are no one's number.
_AMOUNT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?![0-9.\-/])")
_LABEL_REACH = 28
_BACK, _FORTH = 160, 320
"""Where a number that shows a trigger begins and ends at most: 22 digits with markup between them."""
_FEWEST, _MOST = 9, 22
_MOBILE = re.compile(r"08[1-9][0-9]{7,10}")

LENGTHS: dict[str, frozenset[int]] = {
    "ID_NIK": frozenset({16}),
    "ID_KK": frozenset({16}),
    "ID_NPWP": frozenset({15, 16}),
    "ID_NIP": frozenset({18}),
    "ID_NUPTK": frozenset({16}),
    "ID_NISN": frozenset({10}),
    "ID_NIDN": frozenset({10}),
    "ID_VIRTUAL_ACCOUNT": frozenset(range(11, 19)),
    "ID_BPJS": frozenset({11, 13}),
    "ID_DRIVER_LICENSE": frozenset({12, 14, 16}),
    "ID_BANK_ACCOUNT": frozenset(range(10, 17)),
    "PHONE_NUMBER": frozenset(range(10, 15)),
    "CREDIT_CARD": frozenset({15, 16}),
}
"""How many digits the number behind a label has."""


class _Joint(IntEnum):
    """What parts two groups of digits, from what numbers hold themselves to what parts numbers."""

    PLAIN = 0
    GLUE = 1
    TIGHT = 2
    CELL = 3


def lettered_numbers(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Each labelled number with letters that look like digits, read as digits; without a label a mobile phone or a NIK."""
    for piece in _near(_FROM_DIGIT, text, ends):
        if _may_be_lettered(text, *piece.span()):
            break
    else:
        return
    done = 0
    for match in _near(_LETTERED, text, ends):
        start, token = match.start(), match.group()
        for written in (token, _LETTERS_LAST.sub("", token)):
            if _is_lettered(text, start, start + len(written), done):
                yield Edit(start, start + len(written), written.translate(_LETTERS))
                break
        done = match.end()


def _may_be_lettered(text: str, start: int, end: int) -> bool:
    """Whether a row that a digit begins is long enough for a number, with letters before it, and has a letter at all. Most have not."""
    if end - start < _FEWEST and text[start - 1] not in _LETTERS_LIKE:
        return False
    first = start
    while first and text[first - 1] in _LETTERS_LIKE:
        first -= 1
    return end - first >= _FEWEST and (first < start or _LETTER_LIKE.search(text, start, end) is not None)


def _is_lettered(text: str, start: int, end: int, floor: int) -> bool:
    core = _JOINTS.sub("", text[start:end])
    if not _FEWEST <= len(core) <= _MOST or core.isdigit() or 3 * sum(map(str.isdigit, core)) < len(core):
        return False
    return _is_called_for(text, start, end, floor, core.translate(_LETTERS))


def _is_called_for(text: str, start: int, end: int, floor: int, digits: str) -> bool:
    label = nearest_label(text, start, end, floor)
    if label in LENGTHS:
        return len(digits) in LENGTHS[label]
    return not label and (_MOBILE.fullmatch(digits) is not None or (len(digits) == 16 and nik_region(digits) is Region.DISTRICT))


def scattered_numbers(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Each number whose groups of digits are parted by what a number does not hold."""
    floor = 0
    for row in _near(_ROW, text, ends):
        digits = "".join(_GROUP.findall(row.group()))
        if len(digits) <= _MOST and _is_one_number(text, row.start(), digits, listed=bool(_PARTING.search(row.group(1)))):
            yield Edit(row.start(), row.end(), digits)
    for run in _near(_RUN, text, ends):
        if run.end() - run.start() > _FEWEST and not _PLAIN_RUN.fullmatch(text, run.start(), run.end()):
            groups = [match.span() for match in _GROUP.finditer(text, run.start(), run.end())]
            if sum(end - start for start, end in groups) >= _FEWEST and not _AMOUNT.match(text, run.start(), run.end()):
                yield from _gathered(text, groups, floor)
        floor = run.end()


def _is_one_number(text: str, start: int, digits: str, *, listed: bool) -> bool:
    """Whether single digits are one number: a label says so, or they are shaped like one. Marks in a survey are a row of digits too."""
    size = len(digits)
    label = names_number(text[max(0, start - _LABEL_REACH) : start])
    if label in LENGTHS:
        return size in LENGTHS[label]
    if label:
        return False
    if not listed and card_issuer(digits) and luhn(digits):
        return True
    return _MOBILE.fullmatch(digits) is not None or _is_structured(digits)


def _is_structured(digits: str) -> bool:
    """A NIK of a known district, or as long as a NIP and of people who may be in office."""
    return (len(digits) == 16 and nik_region(digits) is Region.DISTRICT) or (len(digits) == 18 and digits[:2] in ("19", "20"))


def _near(pattern: re.Pattern[str], text: str, ends: Sequence[int]) -> Iterator[re.Match[str]]:
    """Matches near the ends of a trigger: most of a text is never looked at."""
    low = high = 0
    for end in ends:
        if end <= high:
            continue
        if end - _BACK > high:
            yield from pattern.finditer(text, low, high)
            low = max(high, end - _BACK)
        high = end + _FORTH
    yield from pattern.finditer(text, low, high)


def _gathered(text: str, groups: list[tuple[int, int]], floor: int) -> Iterator[Edit]:
    joints = [_joint(text[low:high]) for (_, low), (high, _) in pairwise(groups)]
    start = groups[0][0]
    label = names_number(text[max(floor, start - _LABEL_REACH) : start])
    first = 0
    while first < len(joints):
        last = _last_group(text, groups, joints, first, label if first == 0 else "")
        if last > first:
            yield Edit(groups[first][0], groups[last][1], "".join(text[low:high] for low, high in groups[first : last + 1]))
        first = last + 1


@lru_cache(maxsize=1024)
def _joint(between: str) -> _Joint:
    if _PLAIN_JOINT.fullmatch(between):
        return _Joint.PLAIN
    if _ONLY_GLUE.fullmatch(between):
        return _Joint.GLUE
    return _Joint.TIGHT if _ONLY_TIGHT.fullmatch(between) else _Joint.CELL


def _last_group(text: str, groups: list[tuple[int, int]], joints: list[_Joint], first: int, label: str) -> int:
    """The last group of the number that begins with ``groups[first]``, or ``first`` where nothing needs to be joined."""
    lengths = LENGTHS.get(label, frozenset())
    if not label and first and _is_single(groups[first - 1]) and _is_single(groups[first]):
        return first
    size = groups[first][1] - groups[first][0]
    if size in lengths and joints[first] is not _Joint.GLUE:
        return first
    best, loosest = first, _Joint.PLAIN
    for last in range(first + 1, len(groups)):
        start, end = groups[last]
        size += end - start
        if size > _MOST:
            break
        loosest = max(loosest, joints[last - 1])
        if loosest is _Joint.PLAIN:
            # an ordinary grouping: found where it stands
            if size in lengths:
                return first
        elif loosest <= _Joint.TIGHT:
            if size >= _FEWEST:
                best = last
        elif size in lengths:
            if best == first or end - start > 1 or last == len(joints):
                best = last
        elif size == 16 and label in ("", "ID_NIK") and _shaped(groups[first : last + 1]):
            digits = "".join(text[low:high] for low, high in groups[first : last + 1])
            if nik_region(digits) is Region.DISTRICT:
                best = last
    return best


def _is_single(group: tuple[int, int]) -> bool:
    return group[1] - group[0] == 1


def _shaped(groups: list[tuple[int, int]]) -> bool:
    """Whether sixteen digits are parted as people part a NIK: one by one, or into two to four groups of four or more."""
    sizes = [end - start for start, end in groups]
    return len(sizes) == 16 or (len(sizes) <= 4 and min(sizes) >= 4)
