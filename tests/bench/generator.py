"""``python -m tests.bench.generator URL BODY CONNECTIONS SECONDS``: a small load generator for machines without wrk.

It prints the line that ``post.lua`` prints. Slower than wrk, so ratios between fast contenders come out smaller.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

__all__ = ["main"]


_numbers = itertools.cycle(range(10**6))
"""A body with ###### is another text in every request, so that nothing about it can be remembered."""


@dataclass(slots=True)
class _Tally:
    latencies: list[float] = field(default_factory=list)
    errors: int = 0
    refused: int = 0


def main(url: str, body: bytes, connections: int, seconds: float) -> None:
    tally = _Tally()
    started = time.perf_counter()
    asyncio.run(_run(url, body, connections, started + seconds, tally))
    elapsed = time.perf_counter() - started
    ordered = sorted(tally.latencies) or [0.0]
    figures = {
        "req": len(tally.latencies),
        "us": round(elapsed * 1e6),
        "err": tally.errors,
        "non2xx": tally.refused,
        "p50": round(ordered[len(ordered) // 2] * 1e6),
        "p99": round(ordered[len(ordered) * 99 // 100] * 1e6),
    }
    print("JSON" + json.dumps(figures))


async def _run(url: str, body: bytes, connections: int, deadline: float, tally: _Tally) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(_connection(url, body, deadline, tally))


async def _connection(url: str, body: bytes, deadline: float, tally: _Tally) -> None:
    parts = urlsplit(url)
    head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
    head += f"Authorization: Bearer sk-test-123\r\nContent-Length: {len(body)}\r\n\r\n"
    while time.perf_counter() < deadline:
        try:
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            stays = True
            while stays and time.perf_counter() < deadline:
                started = time.perf_counter()
                writer.write(head.encode() + body.replace(b"######", b"%06d" % next(_numbers)))
                status, stays = await _answer(reader)
                tally.latencies.append(time.perf_counter() - started)
                tally.refused += not 200 <= status < 300
            writer.close()
        except (OSError, EOFError):
            tally.errors += 1
            await asyncio.sleep(0.01)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Read one answer to its end. Returns the status and whether the connection stays open."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    if "chunked" in headers.get("transfer-encoding", ""):
        while (size := int(await reader.readline(), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    else:
        await reader.readexactly(int(headers["content-length"]))
    return int(lines[0].split(" ")[1]), headers.get("connection") != "close"


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).read_bytes(), int(sys.argv[3]), float(sys.argv[4]))
