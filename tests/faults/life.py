"""The life of one writer in a process of its own: it recovers a dead one, appends, turns segments, keys and checkpoints, and ends.

What it was told is durable it notes down by a system call that no fault is injected into.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from guardrail.audit.archive import DirectoryArchive
from guardrail.audit.disk import Disk
from guardrail.audit.ids import uuid7
from guardrail.audit.log import AuditUnavailable, SegmentedLog
from guardrail.audit.note import NoteSigner
from guardrail.audit.segments import SegmentStore
from tests.audit.factories import TENANT, an_intent, an_outcome

__all__ = ["NOT_STARTED", "Noted", "a_writer", "live", "noted"]

NOT_STARTED = 5
"""Exit status of a life that was refused at its start."""
_CALLS = 12
_LINE = 64


class Noted(NamedTuple):
    """What a caller was told."""

    seq: int
    id: str


def a_writer(directory: Path, signer: NoteSigner) -> SegmentedLog:
    """A log that does in a few records what others do in a hundred thousand."""
    archive = DirectoryArchive(directory, partial(SegmentStore, segment_bytes=4_000))
    disk = Disk(directory, ballast_bytes=1 << 16)
    return SegmentedLog(archive, signer, disk=disk, checkpoint_records=6, epoch_records=20, roster_seconds=0.0)


def live(directory: Path, signer: NoteSigner, notes: Path, step: Callable[[int], None]) -> int:
    """The exit status. ``step`` waits before the start (0) and, with the thread that writes, before the first call (its id)."""
    handle = os.open(notes, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    log = a_writer(directory, signer)
    step(0)
    try:
        log.start()
    except AuditUnavailable:
        return NOT_STARTED
    assert log._thread is not None
    step(log._thread.native_id or 0)
    asyncio.run(_call(log, handle))
    log.close()
    return 0


async def _call(log: SegmentedLog, handle: int) -> None:
    at = 0
    for _ in range(_CALLS):
        exchange = uuid7()
        for event, soon in ((an_intent(exchange), True), (an_outcome(exchange), False)):
            try:
                seq = await log.submit(event, TENANT, soon=soon)
            except AuditUnavailable:
                break  # nothing left, or its end is owed
            os.pwrite(handle, f"{seq} {event.id}\n".rjust(_LINE).encode(), at)
            at += _LINE


def noted(notes: Path) -> list[Noted]:
    lines = (line.split() for line in notes.read_text("ascii").splitlines())
    return [Noted(int(seq), event) for seq, event in lines]
