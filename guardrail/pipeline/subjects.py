"""Keyed tags of the people in a call, so that "did this NIK pass through?" has an answer from a log that holds no NIK.

Names are not tagged: they are spelled in too many ways, and shared by too many.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from hmac import digest
from typing import Final, TypeAlias

__all__ = ["KINDS", "Tags", "normal_form", "subject_tag", "subject_tags"]

KINDS: Final[Mapping[str, str]] = {
    "ID_NIK": "nik",
    "ID_KK": "kk",
    "ID_NPWP": "npwp",
    "ID_NIP": "nip",
    "ID_BPJS": "bpjs",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
}
"""Entities that are tagged, and the kind that stands in records."""
_LENGTHS: Final[Mapping[str, range]] = {
    "nik": range(16, 17),
    "kk": range(16, 17),
    "npwp": range(15, 17),
    "nip": range(18, 19),
    "bpjs": range(11, 14),
    "phone": range(7, 16),
}
_MOST = 64
_SEPARATOR = b"\x1f"

Tags: TypeAlias = Mapping[str, list[str]]
"""Of each kind the tags, sorted."""


def normal_form(kind: str, value: str) -> str:
    """The one spelling of a value: digits alone, a telephone number without its +62 or 0, an address in lower case.

    Empty where the value is not spelled out (it may stand encoded in its text): then there is nothing to tag.
    """
    folded = value if value.isascii() else unicodedata.normalize("NFKC", value)
    if kind == "email":
        return folded.strip().casefold() if "@" in folded else ""
    if folded.isascii():
        digits = folded if folded.isdigit() else "".join(filter(str.isdigit, folded))
    else:
        digits = "".join([str(unicodedata.digit(char)) for char in folded if char.isdigit()])
    if len(digits) not in _LENGTHS[kind]:
        return ""
    if kind == "phone":
        return digits.removeprefix("62").removeprefix("0")
    return digits


def subject_tag(key: bytes, kind: str, form: str) -> str:
    """32 hex digits of HMAC-SHA256 under the key of one tenant and year; without the key a NIK could be found by trying all of them."""
    return digest(key, kind.encode() + _SEPARATOR + form.encode(), "sha256")[:16].hex()


def subject_tags(key: bytes, found: Iterable[tuple[str, str]]) -> tuple[Tags, int]:
    """Tags of (entity, text) pairs, and how many distinct ones did not fit into a record."""
    tags: dict[str, set[str]] = {}
    for entity, text in set(found):
        kind = KINDS.get(entity)
        if kind is not None and (form := normal_form(kind, text)):
            tags.setdefault(kind, set()).add(subject_tag(key, kind, form))
    kept = {kind: sorted(some)[:_MOST] for kind, some in sorted(tags.items())}
    return kept, sum(map(len, tags.values())) - sum(map(len, kept.values()))
