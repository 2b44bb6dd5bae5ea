"""Check digits and calendar rules of identifiers: pure functions of digit strings, no text and no context."""

from __future__ import annotations

from .regions import Region, region_of

__all__ = ["card_issuer", "icao_check", "is_birth_date", "luhn", "nik_region"]

_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
_MRZ = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
_FILLER = len(_MRZ) - 1
_ZERO = ord("0")
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


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
    day, month, year = int(ddmmyy[:2]), int(ddmmyy[2:4]), int(ddmmyy[4:6])
    if day > 40:
        day -= 40
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month]:
        return False
    return (day, month) != (29, 2) or year % 4 == 0


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
    if digits[0] not in "123456":
        return False
    size = len(digits)
    two, four = int(digits[:2]), int(digits[:4])
    if digits[0] == "4":
        return size in (13, 16, 19)
    if 51 <= two <= 55 or 2221 <= four <= 2720:
        return size == 16
    if two in (34, 37):
        return size == 15
    if 3528 <= four <= 3589 or two in (62, 65) or four == 6011:
        return 16 <= size <= 19
    if two in (36, 38, 39) or 300 <= four // 10 <= 305:
        return size == 14
    return four in (6013, 6019, 1946, 5898, 6304, 6759) and 16 <= size <= 19
