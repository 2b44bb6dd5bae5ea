"""The line in which events wait for the writer thread: in batches, handed over by an event loop, in the order of their coming."""

from __future__ import annotations

import asyncio
import contextlib
from queue import Empty, SimpleQueue
from typing import Final

from .waiter import Waiter

__all__ = ["MOST_IN_BATCH", "Line"]

MOST_IN_BATCH: Final = 4096
_LINGER_SECONDS: Final = 0.01


class Line:
    """``join`` and ``hand_over`` belong on one event loop, ``take`` on the writer thread."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[list[Waiter] | None] = SimpleQueue()
        self._collected: list[Waiter] = []
        """Joined since the last hand-over."""
        self._handing_over = False
        self._joined = 0
        self._taken = 0

    def __len__(self) -> int:
        return self._joined - self._taken

    def join(self, waiter: Waiter, loop: asyncio.AbstractEventLoop) -> None:
        """One hand-over wakes the writer for all that come in this turn of the loop and the next, which comes at once; who is patient
        waits some milliseconds for company.
        """
        self._joined += 1
        self._collected.append(waiter)
        if not waiter.patient and not self._handing_over:
            self._handing_over = True
            loop.call_soon(loop.call_soon, self.hand_over)
        elif len(self._collected) == 1:
            loop.call_later(_LINGER_SECONDS, self.hand_over)

    def hand_over(self) -> None:
        collected, self._collected, self._handing_over = self._collected, [], False
        if collected:
            self._queue.put(collected)

    def end(self) -> None:
        """Behind whoever has been handed over; safe from any thread."""
        self._queue.put(None)

    def take(self, patience: float) -> list[Waiter] | None:
        """All who wait, after waiting so many seconds for the first; nobody when that was in vain, None at the end of the line."""
        batch: list[Waiter] = []
        try:
            collected = self._queue.get(timeout=patience)
            while collected is not None:
                batch += collected
                self._taken += len(collected)
                if len(batch) >= MOST_IN_BATCH:
                    return batch
                collected = self._queue.get_nowait()
        except Empty:
            return batch
        if batch:
            self._queue.put(None)
            return batch
        return None

    def rest(self) -> list[Waiter]:
        """Whoever came too late."""
        rest: list[Waiter] = []
        with contextlib.suppress(Empty):
            while True:
                rest += self._queue.get_nowait() or ()
        return rest
