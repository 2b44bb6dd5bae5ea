"""A refusal in the words of an answer: the caller's program sees a model that declines, whole or in a stream, instead of an error."""

from __future__ import annotations

from dataclasses import dataclass

from .dialect import Dialect, Failure, Framing, Refusal, RefusalShape, Route
from .framing import MEDIA_TYPES
from .leaves import dump
from .target import Target

__all__ = ["Manner", "manner_of"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How one refused call is answered. ``framing`` is that of the stream its caller asked for, if it asked for one."""

    shape: RefusalShape
    framing: Framing | None
    dialect: Dialect

    def say(self, failure: Failure) -> tuple[str, bytes]:
        """Media type and bytes of the answer."""
        refusal = self.shape(failure)
        if self.framing is None:
            return "application/json", dump(refusal.whole)
        return MEDIA_TYPES[self.framing], _stream(refusal, self.framing, self.dialect)


def manner_of(route: Route, dialect: Dialect, target: Target, streamed: bool) -> Manner | None:
    """None where answers on this route cannot decline."""
    if route.refusal is None:
        return None
    framing = target.framing or route.framing or dialect.framing
    return Manner(route.refusal, framing if streamed and framing is not Framing.NONE else None, dialect)


def _stream(refusal: Refusal, framing: Framing, dialect: Dialect) -> bytes:
    events = [dump(event) for event in refusal.events]
    if framing is Framing.NDJSON:
        return b"".join(event + b"\n" for event in events)
    if framing is Framing.ARRAY:
        return b"[" + b",\n".join(events) + b"]"
    if dialect.tag is None:
        end = [dialect.done.encode()] if dialect.done is not None else []
        return b"".join(b"data: " + event + b"\n\n" for event in (*events, *end))
    # Typed events say their end themselves.
    names = [str(event[dialect.tag]).encode() for event in refusal.events]
    return b"".join(b"event: " + name + b"\ndata: " + event + b"\n\n" for name, event in zip(names, events, strict=True))
