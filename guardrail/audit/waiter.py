"""Who waits for a record, and how the writer thread tells them. Bridges one thread and any number of event loops."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from guardrail.core.errors import ErrorCode, GuardFault

from .chain import Said

__all__ = ["AuditUnavailable", "Waiter", "settle"]


class AuditUnavailable(GuardFault):
    """The log cannot be written: nothing may leave. ``place`` says at which step, and the errno name where there is one."""

    def __init__(self, place: str) -> None:
        super().__init__(ErrorCode.AUDIT_UNAVAILABLE, place)


class Waiter:
    """An event on its way, and the future of its sequence number, which ends at the deadline (seconds, None for none) come what may.

    ``late`` hears of an event that became durable after whoever waited was told that it had not.
    """

    __slots__ = ("expiry", "future", "late", "said")

    def __init__(
        self, said: Said, loop: asyncio.AbstractEventLoop, deadline: float | None, late: Callable[[Said], None] | None = None
    ) -> None:
        self.said = said
        self.late = late
        self.future: asyncio.Future[int] = loop.create_future()
        self.expiry = None if deadline is None else loop.call_later(deadline, self.fail, "audit.deadline")

    def fail(self, place: str) -> None:
        """On the loop: the record is not durable, or nobody knows. A future that is done (cancelled) is passed over."""
        if self.expiry is not None:
            self.expiry.cancel()
        if not self.future.done():
            self.future.set_exception(AuditUnavailable(place))

    def succeed(self, seq: int) -> None:
        """On the loop: the record is durable."""
        if self.expiry is not None:
            self.expiry.cancel()
        if not self.future.done():
            self.future.set_result(seq)
        elif self.late is not None and not self.future.cancelled():
            self.late(self.said)


def settle(waiters: Sequence[Waiter], first_seq: int | None, place: str) -> None:
    """Tell the waiters of a batch, with one call into each event loop. Without ``first_seq`` they fail at ``place``."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Waiter, int]]] = {}
    for offset, waiter in enumerate(waiters):
        by_loop.setdefault(waiter.future.get_loop(), []).append((waiter, offset))
    for loop, batch in by_loop.items():
        # A loop that is closed has nobody waiting on it.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell, batch, first_seq, place)


def _tell(batch: list[tuple[Waiter, int]], first_seq: int | None, place: str) -> None:
    for waiter, offset in batch:
        if first_seq is None:
            waiter.fail(place)
        else:
            waiter.succeed(first_seq + offset)
