"""The audit log's two stores side by side, in one run on one disk: ``python -m tests.bench.audit_stores``."""

from __future__ import annotations

import asyncio
import os
import resource
import tempfile
import time
from contextlib import closing
from pathlib import Path

from guardrail.audit.archive import Archive, DirectoryArchive
from guardrail.audit.log import SegmentedLog
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.audit.verify import verify
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent
from tests.support.postgres import a_place, a_server

_ROUNDS = ((1, 1_000), (64, 20_000), (512, 40_000))
_SETTINGS = "shared_buffers = 128MB\nmax_wal_size = 1GB"


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def appended(archive: Archive, clients: int, records: int) -> str:
    """One line of what ``clients`` that wait for each of their records got."""
    log = SegmentedLog(archive, SIGNER)
    log.start()
    waits: list[float] = []

    async def client() -> None:
        for _ in range(records // clients):
            event, began = an_intent(), time.perf_counter()
            await log.append(event, TENANT)
            waits.append(time.perf_counter() - began)

    async def all_clients() -> None:
        await asyncio.gather(*(client() for _ in range(clients)))

    cpu, began = _cpu(), time.perf_counter()
    asyncio.run(all_clients())
    took, cpu = time.perf_counter() - began, _cpu() - cpu
    log.close()
    waits.sort()
    half, most = waits[len(waits) // 2] * 1000, waits[len(waits) * 99 // 100] * 1000
    return f"{len(waits) / took:8.0f} rec/s, p50 {half:6.2f} ms, p99 {most:6.2f} ms, {cpu / len(waits) * 1e6:4.0f} us CPU a record"


def main() -> None:
    """Both stores by turns, then both verified."""
    with tempfile.TemporaryDirectory() as folder, a_place(Path(folder)) as place, a_server(place, settings=_SETTINGS) as server:
        directory = DirectoryArchive(Path(folder) / "audit")
        for clients, records in _ROUNDS:
            print(f"{clients:4} clients, segments:   {appended(directory, clients, records)}")
            print(f"{clients:4} clients, PostgreSQL: {appended(PostgresArchive(server.dsn), clients, records)}")
        with closing(PostgresArchive(server.dsn, 60.0)) as database:
            for name, archive in (("segments", directory), ("PostgreSQL", database)):
                began = time.perf_counter()
                report = verify(archive, VKEY)
                print(f"verified, {name}: {report.records / (time.perf_counter() - began):.0f} rec/s, ok: {report.ok}")
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
