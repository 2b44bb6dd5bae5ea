"""A value made coarser: enough of it for statistics and advice, too little to find its person. What has no coarser form becomes a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from .token import token_type

__all__ = ["generalize"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_AGE = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
_OLDEST: Final = 90
"""From this age on people are few, so they share one band (as in HIPAA's safe harbor, 45 CFR 164.514(b)(2)(i)(C))."""
_CITY = re.compile(
    r"\b(?P<kind>[Kk]ota|KOTA|[Kk]abupaten|KABUPATEN|[Kk]ab\.?|KAB\.?)[ \t]+"
    r"(?:[Aa]dm(?:inistrasi|\.)[ \t]+)?(?P<name>[A-Z][A-Za-z]+(?:[ \t][A-Z][A-Za-z]+){0,2})"
)
_DECIMAL = re.compile(r"(?P<whole>[-+]?\d{1,3})(?P<mark>[.,])(?P<tenth>\d)\d*")
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "ADDRESS": "alamat",
        "AGE": "umur",
        "COORDINATES": "koordinat",
        "CREDIT_CARD": "nomor kartu",
        "DATE_OF_BIRTH": "tanggal lahir",
        "EMAIL_ADDRESS": "alamat surel",
        "HEALTH": "data kesehatan",
        "ID_BANK_ACCOUNT": "nomor rekening",
        "ID_KK": "nomor kartu keluarga",
        "ID_PASSPORT": "nomor paspor",
        "ID_VEHICLE_PLATE": "nomor kendaraan",
        "IP_ADDRESS": "alamat IP",
        "MEDICAL_RECORD": "nomor rekam medis",
        "PERSON": "nama orang",
        "PHONE_NUMBER": "nomor telepon",
        "RELIGION": "agama",
        "SECRET": "rahasia",
    }
)


def generalize(entity: str, text: str, *, date: str = "year", band: int = 10) -> str:
    """The coarser form: of a date of birth its year (or, with ``date="decade"``, its decade), of an age its band of ``band`` years, of
    an address the city or regency that it names, of coordinates one decimal (about 11 km). Of everything else, and of what cannot be
    read, the Indonesian word for its kind: ``(nomor telepon)``.
    """
    coarser = _COARSER.get(entity)
    found = coarser(text, date, band) if coarser is not None else None
    return found if found is not None else f"({_WORDS.get(entity, token_type(entity))})"


def _birth(text: str, date: str, band: int) -> str | None:
    years = set(_YEAR.findall(text))
    if len(years) != 1:
        return None
    (year,) = years
    return f"{year[:3]}0-an" if date == "decade" else year


def _age(text: str, date: str, band: int) -> str | None:
    found = _AGE.findall(text)
    if len(found) != 1:
        return None
    low = int(found[0]) // band * band
    return f"{_OLDEST} tahun ke atas" if low >= _OLDEST else f"{low}-{low + band - 1} tahun"


def _address(text: str, date: str, band: int) -> str | None:
    found = list(_CITY.finditer(text))
    if not found:
        return None
    city = found[-1]  # the larger part stands behind the smaller one
    return f"{'Kota' if city['kind'].lower() == 'kota' else 'Kabupaten'} {city['name'].title()}"


def _coordinates(text: str, date: str, band: int) -> str | None:
    """Cut, not rounded: both hide the same, and a cut never leaves its band. Degrees with minutes have no decimal to cut at."""
    return _DECIMAL.sub(r"\g<whole>\g<mark>\g<tenth>", text) if len(_DECIMAL.findall(text)) == 2 and _only_decimals(text) else None


def _only_decimals(text: str) -> bool:
    return not any(character.isdigit() for character in _DECIMAL.sub("", text))


_COARSER: Mapping[str, Callable[[str, str, int], str | None]] = MappingProxyType(
    {"DATE_OF_BIRTH": _birth, "AGE": _age, "ADDRESS": _address, "COORDINATES": _coordinates}
)
