"""Logs of other years, in small segments."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from guardrail.audit.archive import Archive, DirectoryArchive
from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import NoteSigner
from guardrail.audit.segments import SegmentStore
from tests.audit.factories import SIGNER, TENANT, an_intent, an_outcome

OLD, YOUNG = 1_600_000_000, 1_795_284_000
"""13 September 2020 and 21 November 2026."""


def write(directory: Path, ages: list[int], *, segment_bytes: int = 3000, epoch_records: int = 1000, signer: NoteSigner = SIGNER) -> str:
    """The log of one process that handled a call at each of the times, in small segments. Returns its writer."""
    archive = DirectoryArchive(directory, partial(SegmentStore, segment_bytes=segment_bytes))
    return write_in(archive, ages, epoch_records=epoch_records, signer=signer)


def write_in(archive: Archive, ages: list[int], *, epoch_records: int = 1000, signer: NoteSigner = SIGNER) -> str:
    """The same, wherever the log is kept."""
    now = [ages[0]]

    async def story(log: SegmentedLog) -> None:
        for number, age in enumerate(ages):
            now[0] = age
            intent = an_intent()
            tenant = TENANT if number % 3 else "jateng/kota-semarang"
            await log.append(intent, tenant)
            await log.append(an_outcome(str(intent.fields["exchange"])), tenant)

    log = SegmentedLog(archive, signer, now_ns=lambda: now[0] * 10**9, epoch_records=epoch_records, checkpoint_records=5)
    log.start()
    try:
        asyncio.run(story(log))
    finally:
        log.close()
    return log.writer
