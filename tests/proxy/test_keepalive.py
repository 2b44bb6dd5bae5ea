"""Comments while nothing is ready: between events, never instead of one, and none after the end."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message

from guardrail.proxy.keepalive import COMMENT, KeepAlive


class _Client:
    """Takes what is sent; ``commented`` opens with the first comment."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.taken: list[bytes] = []
        self.commented = asyncio.Event()
        self._fault = fault

    async def send(self, message: Message) -> None:
        assert message["more_body"]
        if message["body"] == COMMENT:
            self.commented.set()
            if self._fault is not None:
                raise self._fault
        self.taken.append(message["body"])


async def test_a_silent_stream_is_kept_alive() -> None:
    """A comment comes when nothing else did, and events go on behind it."""
    client = _Client()
    async with KeepAlive(client.send, seconds=0.01) as alive:
        await alive.send(b"data: 1\n\n")
        await client.commented.wait()
        await asyncio.sleep(0)
        await alive.send(b"data: 2\n\n")
    assert client.taken[0] == b"data: 1\n\n"
    assert client.taken[-1] == b"data: 2\n\n"
    assert set(client.taken[1:-1]) == {COMMENT}


async def test_a_busy_stream_has_no_comments() -> None:
    """Events are sign of life enough, and after the end there is none."""
    client = _Client()
    async with KeepAlive(client.send, seconds=3600) as alive:
        for number in range(50):
            await alive.send(b"data: %d\n\n" % number)
    assert COMMENT not in client.taken
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    assert not tasks


@pytest.mark.parametrize("fault", [OSError("gone"), BrokenPipeError()])
async def test_a_client_that_is_gone_is_no_fault_of_the_comment(fault: Exception) -> None:
    """Whoever sends the next event finds out; the comment says nothing."""
    client = _Client(fault)
    async with KeepAlive(client.send, seconds=0.01):
        await client.commented.wait()
        await asyncio.sleep(0)
    assert client.taken == []
