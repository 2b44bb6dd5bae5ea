"""Who waits for a record, and how the writer thread tells them. Bridges one thread and any number of event loops."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Sequence

from guardrail.core.errors import ErrorCode, GuardFault

from .chain import Said

__all__ = ["AuditUnavailable", "Waiter", "settle"]


class AuditUnavailable(GuardFault):
    """The log cannot be written: nothing may leave. ``place`` says at which step, and the errno name where there is one."""

    def __init__(self, place: str) -> None:
        super().__init__(ErrorCode.AUDIT_UNAVAILABLE, place)


class Waiter:
    """An event on its way, and the future of its sequence number, which ends at the deadline (seconds, None for none) come what may.

    The deadline is the loop's and the record is the writer's, so both may want to end the future at one moment: who claims it first
    does, and the other one knows.
    """

    __slots__ = ("_claim", "expiry", "future", "said")

    def __init__(self, said: Said, loop: asyncio.AbstractEventLoop, deadline: float | None) -> None:
        self.said = said
        self.future: asyncio.Future[int] = loop.create_future()
        self._claim = threading.Lock()
        self.expiry = None if deadline is None else loop.call_later(deadline, self._expire)

    @property
    def patient(self) -> bool:
        """Without a deadline: the end of a call, which is written as soon as the log can be."""
        return self.expiry is None

    def claim(self) -> bool:
        """True for the first who asks, from any thread: it decides how the future ends."""
        return self._claim.acquire(blocking=False)

    def _expire(self) -> None:
        if self.claim():
            self.fail("audit.deadline")

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


def settle(waiters: Sequence[Waiter], first_seq: int | None, place: str) -> list[Said]:
    """Tell the waiters of a batch, with one call into each event loop. Without ``first_seq`` they fail at ``place``.

    Returns what became durable after whoever waited for it had been told, at the deadline, that it had not.
    """
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Waiter, int]]] = {}
    late: list[Said] = []
    for offset, waiter in enumerate(waiters):
        if waiter.claim():
            by_loop.setdefault(waiter.future.get_loop(), []).append((waiter, offset))
        elif first_seq is not None:
            late.append(waiter.said)
    for loop, batch in by_loop.items():
        # A loop that is closed has nobody waiting on it.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell, batch, first_seq, place)
    return late


def _tell(batch: list[tuple[Waiter, int]], first_seq: int | None, place: str) -> None:
    for waiter, offset in batch:
        if first_seq is None:
            waiter.fail(place)
        else:
            waiter.succeed(first_seq + offset)
