"""Writers under load while somebody does something to their database: what was acknowledged, what was refused and how long it took."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from guardrail.audit.entry import parse
from guardrail.audit.layout import RECORDS
from guardrail.audit.log import SegmentedLog
from guardrail.audit.postgres.archive import PostgresArchive
from guardrail.audit.postgres.dsn import Dsn
from guardrail.audit.report import Report
from guardrail.audit.verify import verify
from guardrail.audit.waiter import AuditUnavailable
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent, an_outcome

__all__ = ["DEADLINE", "RECOVERY", "Pressed", "lost_or_doubled", "press", "proved"]

DEADLINE = 1.5
RECOVERY = 5.0
"""Seconds from the end of the harm to the first record of every writer."""
_SLACK = 1.0
"""What an event loop on a busy machine may be late."""


@dataclass
class Pressed:
    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Writer and sequence number of each record, by its id."""
    refused: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    """Seconds that the slowest refusal took."""
    recovered: float = 0.0


async def press(dsn: Dsn, harm: Callable[[], None], *, writers: int = 2, tasks: int = 8) -> Pressed:
    """Calls from many tasks through several writers, before, during and after ``harm``."""
    logs = [
        SegmentedLog(PostgresArchive(dsn, DEADLINE, grace=0.5), SIGNER, deadline=DEADLINE, checkpoint_seconds=0.2) for _ in range(writers)
    ]
    found = Pressed()
    going = True

    async def calls(log: SegmentedLog) -> None:
        while going:
            began = time.monotonic()
            intent = an_intent()
            try:
                seq = await log.append(intent, TENANT)
            except AuditUnavailable as refused:
                found.longest = max(found.longest, time.monotonic() - began)
                found.refused[refused.place] += 1
                await asyncio.sleep(0.02)
                continue
            found.acknowledged[intent.id] = (log.writer, seq)
            end = log.submit(an_outcome(str(intent.fields["exchange"])), TENANT, soon=False)
            end.add_done_callback(lambda future: future.cancelled() or future.exception())
            await asyncio.sleep(0.002)

    for log in logs:
        await asyncio.to_thread(log.start)
    running = [asyncio.create_task(calls(log)) for log in logs for _ in range(tasks)]
    await asyncio.sleep(0.5)
    await asyncio.to_thread(harm)
    healed = time.monotonic()
    before = {log.writer: _newest(found, log) for log in logs}
    while any(_newest(found, log) <= before[log.writer] for log in logs):
        await asyncio.sleep(0.01)
    found.recovered = time.monotonic() - healed
    await asyncio.sleep(0.5)
    going = False
    await asyncio.gather(*running)
    for log in logs:
        await asyncio.to_thread(log.close)
    return found


def _newest(found: Pressed, log: SegmentedLog) -> int:
    return max((seq for writer, seq in found.acknowledged.values() if writer == log.writer), default=-1)


def lost_or_doubled(dsn: Dsn, found: Pressed) -> list[str]:
    """Ids of acknowledged records that do not stand once, at the place that was told."""
    with closing(PostgresArchive(dsn, 30.0)) as archive:
        stored = [parse(line[:-1]) for writer in archive.writers() for part in archive.parts(writer, RECORDS) for line in part.lines]
    times = Counter(entry.id for entry in stored)
    places = {entry.id: (entry.writer, entry.seq) for entry in stored}
    wrong = [id_ for id_, place in found.acknowledged.items() if places.get(id_) != place]
    return wrong + [id_ for id_, count in times.items() if count > 1]


def proved(dsn: Dsn, found: Pressed) -> Report:
    """Assert what A16 demands: nothing lost or doubled, refusals in the deadline, recovery by itself, a log that verifies."""
    assert found.acknowledged
    assert lost_or_doubled(dsn, found) == []
    assert found.longest <= DEADLINE + _SLACK
    assert found.recovered <= RECOVERY
    with closing(PostgresArchive(dsn, 30.0)) as archive:
        report = verify(archive, VKEY)
    assert report.ok, report.breaks
    assert (report.warnings, report.dangling) == ((), 0)
    assert {str(log.state) for log in report.logs} == {"closed"}
    return report
