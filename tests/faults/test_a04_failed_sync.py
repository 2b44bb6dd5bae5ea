"""A4: fdatasync fails once. Expected: the batch is refused, a new segment goes on, and the failed sync is never asked again."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path

import pytest

from guardrail.audit.layout import RECORDS, segments_of
from guardrail.audit.log import SegmentedLog
from guardrail.audit.segments import SegmentStore
from guardrail.audit.verify import verify
from guardrail.audit.waiter import AuditUnavailable
from guardrail.core.errors import ErrorCode
from tests.audit.factories import TENANT, VKEY, an_intent, serve
from tests.audit.faults import Disk
from tests.audit.reading import entries, until


def test_a_failed_sync_fails_the_batch_and_the_log_recovers_by_itself(tmp_path: Path) -> None:
    """Nothing of the failed batch stays; without any traffic a new segment opens and says that there was a fault."""
    disk = Disk()

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)
        disk.broken = True
        faults = await asyncio.gather(*(log.append(an_intent(), TENANT) for _ in range(3)), return_exceptions=True)
        for fault in faults:
            assert isinstance(fault, AuditUnavailable)
            assert (fault.code, fault.place) == (ErrorCode.AUDIT_UNAVAILABLE, "audit.append:EIO")
        assert not log.healthy
        disk.broken = False
        await until(lambda: log.healthy)
        assert await log.append(an_intent(), TENANT) == 3

    log = serve(tmp_path, story, store=partial(SegmentStore, sync=disk))
    blocked = entries(tmp_path, log.writer)[2]
    assert (blocked.event, blocked.decoded()) == ("audit.blocked", {"code": "EIO", "refused": 3, "sev": 5})
    assert [segment.first for segment in segments_of(tmp_path, log.writer, RECORDS)] == [0, 2]
    report = verify(tmp_path, VKEY)
    assert report.ok
    assert report.intents == 2


def test_a_failed_sync_is_never_asked_again(tmp_path: Path) -> None:
    """The kernel forgets the error with the first answer: the next sync of the same descriptor would say that all is well."""
    asked: list[int] = []

    def sync(handle: int) -> None:
        asked.append(os.fstat(handle).st_ino)
        if len(asked) == 3:
            raise OSError(5, "injected")
        os.fdatasync(handle)

    async def story(log: SegmentedLog) -> None:
        with pytest.raises(AuditUnavailable, match="EIO"):
            await log.append(an_intent(), TENANT)
        await until(lambda: log.healthy)
        await log.append(an_intent(), TENANT)

    serve(tmp_path, story, partial(SegmentStore, sync=sync))
    assert asked.count(asked[2]) == asked[:3].count(asked[2])
    assert verify(tmp_path, VKEY).ok
