"""Names that the words around them tell, whatever they look like: whom a telephone number reaches, and who is introduced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .name_words import HONORIFICS, NOT_NAMES, TITLES
from .recognizer import Match

__all__ = ["told_names"]

_ADDRESSED = HONORIFICS | TITLES
_CONTACTS = frozenset(
    ("cp", "pic", "kontak", "person", "hub", "hubungi", "sopir", "driver", "supir", "kadus", "kades", "sy", "saya", "aku")
)
"""Before a name and the telephone number behind it: in chats in lower case, where the model sees a word."""
_WORD = re.compile(r"[^\W\d_]+")
_ONLY_NAMES = re.compile(r"[^\W\d_]{3,20}(?: [^\W\d_]{3,20}){0,2}[ ,:(]{1,3}")
_MOST_WORDS_OF_A_CONTACT = 3
_EIGHT = re.compile(r"8[1-9]")
_MOBILE = re.compile(r"(?:(?<![0-9])0|(?<![0-9])\+?62)[ \-]?\Z")
"""What stands before the 8 of a mobile number."""
_BEFORE_EIGHT = ("0", "2", " ", "-")
_LONGEST_CONTACT = 64
_INTRODUCTIONS = ("name is", "Mr.", "Mrs.", "Ms.", "mr.", "mrs.", "ms.", "Dg.", "dg.", "bernama", "ama saya")
"""One of them is in every text that ``_INTRODUCED`` meets: looking for them costs next to nothing."""
_INTRODUCED = re.compile(
    r"\b(?:[Mm]y name is|(?:[Mm]rs|[Mm]s|[Mm]r|[Dd]g)\.|bernama|[Nn]ama saya) (?P<name>[A-Z][^\W\d_]{2,20}(?: [A-Z][^\W\d_]{1,20}){0,3})\b"
)
_INTRODUCED_SCORE, _CONTACT_SCORE = 0.85, 0.7


def told_names(text: str) -> Iterator[Match]:
    """Names that the words around them tell whatever they look like."""
    for eight in _EIGHT.finditer(text):
        if text[eight.start() - 1 : eight.start()] not in _BEFORE_EIGHT:
            continue
        mobile = _MOBILE.search(text, max(0, eight.start() - 5), eight.start())
        if mobile is None:
            continue
        contact = _contact(text, mobile.start())
        if contact is not None:
            yield contact
    if any(words in text for words in _INTRODUCTIONS):
        for match in _INTRODUCED.finditer(text):
            if _may_be_name(match["name"]):
                yield Match(*match.span("name"), _INTRODUCED_SCORE)


def _contact(text: str, at: int) -> Match | None:
    """The one to three words between a word for contacts and the telephone number at ``at``."""
    words = list(_WORD.finditer(text, max(0, at - _LONGEST_CONTACT), at))
    for count in range(1, min(_MOST_WORDS_OF_A_CONTACT, len(words) - 1) + 1):
        if words[-count - 1].group().lower() in _CONTACTS:
            start, end = words[-count].start(), words[-1].end()
            between = text[words[-count - 1].end() : start].strip(" ")
            if between not in ("", ".", ":") or not _ONLY_NAMES.fullmatch(text, start, at) or not _may_be_name(text[start:end]):
                return None
            return Match(start, end, _CONTACT_SCORE)
    return None


def _may_be_name(words: str) -> bool:
    lower = words.lower().split()
    return NOT_NAMES.isdisjoint(lower) and _ADDRESSED.isdisjoint(lower)
