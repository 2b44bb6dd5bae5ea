"""A writer that calls when it is told to, under clocks that libfaketime shows it: one line on stdin is one call."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from guardrail.audit.ids import uuid7
from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import NoteSigner
from tests.audit.factories import TENANT, an_intent, an_outcome


async def _call(log: SegmentedLog) -> None:
    while await asyncio.to_thread(sys.stdin.readline):
        exchange = uuid7()
        await log.append(an_intent(exchange), TENANT)
        await log.append(an_outcome(exchange), TENANT)
        print("called", flush=True)


def main(directory: str, skey: str) -> None:
    log = SegmentedLog(Path(directory), NoteSigner.parse(skey))
    log.start()
    print("started", flush=True)
    asyncio.run(_call(log))
    log.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
