"""A server that stops tells the callers whose calls it ends, and the log; who has gone by himself is another matter."""

from __future__ import annotations

import asyncio

import pytest

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.pipeline.stopping import STOP, end_of, until_stopped


async def _cancelled(*words: str | None) -> tuple[str, int]:
    """What became of a task that was cancelled with these words, one after the other, and how often it counts as cancelled."""
    reached = asyncio.Event()

    async def work() -> tuple[str, int]:
        task = asyncio.current_task()
        assert task is not None
        try:
            with until_stopped():
                reached.set()
                await asyncio.sleep(3600)
        except GuardFault as fault:
            await asyncio.sleep(0)  # it can go on
            return str(fault), task.cancelling()
        except asyncio.CancelledError as cancelled:
            return str(end_of(cancelled)), task.cancelling()
        return "done", 0

    task = asyncio.ensure_future(work())
    await reached.wait()
    for word in words:
        task.cancel(word)
    return await task


async def test_a_stop_is_a_fault_and_the_task_goes_on() -> None:
    """It has a caller to tell."""
    assert await _cancelled(STOP) == ("server_stopping at stop", 0)


@pytest.mark.parametrize("word", [None, "Task cancelled, timeout graceful shutdown exceeded"])
async def test_every_other_cancellation_is_one(word: str | None) -> None:
    """Of a caller who has gone, or of the server's own last measure."""
    assert await _cancelled(word) == ("client_gone", 1)


async def test_who_has_gone_is_told_nothing() -> None:
    """Though the server stops at the same moment."""
    found, left = await _cancelled("gone", STOP)
    assert left >= 1
    assert found in ("client_gone", "server_stopping")


async def test_other_errors_pass() -> None:
    """It looks at cancellations only."""
    with pytest.raises(ValueError, match="lain"), until_stopped():
        raise ValueError("lain")
    with until_stopped():
        pass
    assert end_of(asyncio.CancelledError(STOP)) is ErrorCode.SERVER_STOPPING
