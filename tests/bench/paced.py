"""Streams read to their end, many at a time: how many events came, and when the first one and the first words did."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

__all__ = ["Heard", "read_streams"]

_EVENT = b"data: "
_WORDS = b'"delta":{"content":"'
_END = b"\r\n0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Heard:
    """One stream. Times in seconds from the moment the request was sent."""

    events: int
    first: float
    words: float
    said: bytes


async def read_streams(base_url: str, path: str, body: bytes, connections: int, each: int) -> list[Heard]:
    """``each`` streams one after the other on every connection. ``######`` in the body is a new number in each."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_connection(base_url, path, body, each, number)) for number in range(connections)]
    return [heard for task in tasks for heard in task.result()]


async def _connection(base_url: str, path: str, body: bytes, each: int, number: int) -> list[Heard]:
    parts = urlsplit(base_url)
    head = f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
    head += f"Authorization: Bearer sk-test-123\r\nContent-Length: {len(body)}\r\n\r\n"
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    found = []
    for turn in range(each):
        fresh = (time.monotonic_ns() // 1000 + number * 7919 + turn) % 10**6
        sent = time.perf_counter()
        writer.write(head.encode() + body.replace(b"######", b"%06d" % fresh))
        found.append(await _stream(reader, sent))
    writer.close()
    return found


async def _stream(reader: asyncio.StreamReader, sent: float) -> Heard:
    said, first, words = b"", 0.0, 0.0
    while not said.endswith(_END):
        data = await reader.read(1 << 16)
        if not data:
            raise EOFError("the stream broke off")
        said += data
        if not first and _EVENT in said:
            first = time.perf_counter() - sent
        if not words and _WORDS in said:
            words = time.perf_counter() - sent
    if b" 200 " not in said[:16]:
        raise ValueError("the answer is not 200")
    return Heard(said.count(_EVENT), first, words, said)
