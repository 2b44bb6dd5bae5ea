"""How many values a JSON text holds, told before anybody builds them: two bytes of it cost a hundred in memory.

Counts marks, and understands nothing: what is no JSON at all is for the reader to say.
"""

from __future__ import annotations

import re
from typing import Final

from guardrail.core.errors import ErrorCode, RequestRefused, UpstreamFault
from guardrail.core.text import LONGEST_TEXT

__all__ = ["MAX_ANSWER_NODES", "MAX_NODES", "check_answer", "check_body", "check_text"]

MAX_NODES: Final = 100_000
"""Values of a request: objects, arrays, strings, numbers and words."""
MAX_ANSWER_NODES: Final = 400_000
"""Objects and arrays of an answer: log probabilities have some dozens for each word."""
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_STRING_BYTES = re.compile(_STRING.pattern.encode("ascii"), re.DOTALL)
_WIDEST: Final = 4
"""Bytes of a character in UTF-8."""


def check_body(body: bytes) -> None:
    """Raises ``RequestRefused``: ``json_too_deep`` for more than ``MAX_NODES`` values, ``body_too_large`` for a text, not in ASCII alone,
    that is longer than anybody reads: Python would keep four bytes for each of its characters, and for each of the whole body's.
    """
    if len(body) > _WIDEST * LONGEST_TEXT and not body.isascii():
        for match in _STRING_BYTES.finditer(body):
            if match.end() - match.start() > _WIDEST * LONGEST_TEXT + 2 and not match[0].isascii():
                raise RequestRefused(ErrorCode.BODY_TOO_LARGE, "body")
    commas, openings = body.count(b","), body.count(b"[") + body.count(b"{")
    if max(commas + 1, openings) > MAX_NODES and _outside(body.decode("latin-1"), MAX_NODES):
        raise RequestRefused(ErrorCode.TOO_DEEP, "body")


def check_text(text: str) -> None:
    """The same for JSON inside a string."""
    if max(text.count(",") + 1, text.count("[") + text.count("{")) > MAX_NODES and _outside(text, MAX_NODES):
        raise RequestRefused(ErrorCode.TOO_DEEP, "body")


def check_answer(data: bytes) -> None:
    """Of an answer only objects and arrays are bounded; numbers come by the million in embeddings. Raises ``UpstreamFault``."""
    if data.count(b"[") + data.count(b"{") > MAX_ANSWER_NODES and _outside(data.decode("latin-1"), MAX_ANSWER_NODES, ""):
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "json")


def _outside(text: str, most: int, parted: str = ",") -> bool:
    """Whether more values stand in a text than ``most``: an array has one more than commas, and strings are values or their names."""
    commas = openings = at = 0
    for strings, match in enumerate(_STRING.finditer(text)):
        start = match.start()
        openings += text.count("[", at, start) + text.count("{", at, start)
        commas += text.count(parted, at, start) if parted else 0
        if openings > most or commas >= most or strings >= 2 * most:
            return True
        at = match.end()
    openings += text.count("[", at) + text.count("{", at)
    commas += text.count(parted, at) if parted else 0
    return openings > most or commas >= most
