"""Comments in a stream of server-sent events while nothing else is ready, so that nobody between takes it for dead (WHATWG HTML, 9.2.7)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Final

from starlette.types import Message, Send

__all__ = ["COMMENT", "SECONDS", "KeepAlive"]

COMMENT: Final = b": keep-alive\n\n"
SECONDS: Final = 15.0


class KeepAlive:
    """Sends whole events for its owner, and a comment where none was sent for ``seconds``. Costs a timer a stream, not a task an event."""

    def __init__(self, send: Send, seconds: float = SECONDS) -> None:
        self._send = send
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._sent = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> KeepAlive:
        self._timer = self._loop.call_later(self._seconds, self._look)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    async def send(self, data: bytes) -> None:
        """Whole events, with more to come."""
        self._sent = self._loop.time()
        await self._send(_body(data))
        self._sent = self._loop.time()

    def _look(self) -> None:
        rest = self._sent + self._seconds - self._loop.time()
        if rest <= 0:
            rest = self._seconds
            self._sent = self._loop.time()
            # a client that is too slow to take a comment needs no second one
            if self._task is None or self._task.done():
                self._task = self._loop.create_task(self._comment())
        self._timer = self._loop.call_later(rest, self._look)

    async def _comment(self) -> None:
        with suppress(OSError):  # the client is gone, which its owner learns by itself
            await self._send(_body(COMMENT))


def _body(data: bytes) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": True}
