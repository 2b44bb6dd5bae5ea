"""Waiters are told once, on their own loop, or end at the deadline."""

from __future__ import annotations

import asyncio
import threading

import pytest

from guardrail.audit.waiter import AuditUnavailable, Waiter, settle
from guardrail.core.errors import ErrorCode, GuardFault
from tests.audit.factories import an_intent, said


def a_waiter(deadline: float = 60) -> Waiter:
    return Waiter(said(an_intent()), asyncio.get_running_loop(), deadline)


async def test_a_thread_settles_a_batch_in_order() -> None:
    """The sequence numbers follow the order of submission; a cancelled future is passed over."""
    waiters = [a_waiter() for _ in range(3)]
    waiters[1].future.cancel()
    thread = threading.Thread(target=settle, args=(waiters, 7, ""))
    thread.start()
    assert (await waiters[0].future, await waiters[2].future) == (7, 9)
    thread.join()


async def test_without_a_sequence_all_fail_closed() -> None:
    """The fault is a GuardFault with the one code for it, and each future has its own."""
    waiters = [a_waiter(), a_waiter()]
    settle(waiters, None, "audit.append:ENOSPC")
    faults = await asyncio.gather(*(waiter.future for waiter in waiters), return_exceptions=True)
    for fault in faults:
        assert isinstance(fault, GuardFault)
        assert (fault.code, fault.place) == (ErrorCode.AUDIT_UNAVAILABLE, "audit.append:ENOSPC")
    assert faults[0] is not faults[1]


async def test_the_deadline_ends_the_wait() -> None:
    """A disk that hangs refuses the call; the late answer is ignored."""
    waiter = a_waiter(deadline=0)
    with pytest.raises(AuditUnavailable, match=r"audit\.deadline"):
        await waiter.future
    settle([waiter], 1, "")
    await asyncio.sleep(0)


def test_a_closed_loop_has_nobody_waiting() -> None:
    """The writer thread must survive it."""
    loop = asyncio.new_event_loop()
    waiter = Waiter(said(an_intent()), loop, 60)
    loop.close()
    settle([waiter], 1, "")
    assert not waiter.future.done()
