"""The elements of one JSON array as they come, as Gemini streams without ``alt=sse``: bytes to events and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrail.core.errors import ErrorCode, UpstreamFault

from .event import MAX_EVENT_BYTES, Event

__all__ = ["ArrayDecoder", "encode_element", "append_element"]

_MARK = re.compile(rb'["\\{}\[\]]')
_BETWEEN = b"[], \t\r\n"


class ArrayDecoder:
    """See ``Decoder``. An event is an object of the array with what stands before it; an object alone is read as the only one."""

    def __init__(self) -> None:
        self._buffer = b""
        self._at = 0
        """Where reading goes on; one beyond the end when the last byte was a backslash."""
        self._depth = 0
        self._floor: int | None = None
        """Depth at which an object is an element: 1 in an array."""
        self._quoted = False

    def decode(self, data: bytes) -> Iterator[Event]:
        buffer = self._buffer + data if self._buffer else data
        start, at = 0, self._at
        while mark := _MARK.search(buffer, at):
            char, at = mark.group(), mark.end()
            if char == b"\\":
                at += 1
            elif char == b'"':
                self._quoted = not self._quoted
            elif not self._quoted:
                if self._floor is None:
                    self._floor = 1 if char == b"[" else 0
                self._depth += 1 if char in b"{[" else -1
                if char == b"}" and self._depth == self._floor:
                    yield _event(buffer[start:at])
                    start = at
        self._buffer, self._at = buffer[start:], max(at, len(buffer)) - start
        if len(self._buffer) > MAX_EVENT_BYTES:
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event")

    def flush(self) -> list[Event]:
        rest, self._buffer, self._at = self._buffer, b"", 0
        if rest.strip(_BETWEEN) or self._depth:
            raise UpstreamFault(ErrorCode.UPSTREAM_CUT, "event")
        return [Event(rest, None)] if rest else []


def encode_element(event: Event, data: bytes) -> bytes:
    """The element with other JSON in its place."""
    return event.raw[: event.raw.index(b"{")] + data


def append_element(data: bytes, first: bool) -> bytes:
    """One more element, and the end of the array."""
    return (b"[" if first else b",\n") + data + b"]"


def _event(raw: bytes) -> Event:
    if len(raw) > MAX_EVENT_BYTES:
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event")
    try:
        return Event(raw, raw.lstrip(_BETWEEN).decode("utf-8"))
    except UnicodeDecodeError:
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event") from None
