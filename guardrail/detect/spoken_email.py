"""E-mail addresses as they are dictated or hidden from robots: "budi dot s at contoh titik com", "budi (at) contoh [dot] com"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .rewriting import Edit

__all__ = ["BROKEN_EMAIL_TRIGGER", "SPOKEN_EMAIL_TRIGGER", "broken_emails", "spoken_emails"]

_TOP_LEVEL = "com|net|org|id|edu|gov|info|co|go|ac|sch|or|web|my|biz|desa|mil|me|io|dev|app|xyz"
_OPEN, _CLOSE = r"[ \t]{0,2}[\[({<][ \t]{0,2}", r"[ \t]{0,2}[\])}>][ \t]{0,2}"
SPOKEN_EMAIL_TRIGGER = (
    rf"(?:[ \t\]\[(){{}}<>](?:dot|titik|d0t)[ \t\]\[(){{}}<>]{{1,3}}|\. com|[ \t]\.[ \t]?|[(\[{{<]\.[)\]}}>])"
    rf"(?:{_TOP_LEVEL})\b|[ \t]@|@[ \t]|[\[({{<] ?(?:at|et|add|ad)[ \])}}>]"
)
BROKEN_EMAIL_TRIGGER = r"[a-z0-9_]\r?\n[a-z0-9._]{1,30}@|@[a-z0-9.\-]{1,40}\r?\n[a-z]"
_AT = rf"(?:{_OPEN}(?:at|et|add|ad|@){_CLOSE}|[ \t]{{1,2}}at[ \t]{{1,2}}|[ \t]{{0,2}}@[ \t]{{0,2}})"
_SPOKEN_DOT = rf"(?:{_OPEN}(?:dot|titik|d0t|\.){_CLOSE}|[ \t]{{1,2}}(?:dot|titik|d0t)[ \t]{{1,2}})"
_DOT = rf"(?:{_SPOKEN_DOT}|[ \t]\.[ \t]?|\.[ \t](?=com\b)|\.)"
_PART = r"[a-z0-9_+%\-]{1,40}"
_AT_SIGN = re.compile(_AT, re.IGNORECASE)
# Before the sign only bracketed or spelled dots join: "Terima kasih. budi at ..." begins at "budi".
_JOIN = rf"(?:{_SPOKEN_DOT}|\.)"
_LOCAL = re.compile(rf"(?<![a-z0-9_+%\-.]){_PART}(?:{_JOIN}{_PART}){{0,5}}\Z", re.IGNORECASE)
_DOMAIN = re.compile(rf"[a-z0-9\-]{{1,63}}(?:{_DOT}(?:{_PART}(?={_DOT})|(?:{_TOP_LEVEL})\b)){{0,4}}{_DOT}(?:{_TOP_LEVEL})\b", re.IGNORECASE)
_MARKS = re.compile(_DOT, re.IGNORECASE)
_SPOKEN = re.compile(_SPOKEN_DOT, re.IGNORECASE)
_BROKEN_LOCAL = re.compile(r"(?<![\w.])[\w.\-]{1,40}[a-z0-9_](\r?\n)[a-z0-9._]{1,30}@", re.IGNORECASE)
_BROKEN_DOMAIN = re.compile(r"@[a-z0-9\-]{1,40}(?:(\r?\n)[a-z0-9\-]{0,30}\.[a-z]{2,}|(?:\.[a-z0-9\-]{1,30}){0,2}\.(\r?\n)[a-z]{2,4}\b)")
_WINDOW = 120


def spoken_emails(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Each address with a sign or a dot in words, brackets or spaces; its domain must end in a known top-level domain."""
    done = 0
    for sign in _AT_SIGN.finditer(text):
        if sign.start() < done:
            continue
        domain = _DOMAIN.match(text, sign.end(), sign.end() + _WINDOW)
        local = _LOCAL.search(text, max(done, sign.start() - _WINDOW), sign.start()) if domain else None
        if domain is None or local is None:
            continue
        # "look at example.com" is no address
        if sign.group().strip().lower() == "at" and not _SPOKEN.search(domain.group()):
            continue
        done = domain.end()
        plain = f"{_MARKS.sub('.', local.group())}@{_MARKS.sub('.', domain.group())}"
        if plain != text[local.start() : done]:
            yield Edit(local.start(), done, plain)


def broken_emails(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Line ends inside an address. What stands before one belongs to it only if it is no plain word."""
    for match in _BROKEN_LOCAL.finditer(text):
        if not text[match.start() : match.start(1)].isalpha():
            yield Edit(match.start(1), match.end(1), "")
    for match in _BROKEN_DOMAIN.finditer(text):
        group = 1 if match.group(1) else 2
        yield Edit(match.start(group), match.end(group), "")
