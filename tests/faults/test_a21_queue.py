"""A21: more events than the queue may hold. Expected: whoever finds it full is refused, nobody is dropped, memory is bounded."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from guardrail.audit.log import SegmentedLog
from guardrail.audit.segments import SegmentStore
from guardrail.audit.verify import verify
from tests.audit.factories import TENANT, VKEY, an_intent, serve
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
