"""The line to the writer thread: order, company, an end."""

from __future__ import annotations

import asyncio

from guardrail.audit.line import MOST_IN_BATCH, Line
from guardrail.audit.waiter import Waiter
from tests.audit.factories import an_intent, said

EVENT = an_intent()


def a_waiter(deadline: float | None = 60) -> Waiter:
    return Waiter(said(EVENT), asyncio.get_running_loop(), deadline)


async def joined(line: Line, *deadlines: float | None) -> list[Waiter]:
    waiters = [a_waiter(deadline) for deadline in deadlines]
    for waiter in waiters:
        line.join(waiter, asyncio.get_running_loop())
    return waiters


async def test_those_who_come_together_are_taken_together() -> None:
    """In the order of their coming, by way of one hand-over, with whoever waited patiently."""
    line = Line()
    waiters = await joined(line, None, 60, None, 60)
    assert len(line) == 4
    assert await asyncio.to_thread(line.take, 60) == waiters
    assert len(line) == 0
    assert line.take(0) == []


async def test_who_is_patient_is_handed_over_too() -> None:
    """After some milliseconds, though nobody else comes."""
    line = Line()
    waiters = await joined(line, None, None)
    assert await asyncio.to_thread(line.take, 60) == waiters


async def test_the_end_comes_behind_whoever_was_handed_over() -> None:
    """Then there is nobody more; who joins later is left over."""
    line = Line()
    waiters = await joined(line, 60)
    line.hand_over()
    line.end()
    assert line.take(60) == waiters
    assert line.take(60) is None
    late = await joined(line, 60)
    line.hand_over()
    assert (line.rest(), line.rest()) == (late, [])


async def test_a_batch_is_bounded() -> None:
    """What does not fit in comes with the next."""
    line = Line()
    for _ in range(2):
        await joined(line, *[60.0] * MOST_IN_BATCH)
        line.hand_over()
    assert [len(line.take(60) or ()), len(line.take(60) or ()), len(line.take(0) or ())] == [MOST_IN_BATCH, MOST_IN_BATCH, 0]
