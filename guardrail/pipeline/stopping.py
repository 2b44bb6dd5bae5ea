"""How calls under way end when the server is stopped and their time is over: told to their callers, and recorded as that."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Final

from guardrail.core.errors import ErrorCode, GuardFault

__all__ = ["STOP", "end_of", "until_stopped"]

STOP: Final = "the server is being stopped"
"""Cancelling a task with this word ends its call; any other cancellation means that its caller has gone."""


def end_of(cancelled: asyncio.CancelledError) -> ErrorCode:
    """Why a task was cancelled."""
    return ErrorCode.SERVER_STOPPING if cancelled.args == (STOP,) else ErrorCode.CLIENT_GONE


class until_stopped:
    """Inside, ``task.cancel(STOP)`` becomes a fault (``server_stopping``) like any other; the task goes on, to tell its caller."""

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, asyncio.CancelledError) and end_of(error) is ErrorCode.SERVER_STOPPING:
            task = asyncio.current_task()
            if task is not None and task.uncancel() == 0:  # its caller has not gone at the same time
                raise GuardFault(ErrorCode.SERVER_STOPPING, "stop") from None
