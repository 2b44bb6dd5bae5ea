"""Signals: the first begins to drain, a second one ends what is under way."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from guardrail.app.drain import Drain
from guardrail.pipeline.stopping import STOP
from guardrail.proxy.door import Hall


@contextmanager
def _server() -> Iterator[list[int]]:
    """What a server hears that had set its own handlers before."""
    heard: list[int] = []
    before = {number: signal.signal(number, lambda number, _: heard.append(number)) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _call(drain: Drain, ended: list[object]) -> None:
    with drain.counted():
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError as cancelled:
            ended.append(cancelled.args)


async def _story(drain: Drain, *numbers: int) -> tuple[list[int], list[object]]:
    """One call, and these signals; the server's own part of it, and how the call ended, if it did."""
    ended: list[object] = []
    with _server() as heard, drain.listening():
        call = asyncio.ensure_future(_call(drain, ended))
        await asyncio.sleep(0)
        assert len(drain.calls) == 1
        for number in numbers:
            os.kill(os.getpid(), number)
            await asyncio.sleep(0.02)
        assert drain.begun is bool(numbers)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        assert not drain.calls
        return list(heard), ended


@pytest.mark.parametrize(
    ("numbers", "supervised", "heard", "ended"),
    [
        ((), False, [], [()]),
        ((signal.SIGTERM,), False, [signal.SIGTERM], [()]),
        ((signal.SIGINT,), False, [signal.SIGINT], [()]),
        ((signal.SIGTERM, signal.SIGTERM), False, [signal.SIGTERM], [(STOP,)]),
        ((signal.SIGINT, signal.SIGTERM), False, [signal.SIGINT], [(STOP,)]),
        ((signal.SIGQUIT,), False, [signal.SIGTERM], [(STOP,)]),
        ((signal.SIGHUP,), False, [signal.SIGTERM], [()]),
        ((signal.SIGHUP, signal.SIGTERM), False, [signal.SIGTERM], [(STOP,)]),
        ((signal.SIGHUP, signal.SIGTERM), True, [signal.SIGTERM], [()]),
        # a terminal and the supervisor both say it once
        ((signal.SIGINT, signal.SIGTERM), True, [signal.SIGINT], [()]),
        ((signal.SIGTERM, signal.SIGQUIT), True, [signal.SIGTERM], [(STOP,)]),
    ],
)
async def test_the_first_drains_and_the_second_ends(
    numbers: tuple[int, ...], supervised: bool, heard: list[int], ended: list[object]
) -> None:
    """The server hears the first one only: a second would make it forget its log."""
    assert await _story(Drain(3600, Hall(), supervised=supervised), *numbers) == (heard, ended)


async def test_when_the_time_is_over_calls_end() -> None:
    """Counted from the signal."""
    assert await _story(Drain(0.001, Hall()), signal.SIGTERM) == ([signal.SIGTERM], [(STOP,)])


async def test_handlers_are_put_back() -> None:
    """Whoever listened before listens again."""
    with _server() as heard:
        with Drain(3600, Hall()).listening():
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.02)
        assert heard == [signal.SIGTERM]


async def test_only_a_main_thread_listens() -> None:
    """A demonstration serves on another one, and signals are not its matter."""

    async def elsewhere() -> bool:
        drain = Drain(1, Hall())
        with drain.listening():
            return signal.getsignal(signal.SIGQUIT) is before

    before = signal.getsignal(signal.SIGQUIT)
    assert await asyncio.to_thread(asyncio.run, elsewhere())


async def test_who_was_told_to_outlive_the_terminal_does() -> None:
    """Under nohup a hang-up is ignored, and stays so."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        drain = Drain(3600, Hall())
        with drain.listening():
            os.kill(os.getpid(), signal.SIGHUP)
            await asyncio.sleep(0.02)
        assert not drain.begun
    finally:
        signal.signal(signal.SIGHUP, before)
