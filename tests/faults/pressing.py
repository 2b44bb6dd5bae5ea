"""Callers that call a server without a pause, and how long each call took to be answered or refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.support.chat import a_call, call
from tests.support.people import a_person
from tests.support.server import CLIENT_KEY

__all__ = ["Call", "Pressure", "pressing"]


_PATIENCE = 120


class Call(NamedTuple):
    """``began`` and ``took`` in seconds, on one clock for all."""

    began: float
    took: float
    status: int
    code: str
    """Of a refusal; empty for an answer."""


class Pressure:
    """Calls so far. Safe to read from any thread."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.ended = threading.Event()

    def since(self, moment: float) -> list[Call]:
        """Calls that began later."""
        return [call for call in list(self.calls) if call.began > moment]

    def wait(self, status: int, count: int, since: float) -> list[Call]:
        """The first ``count`` calls with that status that began later. Raises ``TimeoutError`` when they do not come."""
        end = time.monotonic() + _PATIENCE
        while len(found := [call for call in self.since(since) if call.status == status]) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(found)} of {count} calls were answered {status} within {_PATIENCE} seconds")
            time.sleep(0.005)
        return found[:count]

    def run(self, base_url: str) -> None:
        while not self.ended.is_set():
            began = time.monotonic()
            said = call(base_url, a_call(a_person().introduced()), key=CLIENT_KEY)
            self.calls.append(Call(began, time.monotonic() - began, said.status, "" if said.status == 200 else said.error["code"]))


@contextmanager
def pressing(base_url: str, callers: int = 4) -> Iterator[Pressure]:
    """Press until the block ends."""
    pressure = Pressure()
    threads = [threading.Thread(target=pressure.run, args=(base_url,)) for _ in range(callers)]
    for thread in threads:
        thread.start()
    try:
        yield pressure
    finally:
        pressure.ended.set()
        for thread in threads:
            thread.join()
