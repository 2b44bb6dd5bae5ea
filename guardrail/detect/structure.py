"""Rules of structure that several identifiers share, each as a ``Check`` in words. Pure; what is found is decided elsewhere."""

from __future__ import annotations

from .checks import is_birth_date, luhn
from .explanation import Check, Phrase
from .regions import Region, region_of

__all__ = ["birth_check", "first_digits", "luhn_check", "nik_checks", "region_checks", "serial_check"]

_LEVELS = (
    (Region.DISTRICT, Phrase("kode kecamatan Kemendagri dikenal", "Kemendagri district code known")),
    (Region.REGENCY, Phrase("kode kabupaten/kota Kemendagri dikenal", "Kemendagri regency code known")),
    (Region.PROVINCE, Phrase("kode provinsi Kemendagri dikenal", "Kemendagri province code known")),
)
_WOMEN = 40


def region_checks(digits: str) -> tuple[Check, ...]:
    """The rungs of the ladder district, regency, province down to the first that is known."""
    region = region_of(digits)
    return tuple(Check(rule, region is level) for level, rule in _LEVELS if level >= region)


def birth_check(ddmmyy: str) -> Check:
    """Whether six digits are a date of birth; the day is + 40 for women."""
    if int(ddmmyy[:2]) > _WOMEN:
        return Check(Phrase("tanggal lahir nyata, perempuan (hari + 40)", "date of birth real, woman (day + 40)"), is_birth_date(ddmmyy))
    return Check(Phrase("tanggal lahir nyata", "date of birth real"), is_birth_date(ddmmyy))


def serial_check(serial: str) -> Check:
    zeros = "0" * len(serial)
    return Check(Phrase(f"nomor urut bukan {zeros}", f"serial not {zeros}"), serial != zeros)


def nik_checks(digits: str) -> tuple[Check, ...]:
    """Region (6), birth date (6), serial (4): UU 24/2013, Perpres 96/2018."""
    return (*region_checks(digits), birth_check(digits[6:12]), serial_check(digits[12:16]))


def luhn_check(digits: str, part: Phrase) -> Check:
    """``part`` says which digits: "all", "first nine"."""
    return Check(Phrase(f"Luhn, {part.indonesian}", f"Luhn, {part.english}"), luhn(digits))


def first_digits(digits: str, *prefixes: str) -> Check:
    """Whether the number begins as its issuer's numbers do."""
    row = ", ".join(prefixes)
    return Check(Phrase(f"diawali {row}", f"begins with {row}"), digits.startswith(prefixes))
