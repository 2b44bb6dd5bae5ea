"""Looks for a value in what an upstream received: as it stands, and in every form that a reader undoes."""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote_plus

from tests.support.canaries import Canaries
from tests.support.scripted import Received

__all__ = ["leaks"]

_DEPTH = 4
_PACKED = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){9,}")
_PARTED = re.compile(r"(?<=\d)[^0-9A-Za-z]{1,8}(?=\d)")


def leaks(request: Received, value: str) -> bool:
    """Whether a value of nine characters or more stands anywhere in a request: target, headers, body."""
    known = Canaries()
    known.add(value)
    if known.found_in(request.raw):
        return True
    return any(value in view for view in _views(request.raw.decode("utf-8", "replace"), _DEPTH))


def _views(text: str, depth: int) -> Iterator[str]:
    """A text, and what it says once one more escape is undone, with the digits of broken numbers joined."""
    folded = unicodedata.normalize("NFKC", text)
    folded = "".join(char for char in folded if unicodedata.category(char) != "Cf")
    yield folded
    yield _PARTED.sub("", "".join(str(unicodedata.digit(char, None) or 0) if char.isdigit() else char for char in folded))
    yield folded[::-1]
    if not depth:
        return
    for undone in (unquote_plus(folded), html.unescape(folded), _unescaped(folded)):
        if undone != folded:
            yield from _views(undone, depth - 1)
    for packed in (*map(_from_base64, _PACKED.findall(folded)), *map(_from_hex, _HEX.findall(folded))):
        if packed:
            yield from _views(packed, depth - 1)


def _unescaped(text: str) -> str:
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\\\", "\\")


def _from_base64(text: str) -> str:
    try:
        data = base64.b64decode(text.translate(str.maketrans("-_", "+/")).rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)
        return data.decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def _from_hex(text: str) -> str:
    try:
        return bytes.fromhex(text).decode("ascii")
    except ValueError:
        return ""
