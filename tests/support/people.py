"""Invented people with structurally valid, unique numbers. Every value is a canary: it may stand in no log, record or error."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from .canaries import CANARIES

__all__ = ["Person", "a_person"]

_NUMBERS = count()
_FIRST = ("Ba", "Ce", "Di", "Fa", "Ga", "He", "Ju", "Ka", "Lu", "Mo", "Na", "Pu", "Ra", "Sa", "Ti", "Wa")
_MIDDLE = ("gro", "hwe", "jri", "kso", "lmu", "ndri", "pto", "rwi", "sdu", "tga")
_LAST = ("nto", "wati", "man", "rjo", "dewi", "gan", "puspa", "hadi")
_CHECKED = 8
"""Digits of an NPWP before its check digit."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist. The NIK has Semarang's code and a serial in the 9000s, the mail address a domain of examples."""

    name: str
    nik: str
    phone: str
    email: str
    npwp: str

    @property
    def values(self) -> tuple[str, ...]:
        return (self.name, self.nik, self.phone, self.email, self.npwp)

    def introduced(self) -> str:
        """A sentence with every value, each behind the label a letter would give it."""
        return f"Nama: {self.name}, NIK {self.nik}, HP {self.phone}, surel {self.email}, NPWP {self.npwp}."


def a_person() -> Person:
    """The next one: no two in a session share a value."""
    number = next(_NUMBERS)
    born = f"{1 + number // 1000 % 28:02}{1 + number // 28_000 % 12:02}{70 + number // 336_000 % 29}"
    payer = f"09{number:06}"
    name = f"{_word(number)} {_word(number // 1280 + 641)}"
    person = Person(
        name=name,
        nik=f"337401{born}{9000 + number % 1000}",
        phone=f"0812-{number // 100 % 10_000:04}-99{number % 100:02}",
        email=f"{name.lower().replace(' ', '.')}{number}@contoh.id",
        npwp=f"{payer[:2]}.{payer[2:5]}.{payer[5:8]}.{_check_digit(payer)}-407.000",
    )
    for value in person.values:
        CANARIES.add(value)
    return person


def _word(number: int) -> str:
    first, rest = _FIRST[number % 16], number // 16
    return first + _MIDDLE[rest % 10] + _LAST[rest // 10 % 8]


def _check_digit(digits: str) -> int:
    """The ninth digit that makes all nine pass Luhn (ISO/IEC 7812-1 annex B)."""
    assert len(digits) == _CHECKED
    doubled = [int(digit) * 2 for digit in digits[::-2]]
    total = sum(int(digit) for digit in digits[-2::-2]) + sum(value - 9 if value > 9 else value for value in doubled)
    return -total % 10
