"""The two clocks of a log: the wall clock, which people set, and a steady one, which nobody does. Order follows from neither."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from .chain import Said
from .event import AuditEvent, EventType

__all__ = ["Clocks", "steady_ns"]

_JUMP_NS: Final = 5_000_000_000
"""Less than this is a clock that was set right, or a leap second."""
_STEADY: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def steady_ns() -> int:
    """Goes on while a laptop sleeps, so that waking up is no jump of the wall clock."""
    return time.clock_gettime_ns(_STEADY)


class Clocks:
    """Both in nanoseconds; ``now_ns`` since the epoch."""

    def __init__(self, now_ns: Callable[[], int] = time.time_ns, mono_ns: Callable[[], int] = steady_ns) -> None:
        self.now_ns = now_ns
        self.mono_ns = mono_ns
        self._apart: int | None = None
        """Nanoseconds between the two when they were last agreed upon, which is when somebody first spoke."""
        self._seen = 0

    def said(self, event: AuditEvent, tenant: str) -> Said:
        """The event, said now."""
        said = Said(event, tenant, self.now_ns(), self.mono_ns())
        if self._apart is None:
            self._apart = said.time - said.mono
        return said

    def jump(self, said: Sequence[Said] = ()) -> AuditEvent | None:
        """What is to be recorded of the wall clock: that it was set, against the steady one, since ``agreed``. As seen by the last who
        spoke, or by looking at it.
        """
        self._seen = said[-1].time - said[-1].mono if said else self.now_ns() - self.mono_ns()
        by = self._seen - self._apart if self._apart is not None else 0
        return AuditEvent(EventType.CLOCK_JUMP, {"by_us": abs(by) // 1000, "back": by < 0}) if abs(by) >= _JUMP_NS else None

    def agreed(self) -> None:
        """The jump that was seen last is on record."""
        self._apart = self._seen
