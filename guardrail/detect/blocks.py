"""Texts packed into one word or a row of bytes: base64, base64url, base32, hexadecimal, character codes.

A word is read only if it holds readable text.

Hashes, identifiers and keys hold bytes that are no text, so they stay words. Compressed data is not unpacked.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from .labels import OPENED
from .normalizer import normalize
from .rewriting import Edit

__all__ = ["BYTES_TRIGGER", "HEX_PAIRS_TRIGGER", "WORD_TRIGGER", "hex_pairs", "listed_bytes", "words"]

WORD_TRIGGER = r"[a-z0-9+/]{12}(?:=|[a-z0-9+/]{2}(?:[^a-z0-9+/]|\z))"
"""Ends once behind each word that is long enough to hold ten characters."""
HEX_PAIRS_TRIGGER = r"(?:[2-7][0-9a-f][ :,\-]){8}[2-7][0-9a-f]"
BYTES_TRIGGER = (
    r"(?:0x[2-7][0-9a-f][ ,;]{1,3}){8}|(?:[01]{7,8}[ ,;]){8}[01]{7}|(?:1?[0-9]{2}(?:[ ,;]{1,2}|\)[ +.&|]{0,4}chr\()){8}1?[0-9]{2}"
)

_REVERSED_WORD = re.compile(r"[A-Za-z0-9+/_\-]*")
_WORD = re.compile(r"[A-Za-z0-9+/_\-]+={0,6}")
_WRAPPED = re.compile(r"(?:\r?\n[A-Za-z0-9+/]{60,76}(?![A-Za-z0-9+/=]))*\r?\n[A-Za-z0-9+/]+={0,2}")
_PAIRS = re.compile(r"(?<![0-9a-z])[2-7][0-9a-f](?:([ :,\-])[2-7][0-9a-f])(?:\1[0-9a-f]{2}){7,}(?![0-9a-z])", re.IGNORECASE)
_BYTES = (
    (
        re.compile(r"[\[{(]?0x[0-9a-f]{2}(?:[ ,;]{1,3}0x[0-9a-f]{2}){8,}[\]})]?", re.IGNORECASE),
        re.compile(r"0x[0-9a-f]{2}", re.IGNORECASE),
        16,
    ),
    (re.compile(r"(?<![0-9])0?[01]{7}(?:[ ,;]0?[01]{7}){8,}(?![0-9])"), re.compile(r"[01]+"), 2),
    (
        re.compile(
            r"(?:(?<=[^0-9.])|\A)[\[{(]?(?<![0-9.])[0-9]{2,3}(?:(?:[ ,;]{1,2}|\)[ +.&|]{0,4}chr\()[0-9]{2,3}){8,}(?![0-9.])[\]})]?",
            re.IGNORECASE,
        ),
        re.compile(r"[0-9]+"),
        10,
    ),
)
"""How bytes are listed in programs, one of them, and its base."""
_HEX = re.compile(r"(?:0x)?((?:[0-9a-f]{2})+)", re.IGNORECASE)
_BASE32 = re.compile(r"[A-Z2-7]+")
_PARTS = re.compile(r"[^/_\-]{14,}")
_URLSAFE = str.maketrans("-_", "+/")
_ASCII_END = 128
_DATA_URI_REVERSED = re.compile(r",46esab;[a-z0-9/+.;=\-]{0,60}:atad", re.IGNORECASE)
_DATA_URI_LONGEST = 80
_PROBE = 64
_TAIL = 14
_FEWEST = 3
"""Different bytes that a text has at least: "3333" is hexadecimal of "33" and means nothing."""
_SHORTEST_HEX = 18
_LINE = range(60, 77)


def words(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Each word behind which ``WORD_TRIGGER`` ends that holds text."""
    done = 0
    for end in ends:
        inside = end if _is_word(text[end - 1]) else end - 1
        # a long word of a language, in passing
        if inside <= done or ((tail := text[inside - _TAIL : inside]).isalpha() and tail.islower()):
            continue
        start = _word_start(text, inside, done)
        match = _WORD.match(text, start)
        if match is None:
            continue
        done = match.end()
        if done - start < _SHORTEST_HEX and match.group().isdigit():
            continue
        # padding ends a text: what stands on the next line is another word
        if done - start in _LINE and text[done - 1] != "=" and (wrapped := _WRAPPED.match(text, done)):
            done = wrapped.end()
            plain = _read("".join(text[start:done].split()))
            if plain:
                yield Edit(start, done, _opened(plain))
                continue
        plain = _read(match.group())
        if plain:
            uri = _DATA_URI_REVERSED.match(text[max(0, start - _DATA_URI_LONGEST) : start][::-1])
            if uri:
                yield Edit(start - uri.end(), start, "")
            yield Edit(start, match.end(), _opened(plain))
            continue
        for part in _PARTS.finditer(match.group()):
            plain = _read(part.group()) if len(part.group()) < len(match.group()) else ""
            if plain:
                yield Edit(start + part.start(), start + part.end(), _opened(plain))


def _opened(plain: str) -> str:
    """A number with a mark before it: "token" or "serial" before the word named the word, not what it holds."""
    return OPENED + plain if plain[0].isdigit() else plain


def hex_pairs(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Bytes as a dump prints them, with one separator throughout: ``30 38 31 32``."""
    for match in _PAIRS.finditer(text):
        plain = _text_of(bytes.fromhex(match.group().replace(match.group(1), "")))
        if plain:
            yield Edit(match.start(), match.end(), plain)


def listed_bytes(text: str, ends: Sequence[int]) -> Iterator[Edit]:
    """Bytes as programs list them: ``0x33, 0x34``, ``[51, 52]``, ``chr(51)+chr(52)``, ``00110011 00110100``."""
    for row, unit, base in _BYTES:
        for match in row.finditer(text):
            codes = [int(one.group().removeprefix("0x").removeprefix("0X"), base) for one in unit.finditer(match.group())]
            plain = _text_of(bytes(codes)) if max(codes) < _ASCII_END else ""
            if plain:
                yield Edit(match.start(), match.end(), plain)


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "+/")


def _word_start(text: str, inside: int, floor: int) -> int:
    """Start of the word that reaches up to ``inside``, found in growing steps backwards."""
    step = 96
    while True:
        low = max(floor, inside - step)
        match = _REVERSED_WORD.match(text[low:inside][::-1])
        length = match.end() if match else 0
        if length < inside - low or low == floor:
            return inside - length
        step *= 4


def _read(word: str) -> str:
    """The text that the word holds, or ""."""
    core = word.rstrip("=")
    if core.isalpha() and (core.islower() or core.istitle()):
        return ""
    digits = _HEX.fullmatch(core)
    if digits and len(digits.group(1)) >= _SHORTEST_HEX:
        return _text_of(bytes.fromhex(digits.group(1)))
    if core.isdigit():
        return ""
    if len(core) % 8 in (0, 2, 4, 5, 7) and _BASE32.fullmatch(core):
        plain = _text_of(base64.b32decode(core + "=" * (-len(core) % 8)))
        if plain:
            return plain
    core = core.translate(_URLSAFE)
    if len(core) % 4 == 1:
        return ""
    # most words are none: a look at the beginning is cheap
    if len(core) > _PROBE and not _text_of(binascii.a2b_base64(core[:_PROBE]), cut=True):
        return ""
    return _text_of(binascii.a2b_base64(core + "=" * (-len(core) % 4)))


def _text_of(data: bytes, *, cut: bool = False) -> str:
    """``data`` as text where all of it is readable (UTF-8, or UTF-16 as PowerShell encodes it), else ""."""
    if len(set(data)) < _FEWEST:
        return ""
    if len(data) > 3 and not any(data[1:16:2]):
        encoding = "utf-16-le"
    elif data[:1] < b"\x80" or data[:1] > b"\xc1":
        encoding = "utf-8"
    else:
        return ""
    try:
        plain = data.decode(encoding)
    except UnicodeDecodeError as error:
        if not cut or error.start < len(data) - 4:
            return ""
        plain = data[: error.start].decode(encoding)
    if not all(char.isprintable() or char in "\t\r\n" for char in plain):
        return ""
    return normalize(plain).text
