"""A21: more events than the queue may hold. Expected: whoever finds it full is refused, nobody is dropped, memory is bounded."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from guardrail.audit.log import AuditUnavailable, SegmentedLog
from guardrail.audit.segments import SegmentStore
from guardrail.audit.verify import verify
from tests.audit.factories import TENANT, VKEY, an_intent, an_outcome, serve
from tests.audit.faults import Disk
from tests.audit.reading import until


def test_a_full_queue_refuses_instead_of_dropping(tmp_path: Path) -> None:
    """Memory is bounded, and whoever was let in is written."""
    disk = Disk()

    async def story(log: SegmentedLog) -> None:
        disk.free.clear()
        futures = [log.submit(an_intent(), TENANT)]
        await until(lambda: disk.waiting)
        futures += [log.submit(an_intent(), TENANT) for _ in range(20)]
        disk.free.set()
        results = await asyncio.gather(*futures, return_exceptions=True)
        assert results[:6] == list(range(1, 7))
        assert [str(fault) for fault in results[6:]] == ["audit_unavailable at audit.queue_full"] * 15

    serve(tmp_path, story, store=partial(SegmentStore, sync=disk), queue_limit=5, deadline=60)
    report = verify(tmp_path, VKEY)
    assert report.ok
    assert report.intents == 6


def test_the_end_of_a_call_finds_room_in_a_full_queue(tmp_path: Path) -> None:
    """Its intent was let in, so there are no more of them than calls under way; without its end the call would stay open."""
    disk = Disk()

    async def story(log: SegmentedLog) -> None:
        intent = an_intent()
        await log.append(intent, TENANT)
        disk.free.clear()
        futures = [log.submit(an_intent(), TENANT)]
        await until(lambda: disk.waiting)
        futures += [log.submit(an_intent(), TENANT) for _ in range(3)]
        with pytest.raises(AuditUnavailable, match=r"audit\.queue_full"):
            await log.append(an_intent(), TENANT)
        end = log.submit(an_outcome(str(intent.fields["exchange"])), TENANT, soon=False)
        disk.free.set()
        assert await asyncio.gather(*futures, end) == [2, 3, 4, 5, 6]

    serve(tmp_path, story, partial(SegmentStore, sync=disk), queue_limit=3, deadline=60)
    report = verify(tmp_path, VKEY)
    assert (report.ok, report.intents, report.outcomes) == (True, 5, 1)
