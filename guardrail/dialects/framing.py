"""Server-sent events (WHATWG HTML, 9.2): bytes to events and back. Never takes a network chunk for a line, or a line for an event."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from guardrail.core.errors import ErrorCode, UpstreamFault

__all__ = ["MAX_EVENT_BYTES", "Event", "SseDecoder", "encode_data"]

MAX_EVENT_BYTES: Final = 1 << 20
_END = re.compile(rb"(?>\r\n|\n|\r)(?>\r\n|\n|\r)")
"""A line end and the empty line behind it. The groups are atomic: half of a CRLF is no line end of its own."""
_LINE = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Event:
    """One event with the bytes it came in, blank line included. ``data`` is ``None`` where it only comments or names."""

    raw: bytes = field(repr=False)
    data: str | None = field(repr=False)


class SseDecoder:
    """Incremental: feed bytes as they come, take whole events out; ``flush`` gives what an unfinished stream left."""

    def __init__(self) -> None:
        self._buffer = b""
        self._seen = 0

    def decode(self, data: bytes) -> list[Event]:
        """Events that are complete now. Raises ``UpstreamFault`` for an event over 1 MiB or one that is not UTF-8."""
        buffer = self._buffer + data if self._buffer else data
        events = []
        start = 0
        search = max(0, self._seen - 3)
        while match := _END.search(buffer, search):
            end = match.end()
            if end == len(buffer) and buffer[end - 1 : end] == b"\r":
                break  # the other half of a CRLF may still come
            if end - start > MAX_EVENT_BYTES:
                raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event")
            events.append(_event(buffer[start:end]))
            start = search = end
        self._buffer = buffer[start:]
        self._seen = len(self._buffer)
        if self._seen > MAX_EVENT_BYTES:
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event")
        return events

    def flush(self) -> list[Event]:
        """The last event of a stream that ended without its blank line, if there is one."""
        rest, self._buffer, self._seen = self._buffer, b"", 0
        return [_event(rest)] if rest.strip(b"\r\n") else []


def encode_data(event: Event, data: bytes) -> bytes:
    """The event with other data; its other lines (``event``, ``id``, comments) stay as they came."""
    lines = [line for line in _LINE.split(event.raw) if line]
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
    for line in _LINE.split(raw):
        name, _, value = line.removeprefix(b"\xef\xbb\xbf").partition(b":")
        if name == b"data":
            values.append(value.removeprefix(b" "))
    if not values:
        return Event(raw, None)
    try:
        return Event(raw, b"\n".join(values).decode("utf-8"))
    except UnicodeDecodeError:
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event") from None
