"""One JSON value a line, as Ollama streams: bytes to events and back."""

from __future__ import annotations

from collections.abc import Iterator

from guardrail.core.errors import ErrorCode, UpstreamFault

from .event import MAX_EVENT_BYTES, Event

__all__ = ["NdjsonDecoder", "encode_line", "append_line"]


class NdjsonDecoder:
    """See ``Decoder``. A line ends with LF; the CR before it, if any, belongs to it."""

    def __init__(self) -> None:
        self._buffer = b""

    def decode(self, data: bytes) -> Iterator[Event]:
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            yield _event(line + b"\n")
        if len(self._buffer) > MAX_EVENT_BYTES:
            raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event")

    def flush(self) -> list[Event]:
        rest, self._buffer = self._buffer, b""
        return [_event(rest)] if rest.strip() else []


def encode_line(event: Event, data: bytes) -> bytes:
    """The line with other JSON on it."""
    return data + event.raw[len(event.raw.rstrip(b"\r\n")) :]


def append_line(data: bytes, first: bool) -> bytes:
    """One more line."""
    return data + b"\n"


def _event(raw: bytes) -> Event:
    if len(raw) > MAX_EVENT_BYTES:
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event")
    if not raw.strip():
        return Event(raw, None)
    try:
        return Event(raw, raw.decode("utf-8").strip())
    except UnicodeDecodeError:
        raise UpstreamFault(ErrorCode.UPSTREAM_INVALID, "event") from None
