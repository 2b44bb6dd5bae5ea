from __future__ import annotations

import asyncio
import threading
from functools import partial

import pytest

from guardrail.pipeline.turns import AT_ONCE, Turns


class Work:
    """Notes how much of it was under way at once; each waits for its word to end."""

    def __init__(self) -> None:
        self.under_way = self.most = 0
        self.begun: list[int] = []
        self.end = threading.Semaphore(0)
        self._lock = threading.Lock()

    def do(self, number: int) -> int:
        with self._lock:
            self.begun.append(number)
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        assert self.end.acquire(timeout=60)
        with self._lock:
            self.under_way -= 1
        return number


async def _all(turns: Turns, work: Work, count: int) -> list[int]:
    tasks = [asyncio.ensure_future(turns.of(partial(work.do, number))) for number in range(count)]
    for done in range(count):
        while len(work.begun) < min(done + AT_ONCE, count):
            await asyncio.sleep(0.001)
        work.end.release()
    return await asyncio.gather(*tasks)


async def test_no_more_than_a_few_at_once_in_order() -> None:
    """Whoever came first is first, and nobody is forgotten."""
    work = Work()
    assert await _all(Turns(), work, 9) == [*range(9)]
    assert work.most == AT_ONCE
    assert sorted(work.begun) == [*range(9)]


async def test_work_that_waits_may_be_any_number() -> None:
    """Without a bound nobody waits for another."""
    work = Work()
    tasks = [asyncio.ensure_future(Turns(None).of(partial(work.do, number))) for number in range(AT_ONCE + 2)]
    while work.under_way < AT_ONCE + 2:
        await asyncio.sleep(0.001)
    for _ in tasks:
        work.end.release()
    assert await asyncio.gather(*tasks) == [*range(AT_ONCE + 2)]


async def test_who_fails_or_goes_leaves_the_turn_to_others() -> None:
    """An exception comes through, a cancelled wait takes no turn."""
    turns, work = Turns(1), Work()
    with pytest.raises(ZeroDivisionError):
        await turns.of(lambda: 1 // 0)
    first = asyncio.ensure_future(turns.of(lambda: work.do(1)))
    while not work.begun:
        await asyncio.sleep(0.001)
    second = asyncio.ensure_future(turns.of(lambda: work.do(2)))
    await asyncio.sleep(0)
    second.cancel()
    third = asyncio.ensure_future(turns.of(lambda: work.do(3)))
    work.end.release()
    work.end.release()
    assert (await first, await third) == (1, 3)
    assert second.cancelled()
    assert work.begun == [1, 3]
