"""Framings: how a streamed answer is cut into events. Server-sent events (WHATWG HTML, 9.2) here, the others beside.

Never takes a network chunk for a line, or a line for an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from guardrail.core.errors import ErrorCode, UpstreamFault

from .array import ArrayDecoder, append_element, encode_element
from .dialect import Framing
from .event import MAX_EVENT_BYTES, Codec, Event
from .ndjson import NdjsonDecoder, append_line, encode_line

__all__ = ["CODECS", "MEDIA_TYPES", "SseDecoder", "encode_data"]

_END = re.compile(rb"(?:\n|\r\n?+)(?:\n|\r\n?+)")
"""A line end and the empty line behind it. Nothing is given back: half of a CRLF is no line end of its own."""
_PLAIN_END = re.compile(rb"\n\n")
"""The same where there is no CR, in an eighth of the time."""
_BREAKS = re.compile(rb"[\x00-\x08\x0b-\x1f\xc2\xe2](?:(?<=[\x00-\x1f])|(?<=\xc2)\x85|(?<=\xe2)\x80[\xa8\xa9])").search
"""Where some readers end a line and the standard does not: behind one of these a comment would be data that nobody looked into. Its first
byte is one of a set, which takes a fifth of the time that three alternatives take."""


class SseDecoder:
    """Incremental: feed bytes as they come, take whole events out; ``flush`` gives what an unfinished stream left."""

    def __init__(self) -> None:
        self._buffer = b""
        self._seen = 0

    def decode(self, data: bytes) -> Iterator[Event]:
        """Events that are complete now. Raises ``UpstreamFault`` for an event over 1 MiB or one that is not UTF-8."""
        buffer = self._buffer + data if self._buffer else data
        start = 0
        search = max(0, self._seen - 3)
        find = _END if b"\r" in buffer else _PLAIN_END
        while match := find.search(buffer, search):
            end = match.end()
            if end == len(buffer) and buffer[end - 1 : end] == b"\r":
                break  # the other half of a CRLF may still come
            if end - start > MAX_EVENT_BYTES:
                raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event")
            yield _event(buffer[start:end])
            start = search = end
        self._buffer = buffer[start:]
        self._seen = len(self._buffer)
        if self._seen > MAX_EVENT_BYTES:
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event")

    def flush(self) -> list[Event]:
        """The last event of a stream that ended without its blank line, if there is one."""
        rest, self._buffer, self._seen = self._buffer, b"", 0
        return [_event(rest)] if rest.strip(b"\r\n") else []


def encode_data(event: Event, data: bytes) -> bytes:
    """The event with other data; its other lines (``event``, ``id``, comments) stay as they came."""
    lines = [line for line in event.raw.splitlines() if line]
    out = []
    placed = False
    for line in lines:
        if line.removeprefix(b"\xef\xbb\xbf").partition(b":")[0] != b"data":
            out.append(line)
        elif not placed:
            out.append(b"data: " + data)
            placed = True
    return b"\n".join(out) + b"\n\n"


def _event(raw: bytes) -> Event:
    values = []
    for line in raw.splitlines():  # of bytes: at CR, LF and CRLF, as the standard has it
        name, _, value = line.removeprefix(b"\xef\xbb\xbf").partition(b":")
        if name == b"data":
            values.append(value.removeprefix(b" "))
        elif _BREAKS(line):
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event")
    if not values:
        return Event(raw, None)
    try:
        return Event(raw, b"\n".join(values).decode("utf-8"))
    except UnicodeDecodeError:
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event") from None


def _append_event(data: bytes, first: bool) -> bytes:
    return b"data: " + data + b"\n\n"


CODECS: Mapping[Framing, Codec] = MappingProxyType(
    {
        Framing.SSE: Codec(SseDecoder, encode_data, _append_event),
        Framing.NDJSON: Codec(NdjsonDecoder, encode_line, append_line),
        Framing.ARRAY: Codec(ArrayDecoder, encode_element, append_element),
    }
)
MEDIA_TYPES: Mapping[Framing, str] = MappingProxyType(
    {Framing.SSE: "text/event-stream", Framing.NDJSON: "application/x-ndjson", Framing.ARRAY: "application/json"}
)
"""The media type of an answer in this framing."""
