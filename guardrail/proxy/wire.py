"""The strict reading of HTTP/1.1 (RFC 9112) that stands before the parser: it lets bytes through whose framing nobody could read in two
ways, and refuses all others.

Smuggled requests live on what two readers read differently: two lengths, a length beside chunks, a line folded or ended by a lone line
feed. Here one request has one length, and no other is looked for behind it before it has its answer.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from guardrail.core.errors import ErrorCode, RequestRefused

__all__ = ["LONGEST_HEAD", "MOST_FIELDS", "Stage", "Wire"]

LONGEST_HEAD: Final = 64 << 10
"""Bytes of a request line and its fields."""
LONGEST_TARGET: Final = 8 << 10
MOST_FIELDS: Final = 100

_END: Final = b"\r\n\r\n"
_TARGET: Final = rb"/[A-Za-z0-9._~%!$&'()*+,;=:@/?-]*+"
_NAME: Final = rb"[A-Za-z0-9!#$%&'*+.^_`|~-]++"
_VALUE: Final = rb"[\t\x20-\x7e\x80-\xff]*+"
_HEAD: Final = re.compile(rb"[A-Z]{1,16} " + _TARGET + rb" HTTP/1\.1\r\n(?:" + _NAME + rb":" + _VALUE + rb"\r\n)++\r\n").fullmatch
_FRAMING: Final = re.compile(rb"\n(content-length|transfer-encoding|host|upgrade|expect|trailer|te):([^\r]*)").findall
"""Of a head in small letters."""
_LENGTH: Final = re.compile(rb" ?(0|[1-9][0-9]{0,17})").fullmatch
_HOST: Final = re.compile(rb"(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?").fullmatch
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n").match
_LONGEST_CHUNK_LINE: Final = 10
_FREE_CHUNKS: Final = 1024
_LEAST_CHUNK: Final = 64
"""Bytes of a chunk, on average of all but so many: a chunk of one byte costs as much to be read as one of many."""
_OLD: Final = re.compile(rb"[A-Z]{1,16} [^\r\n]* HTTP/1\.0\r\n").match
_LINE: Final = re.compile(rb"[A-Z]{1,16} ([^\r\n ]*)").match


class Stage(Enum):
    """What the next byte of a connection belongs to."""

    HEAD = auto()
    BODY = auto()
    ANSWER = auto()
    """The request is whole: nothing more may come before it is answered."""


class Wire:
    """One connection's bytes, request by request. Not to be used any more once it has raised."""

    def __init__(self) -> None:
        self.stage = Stage.HEAD
        self._head = bytearray()
        self._left = 0
        """Bytes still to come of the body, or of the chunk that is being read with the line end behind it."""
        self._chunked = False
        self._line = bytearray()
        """Of a chunk's first line, or of what ends the last one, as far as it has come."""
        self._last = False
        self._chunks = 0
        self._size = 0
        """Of all chunks so far."""
        self._answered = False

    @property
    def begun(self) -> bool:
        """Some of a request has come, and not all."""
        return bool(self._head) or self.stage is Stage.BODY

    @property
    def outlived(self) -> bool:
        """The request has its answer, and its body is still coming."""
        return self._answered and self.stage is Stage.BODY

    def feed(self, data: bytes) -> bytes:
        """Those bytes that the parser may see now: whole heads, and bodies as they come. Raises ``RequestRefused``."""
        if self.stage is Stage.HEAD:
            return self._feed_head(data)
        if self.stage is Stage.BODY:
            return self._feed_body(data)
        raise RequestRefused(ErrorCode.MALFORMED_REQUEST, "pipelined")

    def answered(self) -> None:
        """The request has its answer: another one may come, once this one is whole."""
        self._answered = True
        if self.stage is Stage.ANSWER:
            self.stage = Stage.HEAD

    def _feed_head(self, data: bytes) -> bytes:
        before = len(self._head)
        if before or _END not in data:
            self._head += data
            end = self._head.find(_END, max(0, before - 3))
            if end < 0:
                self._still_fits(before)
                return b""
            data = bytes(self._head)
            self._head.clear()
        else:
            end = data.find(_END)
        end += 4
        if end == len(data):
            self._begin(data)
        else:
            self._begin(data[:end])
            self.feed(data[end:])
        return data

    def _still_fits(self, before: int) -> None:
        """Refuses early what can become no head. Of what came before ``before`` it is known that it can."""
        if len(self._head) > LONGEST_HEAD:
            line = _LINE(self._head)
            if line is not None and len(line[1]) > LONGEST_TARGET:
                raise RequestRefused(ErrorCode.TARGET_TOO_LONG, "target")
            raise RequestRefused(ErrorCode.HEADERS_TOO_LARGE, "headers")
        since = before - 1 if before and self._head[before - 1] == 0x0D else before
        if not self._head[:1].isupper() or self._head.count(b"\n", since) != self._head.count(b"\r\n", since):
            raise RequestRefused(ErrorCode.MALFORMED_REQUEST, "request_line")

    def _begin(self, head: bytes) -> None:
        if len(head) > LONGEST_HEAD or head.count(b"\n") > MOST_FIELDS + 2:
            raise RequestRefused(ErrorCode.HEADERS_TOO_LARGE, "headers")
        if _HEAD(head) is None:
            raise RequestRefused(ErrorCode.HTTP_VERSION if _OLD(head) else ErrorCode.MALFORMED_REQUEST, "head")
        if head.index(b"\r") > LONGEST_TARGET:
            raise RequestRefused(ErrorCode.TARGET_TOO_LONG, "target")
        found = _FRAMING(head.lower())
        fields = dict(found)
        if len(fields) != len(found) or b"trailer" in fields or b"te" in fields:
            raise RequestRefused(ErrorCode.MALFORMED_REQUEST, "framing")
        if b"upgrade" in fields:
            raise RequestRefused(ErrorCode.UPGRADE_REFUSED, "upgrade")
        if _HOST(fields.get(b"host", b"").strip(b" \t")) is None:
            raise RequestRefused(ErrorCode.MALFORMED_REQUEST, "host")
        if b"expect" in fields and fields[b"expect"].strip(b" \t") != b"100-continue":
            raise RequestRefused(ErrorCode.MALFORMED_REQUEST, "expect")
        self._frame(fields.get(b"content-length"), fields.get(b"transfer-encoding"))

    def _frame(self, length: bytes | None, coding: bytes | None) -> None:
        """How long the body is. A length beside a coding, and any coding but chunks, are refused (RFC 9112, 6.3)."""
        self._chunked, self._left, self._last, self._answered = coding is not None, 0, False, False
        self._chunks = self._size = 0
        if coding is not None and (length is not None or coding.strip(b" \t") != b"chunked"):
            raise RequestRefused(ErrorCode.MALFORMED_REQUEST, "framing")
        if length is not None:
            match = _LENGTH(length)
            if match is None:
                raise RequestRefused(ErrorCode.MALFORMED_REQUEST, "framing")
            self._left = int(match[1])
        self.stage = Stage.BODY if self._chunked or self._left else Stage.ANSWER

    def _feed_body(self, data: bytes) -> bytes:
        if self._chunked:
            end = self._read_chunks(data)
        else:
            end = min(self._left, len(data))
            self._left -= end
            if not self._left:
                self.stage = Stage.ANSWER
        if self.stage is Stage.ANSWER and self._answered:
            self.stage = Stage.HEAD
        if end == len(data):
            return data
        return data[:end] + self.feed(data[end:])

    def _read_chunks(self, data: bytes) -> int:
        """``size CRLF bytes CRLF`` again and again, ``0 CRLF CRLF`` at the end: no extensions, no trailers. Returns where the data, or the
        body, ends."""
        at = 0
        while at < len(data) and self.stage is Stage.BODY:
            if self._left > 2:
                step = min(self._left - 2, len(data) - at)
                self._left -= step
                at += step
            elif self._left:
                if data[at] != (0x0D if self._left == 2 else 0x0A):
                    raise RequestRefused(ErrorCode.MALFORMED_REQUEST, "chunk")
                self._left -= 1
                at += 1
                if self._last and not self._left:
                    self.stage = Stage.ANSWER
            else:
                at = self._read_size(data, at)
        return at

    def _read_size(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at, at + _LONGEST_CHUNK_LINE + 1)
        stop = end + 1 if end >= 0 else len(data)
        self._line += data[at:stop]
        if len(self._line) > _LONGEST_CHUNK_LINE or (end >= 0 and _CHUNK(self._line) is None):
            raise RequestRefused(ErrorCode.MALFORMED_REQUEST, "chunk")
        if end >= 0:
            size = int(self._line[:-2], 16)
            self._line.clear()
            self._chunks += 1
            self._size += size
            if self._chunks > _FREE_CHUNKS + self._size // _LEAST_CHUNK:
                raise RequestRefused(ErrorCode.MALFORMED_REQUEST, "chunk")
            self._last = size == 0
            self._left = size + 2
        return stop
