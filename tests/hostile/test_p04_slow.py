"""P4: slow heads, bodies and readers -> let go within 15 s (heads) and 35 s (bodies, readers); good callers meanwhile wait at most twice as
long as before."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from statistics import quantiles
from typing import Final

import pytest

from .place import OTHER_KEY, Place, a_call

_GOOD: Final = a_call()


def _port(place: Place) -> int:
    return int(place.server.base_url.rpartition(":")[2])


async def _ended(reader: asyncio.StreamReader) -> bytes:
    """Everything up to the end of the connection."""
    data = b""
    with suppress(ConnectionError):
        while part := await reader.read(1 << 16):
            data += part
    return data


async def _drip(port: int, start: bytes, every: float) -> tuple[float, bytes]:
    """Send a beginning and then a byte now and then: how long that was endured, and what was said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    writer.write(start)
    answer = asyncio.ensure_future(_ended(reader))
    with suppress(ConnectionError):
        while not answer.done():
            await asyncio.wait([answer], timeout=every)
            writer.write(b"a")
            await writer.drain()
    writer.close()
    return time.monotonic() - began, await answer


async def _good(port: int) -> float:
    """Seconds of one good call."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_GOOD.replace(b"Content-Type", b"Connection: close\r\nContent-Type", 1))
    answer = await _ended(reader)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200")
    return time.monotonic() - began


async def _p99(port: int, calls: int) -> float:
    return quantiles([await _good(port) for _ in range(calls)], n=100)[98]


HEAD: Final = b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "
BODY: Final = (
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
    + OTHER_KEY.encode()
    + b"\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"
)


@pytest.mark.parametrize(
    ("count", "starts", "limit", "calls"),
    [(40, [HEAD], 16.0, 100), pytest.param(1000, [HEAD, BODY], 37.0, 1000, marks=pytest.mark.slow)],
)
async def test_p04_slow_callers_are_let_go(place: Place, count: int, starts: list[bytes], limit: float, calls: int) -> None:
    """Each is told why; a good caller hardly notices them. (The limits are guardrail's own, with two seconds for the machine.)"""
    port, before = _port(place), len(place.upstream.requests)
    alone = await _p99(port, calls)
    slow = [asyncio.ensure_future(_drip(port, starts[number % len(starts)], 1.0)) for number in range(count)]
    await asyncio.sleep(1)
    among = await _p99(port, calls)
    for endured, said in await asyncio.gather(*slow):
        assert endured < limit + alone
        assert set(re.findall(rb'"code":"([a-z_]+)"', said)) <= {b"request_too_slow", b"overloaded"}
    assert len(place.upstream.requests) == before + 2 * calls
    print(f"p99 of good calls: {alone * 1000:.1f} ms alone, {among * 1000:.1f} ms among {count} slow callers: {among / alone:.2f}x")
