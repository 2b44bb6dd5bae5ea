"""What a durable record costs: python -m tests.bench.audit [DIRECTORY], on the file system that is asked about.

All ratios are of one run: the rounds of each way alternate, and the median counts.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median, quantiles

import uvloop

from guardrail.audit.disk import Disk
from guardrail.audit.event import AuditEvent
from guardrail.audit.ids import uuid7
from guardrail.audit.log import SegmentedLog
from guardrail.audit.segment import Segment
from tests.audit.factories import SIGNER, TENANT, an_intent, an_outcome

_CLIENTS = 64
_ROUNDS = 5
_SECONDS = 1.5
_RECORD = b"x" * 760 + b"\n"
"""As long as the intent of a real call."""


def one_by_one(folder: Path) -> float:
    """Records per second where each has a write and an fdatasync of its own."""
    segment = Segment(folder / uuid7())
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < _SECONDS:
        segment.append(_RECORD)
        count += 1
    took = time.perf_counter() - began
    segment.close()
    segment.path.unlink()
    return count / took


class Measured:
    """Many clients on one log: records per second, waits in milliseconds, microseconds of CPU a record (both threads)."""

    def __init__(self) -> None:
        self.rate: list[float] = []
        self.cpu: list[float] = []
        self.waits: list[float] = []

    async def round(self, log: SegmentedLog, clients: int) -> None:
        began, cpu, count = time.perf_counter(), time.process_time(), 0
        events = [an_intent() for _ in range(clients)]
        made = time.process_time() - cpu
        cpu += made
        until = began + _SECONDS

        async def client(event: AuditEvent) -> None:
            nonlocal count
            while (at := time.perf_counter()) < until:
                await log.append(event, TENANT)
                self.waits.append((time.perf_counter() - at) * 1e3)
                count += 1

        await asyncio.gather(*(client(event) for event in events))
        took = time.perf_counter() - began
        self.rate.append(count / took)
        self.cpu.append((time.process_time() - cpu) / count * 1e6)


class Calls:
    """Calls with an AI service of so many seconds between intent and outcome: calls per second."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.rate: list[float] = []

    async def round(self, log: SegmentedLog | None) -> None:
        began, count = time.perf_counter(), 0
        until = began + _SECONDS

        async def client() -> None:
            nonlocal count
            while time.perf_counter() < until:
                exchange = uuid7()
                intent, outcome = an_intent(exchange), an_outcome(exchange)
                if log is not None:
                    await log.append(intent, TENANT)
                await asyncio.sleep(self._seconds)
                if log is not None:
                    log.submit(outcome, TENANT, soon=False)
                count += 1

        await asyncio.gather(*(client() for _ in range(_CLIENTS)))
        self.rate.append(count / (time.perf_counter() - began))


def bench(folder: Path) -> list[tuple[str, str]]:
    """The rows of the table."""
    single: list[float] = []
    many, one = Measured(), Measured()
    log = SegmentedLog(folder / "audit", SIGNER, disk=Disk(folder / "audit"))
    log.start()
    try:
        for _ in range(_ROUNDS):
            single.append(one_by_one(folder))
            _run(lambda: many.round(log, _CLIENTS))
            _run(lambda: one.round(log, 1))
        sync = 1 / median(single)
        service = max(0.001, 2.5 * sync)
        bare, logged = Calls(service), Calls(service)
        for _ in range(_ROUNDS):
            _run(lambda: bare.round(None))
            _run(lambda: logged.round(log))
    finally:
        log.close()
    waits = quantiles(many.waits, n=100)
    return [
        ("each record with an fdatasync of its own", f"{median(single):,.0f} records/s ({sync * 1e3:.2f} ms each)"),
        (
            f"{_CLIENTS} clients, group commit",
            f"{median(many.rate):,.0f} records/s, {median(many.rate) / median(single):.0f} times as many",
        ),
        (f"wait of {_CLIENTS} clients", f"p50 {waits[49]:.2f} ms, p99 {waits[98]:.2f} ms"),
        ("wait of one client", f"p50 {median(one.waits):.2f} ms"),
        (f"CPU of a record, {_CLIENTS} clients", f"{median(many.cpu):.1f} µs, clients and event loop included"),
        (
            f"{_CLIENTS} callers of a service of {service * 1e3:.1f} ms",
            f"{median(logged.rate):,.0f} calls/s with two records each, {median(bare.rate):,.0f} without any",
        ),
        (
            "added to such a call",
            f"{_CLIENTS * 1e3 / median(logged.rate) - _CLIENTS * 1e3 / median(bare.rate):.2f} ms"
            " (the intent; the outcome waits behind the answer)",
        ),
    ]


def _run(story: Callable[[], Awaitable[None]]) -> None:
    async def told() -> None:
        await story()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the server runs
        runner.run(told())


def main(parent: str | None = None) -> None:
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        load = os.getloadavg()[0]
        for what, figure in bench(Path(folder)):
            print(f"| {what} | {figure} |")
        print(f"\nload average {load:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores")


if __name__ == "__main__":
    main(*sys.argv[1:])
