"""One event of a streamed answer, as every framing cuts it out of the bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

__all__ = ["MAX_EVENT_BYTES", "Codec", "Decoder", "Event"]

MAX_EVENT_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Event:
    """One event with the bytes it came in, what parts it from the next included. ``data`` is ``None`` where it holds nothing."""

    raw: bytes = field(repr=False)
    data: str | None = field(repr=False)


class Decoder(Protocol):
    """Incremental: feed bytes as they come, take whole events out; ``flush`` gives what an unfinished stream left.

    Both raise ``UpstreamFault`` for what cannot be an event, ``decode`` once the events before it were taken: so a stream ends at the
    same event however the network cuts it. Who takes fewer than all of them asks for no more.
    """

    def decode(self, data: bytes) -> Iterator[Event]: ...

    def flush(self) -> list[Event]: ...


class Codec(NamedTuple):
    """A framing: how events are cut out of bytes, how one is written with other data, how a new one is added."""

    decoder: Callable[[], Decoder]
    encode: Callable[[Event, bytes], bytes]
    """(event, JSON) -> the bytes of the event with this data."""
    append: Callable[[bytes, bool], bytes]
    """(JSON, whether it is the first) -> the bytes of one more event, with which the stream ends."""
