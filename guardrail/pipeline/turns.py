"""Long work off the event loop, a little of it at once. Starts no threads of its own and knows nothing of the work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from typing import Final, TypeVar

__all__ = ["AT_ONCE", "Turns"]

AT_ONCE: Final = 2
"""One thread at a time runs Python. Six of them are sooner done by a tenth at most, hold the memory of their texts all at once, and stand
before the event loop and the writer of the audit log."""

_T = TypeVar("_T")


class Turns:
    """``at_once`` works at a time, in the order in which they came; None for as many as there are threads. Belongs to one event loop."""

    def __init__(self, at_once: int | None = AT_ONCE) -> None:
        self._free = asyncio.Semaphore(at_once) if at_once is not None else nullcontext()

    async def of(self, work: Callable[[], _T]) -> _T:
        """What the work returns or raises, from a thread. Who is cancelled while waiting for a turn takes none."""
        async with self._free:
            return await asyncio.to_thread(work)
