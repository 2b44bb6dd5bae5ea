"""A process that appends from many tasks until it is killed, and says through its output what was acknowledged."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from guardrail.audit.ids import uuid7
from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import NoteSigner
from tests.audit.factories import TENANT, an_intent, an_outcome


async def _append_for_ever(log: SegmentedLog) -> None:
    while True:
        exchange = uuid7()
        for event in (an_intent(exchange), an_outcome(exchange)):
            seq = await log.append(event, TENANT)
            os.write(1, f"{log.writer} {seq} {event.id}\n".encode())


async def _run(log: SegmentedLog, tasks: int) -> None:
    await asyncio.gather(*(_append_for_ever(log) for _ in range(tasks)))


def main(directory: str, skey: str, tasks: str) -> None:
    log = SegmentedLog(Path(directory), NoteSigner.parse(skey), checkpoint_records=50)
    log.start()
    asyncio.run(_run(log, int(tasks)))


if __name__ == "__main__":
    main(*sys.argv[1:])
