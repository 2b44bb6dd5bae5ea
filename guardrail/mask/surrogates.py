"""Surrogates: values that look like the real ones, for AI services and schemas that refuse a token.

Each keeps the length and the marks of what it stands for. NIK and KK of a province 99 (Kemendagri has none), mobile numbers that begin
084 (given to no operator), mail at ``example.invalid`` (RFC 6761) and addresses of networks for documentation (RFC 5737, RFC 3849) are
nobody's. Names come from a list of invented ones, dates from anywhere, other numbers begin 99: those may be somebody's by chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Final

__all__ = ["LONGEST", "surrogate"]

LONGEST: Final = 64
"""Characters of a surrogate. A longer value gets a token."""

_GIVEN: Final = ("Arwendra", "Bimastya", "Citarasmi", "Danurwenda", "Elangsakti", "Galuhpita", "Harsanti", "Indrasmara")
_GIVEN_MORE: Final = ("Kertawangsa", "Larasmaya", "Manggalani", "Nirwasita", "Pramudyani", "Ranggasena", "Sekarwening", "Tirtaningsih")
_FAMILY: Final = ("Adhiwinata", "Brajanata", "Cakrabuana", "Darmasetya", "Gandawijaya", "Hastabrata", "Jayakirana", "Kusumadewa")
_FAMILY_MORE: Final = ("Lokananta", "Mangkuraga", "Nataprawira", "Purbaningrat", "Raksabumi", "Suryalaga", "Wanasaba", "Yudhapati")
_MONTHS: Final = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_DATE = re.compile(r"(?P<day>\d{1,2})(?P<mark>[-/. ])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})\Z")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_WRITTEN = re.compile(r"\d{1,2} [A-Za-z]{3,9} \d{4}\Z")
_CODE: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_SHORTEST: Final = 8
"""Digits from which a number is long enough to begin with 99 and stay one of many."""


class _Dice:
    """Numbers drawn from a keyed code, the same ones each time."""

    __slots__ = ("_rest",)

    def __init__(self, code: str) -> None:
        self._rest = int.from_bytes(sha256(code.encode("ascii")).digest(), "big")

    def below(self, limit: int) -> int:
        self._rest, drawn = divmod(self._rest, limit)
        return drawn

    def pick(self, *words: str) -> str:
        return words[self.below(len(words))]

    def digits(self, count: int) -> str:
        return "".join(str(self.below(10)) for _ in range(count))


def surrogate(entity: str, text: str, code: str) -> str | None:
    """What may stand for the value. ``code`` is a keyed code of it: another one gives another surrogate. None for a kind or a form that
    has no surrogate.
    """
    form = _FORMS.get(entity, _number if entity.startswith("ID_") else None)
    if form is None or len(text) > LONGEST:
        return None
    found = form(text, _Dice(code))
    return found if found and found != text and len(found) <= LONGEST else None


def _filled(text: str, digits: str) -> str:
    """The text with other digits, its marks where they were."""
    following: Iterator[str] = iter(digits)
    return "".join(next(following) if "0" <= character <= "9" else character for character in text)


def _count(text: str) -> int:
    return sum("0" <= character <= "9" for character in text)


def _nik(text: str, dice: _Dice) -> str | None:
    if _count(text) != 16:
        return _number(text, dice)
    day, month, year = dice.below(28) + 1, dice.below(12) + 1, dice.below(100)
    return _filled(text, f"99{dice.digits(4)}{day:02}{month:02}{year:02}{dice.below(9999) + 1:04}")


def _number(text: str, dice: _Dice) -> str | None:
    """Digits for digits and capitals for letters; what holds neither, or other letters, has no form."""
    count = _count(text)
    if not count or any(character.isalpha() and not "A" <= character <= "Z" for character in text):
        return None
    digits = "99" + dice.digits(count - 2) if count >= _SHORTEST else dice.digits(count)
    return "".join(chr(65 + dice.below(26)) if "A" <= character <= "Z" else character for character in _filled(text, digits))


def _phone(text: str, dice: _Dice) -> str | None:
    digits = [character for character in text if "0" <= character <= "9"]
    prefix = "6284" if digits[:2] == ["6", "2"] else "084"
    return _filled(text, prefix + dice.digits(len(digits) - len(prefix))) if len(digits) >= 9 and text.isascii() else None


def _email(text: str, dice: _Dice) -> str:
    return f"warga.{''.join(dice.pick(*_CODE) for _ in range(10))}@example.invalid"


def _person(text: str, dice: _Dice) -> str:
    given, family = dice.pick(*_GIVEN, *_GIVEN_MORE), dice.pick(*_FAMILY, *_FAMILY_MORE)
    name = f"{given} {family}" if " " in text.strip() else given
    return name.upper() if text.isupper() else name.lower() if text.islower() else name


def _date(text: str, dice: _Dice) -> str | None:
    day, month, year = dice.below(28) + 1, dice.below(12) + 1, 1940 + dice.below(70)
    if _ISO.match(text):
        return f"{year}-{month:02}-{day:02}"
    if found := _DATE.match(text):
        return found["mark"].join((f"{day:02}", f"{month:02}", str(year)))
    return f"{day} {_MONTHS[month - 1]} {year}" if _WRITTEN.match(text) else None


def _address(text: str, dice: _Dice) -> str:
    if ":" in text:
        return f"2001:db8:{dice.below(65536):x}:{dice.below(65536):x}::{dice.below(65535) + 1:x}"
    return f"{dice.pick('192.0.2', '198.51.100', '203.0.113')}.{dice.below(254) + 1}"


_FORMS: Mapping[str, Callable[[str, _Dice], str | None]] = MappingProxyType(
    {
        "ID_NIK": _nik,
        "ID_KK": _nik,
        "PHONE_NUMBER": _phone,
        "EMAIL_ADDRESS": _email,
        "PERSON": _person,
        "DATE_OF_BIRTH": _date,
        "IP_ADDRESS": _address,
        "CREDIT_CARD": _number,
        "MEDICAL_RECORD": _number,
        "IMEI": _number,
    }
)
