"""Calendar dates as Indonesians and forms write them, and whether they exist. Whose date it is, others decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Date", "find_dates", "match_date"]


class Date(NamedTuple):
    """``text[start:end]``. ``year`` is as written: two digits or four."""

    start: int
    end: int
    day: int
    month: int
    year: int


_NAMES = (
    "januari january jan",
    "februari february pebruari feb peb febr",
    "maret march mar mrt",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agt agst agu ags aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_DATE = re.compile(
    r"(?<![0-9])(?<![0-9][./\-])(?:"
    r"(?P<d>[0-9]{1,2})(?P<s> ?[/.\-] ?)(?P<m>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4}|[0-9]{2})"
    r"|(?P<iy>[0-9]{4})(?P<is>[/.\-])(?P<im>[0-9]{1,2})(?P=is)(?P<id>[0-9]{1,2})"
    rf"|(?P<nd>[0-9]{{1,2}})(?:[ ./\-]|, ?| - )?(?P<nm>{_MONTH})(?:\. ?|, ?|[ /\-]| - |')?(?P<ny>[0-9]{{4}}|[0-9]{{2}})"
    r"|(?P<c>[0-9]{8})"
    r")(?![0-9])(?![./\-][0-9])"
    rf"|(?<![a-z])(?=[adfjmnops])(?P<em>{_MONTH})\.? (?P<ed>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<ey>[0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)


def match_date(text: str, at: int) -> Date | None:
    """The date that starts at ``at``."""
    match = _DATE.match(text, at)
    return _date(match) if match else None


def find_dates(text: str, start: int, end: int) -> Iterator[Date]:
    """The dates in ``text[start:end]``."""
    for match in _DATE.finditer(text, start, end):
        date = _date(match)
        if date is not None:
            yield date


def _date(match: re.Match[str]) -> Date | None:
    groups = match.groupdict()
    if groups["c"]:
        compact = groups["c"]
        readings = ((compact[:2], compact[2:4], compact[4:]), (compact[6:], compact[4:6], compact[:4]))
    elif groups["d"]:
        swapped = "/" in groups["s"]  # as Americans write it, where it can be nothing else
        readings = (
            (groups["d"], groups["m"], groups["y"]),
            (groups["m" if swapped else "d"], groups["d" if swapped else "m"], groups["y"]),
        )
    elif groups["iy"]:
        readings = ((groups["id"], groups["im"], groups["iy"]),) * 2
    else:
        kind = "n" if groups["nd"] else "e"
        month = str(_MONTHS[groups[kind + "m"].lower()])
        readings = ((groups[kind + "d"], month, groups[kind + "y"]),) * 2
    for reading in readings:
        day, month_number, year = map(int, reading)
        if _exists(day, month_number, year, len(reading[2])):
            return Date(match.start(), match.end(), day, month_number, year)
    return None


def _exists(day: int, month: int, year: int, year_digits: int) -> bool:
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month]:
        return False
    if year_digits == 4 and not _FIRST_YEAR <= year <= _LAST_YEAR:
        return False
    return (day, month) != (29, 2) or (year % 4 == 0 and year != _FIRST_YEAR)
