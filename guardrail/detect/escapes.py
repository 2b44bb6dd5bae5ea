"""Characters written as escapes: percent, HTML entities, backslash escapes of JSON and of programs, quoted-printable, CDATA.

Each is read as the one character it stands for, so that a finding covers exactly its own escapes. Never makes a text longer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from .normalizer import normalize
from .rewriting import Edit

__all__ = [
    "BACKSLASH_TRIGGER",
    "ENTITY_TRIGGER",
    "PERCENT_TRIGGER",
    "PLUS_TRIGGER",
    "QUOTED_TRIGGER",
    "backslashes",
    "entities",
    "percents",
    "pluses",
    "quoted_printable",
]

PERCENT_TRIGGER = r"%(?:u[0-9a-f])?[0-9a-f][0-9a-f]"
ENTITY_TRIGGER = r"&#?[a-z0-9]{2,8};|&#x?[0-9a-f]{2,6}|<!\[CDATA\["
BACKSLASH_TRIGGER = r"\\(?:[\"/nrt]|u[0-9a-f]{4}|x[0-9a-f]{2}|u\{|[01][0-7]{2}\\[01][0-7]{2}|[_*.#\-][0-9])"
QUOTED_TRIGGER = r"=[0-9a-f][0-9a-f]=[0-9a-f][0-9a-f]|[0-9]=3[0-9]|[0-9a-z@._\-]=\r?\n[0-9a-z@._ \-]"
PLUS_TRIGGER = r"[?&][a-z_]{1,24}=[a-z0-9.%\-]{1,40}\+[a-z0-9]"

# "%2533" is "%33" encoded again: read at once, however often it was done.
_PERCENTS = re.compile(r"(?:%(?:25)*[0-9a-f]{2})+", re.IGNORECASE)
_PERCENT = re.compile(r"%(?:25)*([0-9a-f]{2})", re.IGNORECASE)
_PERCENT_UNIT = re.compile(r"%(?:25)*u([0-9a-f]{4})", re.IGNORECASE)
_ENTITY = re.compile(
    r"&(?:amp;)*(#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,7});|&(?:amp;)*(#[0-9]{2,7}|#x[0-9a-f]{2,6})(?![0-9a-z;])", re.IGNORECASE
)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_BACKSLASH = re.compile(r"(?<!\\)\\+(?:u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|([\"/nrt]))", re.IGNORECASE)
_OCTALS = re.compile(r"(?<!\\)(?:\\[01][0-7]{2}){2,}")
_MARKED = re.compile(r"(?<=[0-9])\\[_*.#\-](?=[0-9])")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
# Alone, "=33" is as likely an assignment: one escape counts only inside a number.
_QUOTEDS = re.compile(r"(?:=[0-9A-F]{2}){2,}|(?<=[0-9])=3[0-9]|=\r?\n", re.IGNORECASE)
_QUOTED = re.compile(r"=([0-9A-F]{2})", re.IGNORECASE)
_QUERY = re.compile(r"(?<=[?&])[a-z_]{1,24}=[^\s&\"'<>]+", re.IGNORECASE)


def percents(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """RFC 3986 percent-encoding of UTF-8, and ``%uXXXX`` of old scripts."""
    for unit in _PERCENT_UNIT.finditer(text):
        yield Edit(unit.start(), unit.end(), normalize(chr(int(unit.group(1), 16))).text)
    for run in _PERCENTS.finditer(text):
        yield from _bytes(_PERCENT, run)


def quoted_printable(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """RFC 2045 section 6.7: ``=33`` and soft line breaks."""
    for run in _QUOTEDS.finditer(text):
        if run.group()[1] in "\r\n":
            yield Edit(run.start(), run.end(), "")
        else:
            yield from _bytes(_QUOTED, run)


def entities(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """HTML character references, decimal, hexadecimal and named; numbers also without their semicolon, as browsers read them."""
    for mark in _CDATA.finditer(text):
        yield Edit(mark.start(), mark.end(), "")
    for match in _ENTITY.finditer(text):
        name = f"&{match.group(1) or match.group(2)};"
        char = html.unescape(name)
        if char != name:
            yield Edit(match.start(), match.end(), normalize(char).text)


def backslashes(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    r"""``\uXXXX``, ``\u{X}``, ``\xXX`` and the escapes of JSON strings, however often the backslash itself was escaped.

    Also octal escapes, two or more together, and what Markdown escapes inside a number.
    """
    for run in _OCTALS.finditer(text):
        for at in range(run.start(), run.end(), 4):
            yield Edit(at, at + 4, chr(int(text[at + 1 : at + 4], 8)))
    for mark in _MARKED.finditer(text):
        yield Edit(mark.start(), mark.end(), text[mark.end() - 1])
    for match in _BACKSLASH.finditer(text):
        code = match.group(1) or match.group(2) or match.group(3)
        if code:
            number = int(code, 16)
            if number <= 0x10FFFF:
                yield Edit(match.start(), match.end(), normalize(chr(number)).text)
        else:
            char = match.group(4)
            yield Edit(match.start(), match.end(), _CONTROLS.get(char.lower(), char))


def pluses(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """The space of ``application/x-www-form-urlencoded`` in the values of a query."""
    for value in _QUERY.finditer(text):
        at = text.find("+", value.start(), value.end())
        while at >= 0:
            yield Edit(at, at + 1, " ")
            at = text.find("+", at + 1, value.end())


def _bytes(unit: re.Pattern[str], run: re.Match[str]) -> Iterator[Edit]:
    """One edit a character, of as many escapes as it has bytes in UTF-8."""
    units = list(unit.finditer(run.string, run.start(), run.end()))
    data = bytes(int(match.group(1), 16) for match in units)
    at = 0
    for char in data.decode("utf-8", "surrogateescape"):
        size = len(char.encode("utf-8", "surrogateescape"))
        yield Edit(units[at].start(), units[at + size - 1].end(), normalize(char).text)
        at += size
