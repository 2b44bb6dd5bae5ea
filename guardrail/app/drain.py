"""How a worker is stopped: from the first signal on it is not ready, and calls under way get ``seconds``; a second signal ends them now."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from guardrail.pipeline.stopping import STOP
from guardrail.proxy.door import Hall

__all__ = ["Drain"]

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
_LAST_WORDS_SECONDS: Final = 1.0
"""For callers to take the error that their call ended with; who does not is cut off."""


class Drain:
    """Of one worker. One that is ``supervised`` hears of a second signal from its supervisor (SIGQUIT): terminals and service managers send
    the first one to every process, and the supervisor passes it on besides.
    """

    def __init__(self, seconds: float, hall: Hall, *, supervised: bool = False) -> None:
        self._seconds = seconds
        self._hall = hall
        self._supervised = supervised
        self.calls: set[asyncio.Task[object]] = set()
        """Under way."""
        self.begun = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear signals before whoever heard them until now, who hears the first as well. Only a main thread can."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        before = {number: signal.getsignal(number) for number in (*_SIGNALS, signal.SIGQUIT)}
        if (hung_up := signal.getsignal(signal.SIGHUP)) is signal.SIG_DFL:  # not under nohup(1): whose terminal is gone drains as well
            before[signal.SIGHUP] = hung_up

        def hear(number: int, frame: FrameType | None) -> None:
            again, self.begun = self.begun, True
            known = signal.Signals(number) if number in _SIGNALS else signal.SIGTERM
            heard = before[known]
            if not again and callable(heard):
                heard(known, frame)
            if number == signal.SIGQUIT or (again and not self._supervised):
                loop.call_soon_threadsafe(self.cut)
            elif not again:
                loop.call_soon_threadsafe(loop.call_later, self._seconds, self.cut)

        for number in before:
            signal.signal(number, hear)
        try:
            yield
        finally:
            for number, heard in before.items():
                signal.signal(number, heard)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """While the current task serves a call."""
        task = asyncio.current_task()
        if task is None:
            yield
            return
        self.calls.add(task)
        try:
            yield
        finally:
            self.calls.discard(task)

    def cut(self) -> None:
        """End what is under way: answers with an error in their vendor's shape, and every end is recorded."""
        for task in list(self.calls):
            task.cancel(STOP)
        asyncio.get_running_loop().call_later(_LAST_WORDS_SECONDS, self._hall.abort)
