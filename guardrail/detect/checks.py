"""Check digits and calendar rules of identifiers: pure functions of digit strings, no text and no context."""

from __future__ import annotations

from collections.abc import Collection

from .regions import Region, region_of

__all__ = ["card_issuer", "icao_check", "is_birth_date", "luhn", "nik_region"]

_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
_MRZ = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
_FILLER = len(_MRZ) - 1
_ZERO = ord("0")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BIRTHDAYS = frozenset(
    f"{day + woman:02}{month:02}" for month, days in enumerate(_DAYS, 1) for day in range(1, days + 1) for woman in (0, 40)
)
_LEAP_DAYS = frozenset(("2902", "6902"))


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B, over all ``digits`` including the check digit."""
    data = digits.encode("ascii")
    return (sum(data[-1::-2]) + sum(data[-2::-2].translate(_DOUBLED)) - _ZERO * len(data)) % 10 == 0


def icao_check(part: str) -> int:
    """The check digit of a part of a machine-readable zone: weights 7, 3, 1, "A" is 10, "<" is 0 (ICAO 9303-3); -1 for other characters."""
    values = [_MRZ.find(char) for char in part]
    if min(values, default=0) < 0:
        return -1
    return sum(value % _FILLER * (7, 3, 1)[index % 3] for index, value in enumerate(values)) % 10


def is_birth_date(ddmmyy: str) -> bool:
    """A calendar date in either century, day + 40 for women. Leap days need only a year divisible by four: 2000 was one, 1900 was not."""
    day_and_month = ddmmyy[:4]
    return day_and_month in _BIRTHDAYS and (day_and_month not in _LEAP_DAYS or int(ddmmyy[4:6]) % 4 == 0)


def nik_region(digits: str) -> Region:
    """What is known of the region of a NIK-shaped number of 16 digits; ``UNKNOWN`` if it cannot be a NIK.

    Region (6), birth date (6), serial (4, not 0000): Permendagri 72/2022 and Perpres 96/2018. There is no check digit.
    """
    region = region_of(digits)
    if region is Region.UNKNOWN or digits[12:] == "0000" or not is_birth_date(digits[6:12]):
        return Region.UNKNOWN
    return region


def card_issuer(digits: str) -> bool:
    """Whether the number starts and is as long as those of a card scheme in use in Indonesia (ISO/IEC 7812 ranges)."""
    return len(digits) in _CARD_SIZES.get(digits[:4], ())


def _card_sizes(four: int) -> Collection[int]:
    """How many digits cards have that begin with these four."""
    two = four // 100
    if two // 10 == 4:
        return (13, 16, 19)
    if 51 <= two <= 55 or 2221 <= four <= 2720:
        return (16,)
    if two in (34, 37):
        return (15,)
    if 3528 <= four <= 3589 or two in (62, 65) or four == 6011:
        return range(16, 20)
    if two in (36, 38, 39) or 300 <= four // 10 <= 305:
        return (14,)
    return range(16, 20) if four in (6013, 6019, 1946, 5898, 6304, 6759) else ()


_CARD_SIZES = {str(four): sizes for four in range(1000, 7000) if (sizes := _card_sizes(four))}
