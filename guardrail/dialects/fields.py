"""What the name of a field in JSON says of its value: which short numbers are someone's, and whose names a vague name borrows. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

__all__ = ["label_below", "labels_of_items", "names_short_number"]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SHORT: Final = frozenset(
    (
        *("lat", "latitude", "lintang", "lng", "lon", "long", "longitude", "bujur"),
        *("cvv", "cvc", "pin", "otp", "passcode", "password", "sandi"),
        *("lahir", "dob", "birthdate", "birthday", "norm", "mrn", "medis"),
        *("hp", "telp", "telepon", "phone", "wa", "rekening", "norek"),
    )
)
_QUALIFIERS: Final = frozenset(("no", "nomor", "number", "code", "kode", "baru", "lama", "new", "old", "atm", "deg", "user", "id"))
_VAGUE: Final = frozenset(("tanggal", "tgl", "date", "nomor", "no", "number", "nilai", "value", "angka"))
_POINT: Final = ("longitude", "latitude", "altitude")
"""RFC 7946, 3.1.1: in this order."""
_LONGEST: Final = 60


def names_short_number(label: str) -> bool:
    """Whether a number under this name is someone's even when it is too short to be an identifier: a PIN, half of a place."""
    return _names_short_number(label[:_LONGEST])  # a name of a megabyte is not to be remembered


@lru_cache(maxsize=4096)
def _names_short_number(label: str) -> bool:
    words = [word.lower() for word in _WORD.findall(label)]
    while len(words) > 1 and words[-1] in _QUALIFIERS:
        words.pop()
    return bool(words) and words[-1] in _SHORT


def label_below(label: str, key: str) -> str:
    """The label of what stands under ``key`` in an object that is labelled itself: ``{"ttl": {"tanggal": ...}}`` is "ttl tanggal"."""
    return f"{label} {key}" if label and key.lower() in _VAGUE else key


def labels_of_items(label: str, items: Sequence[object]) -> Sequence[str]:
    """The label of each element of an array: its own name, but a point of GeoJSON has longitude and latitude, and no line or area has."""
    if label != "coordinates":
        return (label,) * len(items)
    if 2 <= len(items) <= len(_POINT) and all(type(item) in (int, float) for item in items):
        return _POINT[: len(items)]
    return ("",) * len(items)
