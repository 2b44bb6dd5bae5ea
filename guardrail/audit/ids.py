"""UUID version 7: identifiers that sort by time. Says when, never who or where."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from random import Random

__all__ = ["Uuid7Source", "uuid7"]


class Uuid7Source:
    """Makes UUIDs of version 7 (RFC 9562, 5.7), each greater than the one before it, from any thread.

    The 12 bits after the milliseconds hold the fraction of a millisecond (6.2, method 3): steps of about 244 ns.
    A clock that stands still or goes back is outrun by one step an identifier.
    """

    def __init__(self, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._now_ns = now_ns
        self._last = 0
        self._lock = threading.Lock()
        # Unlike any other, not unguessable: seeded by the system, and anew in a forked child, without a system call for each.
        self._random = Random()  # noqa: S311
        os.register_at_fork(after_in_child=self._random.seed)

    def __call__(self) -> str:
        milliseconds, rest = divmod(self._now_ns(), 1_000_000)
        step = milliseconds << 12 | (rest << 12) // 1_000_000
        with self._lock:
            step = self._last = max(step, self._last + 1)
            tail = self._random.getrandbits(62)
        digits = f"{step >> 12:012x}7{step & 0xFFF:03x}{1 << 63 | tail:016x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


uuid7 = Uuid7Source()
