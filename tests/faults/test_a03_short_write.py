"""A3: a write takes fewer bytes than it was given. Expected: the batch fails, the tail is cut, nothing of it is acknowledged."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from guardrail.audit.layout import RECORDS, segments_of
from guardrail.audit.log import SegmentedLog
from guardrail.audit.verify import verify
from guardrail.audit.waiter import AuditUnavailable
from tests.audit.factories import TENANT, VKEY, an_intent, serve
from tests.audit.faults import largest_file
from tests.audit.reading import entries, until
from tests.support.disks import small_disk


def test_a_file_that_may_not_grow_takes_part_of_a_batch(tmp_path: Path) -> None:
    """A real short write: what was written of the batch is taken back."""

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)
        size = segments_of(tmp_path, log.writer, RECORDS)[-1].path.stat().st_size
        with largest_file(size + 100):
            with pytest.raises(AuditUnavailable, match="EFBIG"):
                await log.append(an_intent(), TENANT)
            assert segments_of(tmp_path, log.writer, RECORDS)[-1].path.stat().st_size == size
        await until(lambda: log.healthy)
        await log.append(an_intent(), TENANT)

    serve(tmp_path, story)
    report = verify(tmp_path, VKEY)
    assert report.ok
    assert report.intents == 2


def test_a_disk_with_the_last_page_free_takes_part_of_a_batch(tmp_path: Path) -> None:
    """A tmpfs of 64 KiB: of a batch longer than a page some pages are written; they are taken back, the log verifies, and goes on."""
    with small_disk(tmp_path, "64k") as disk:
        acknowledged: list[int] = []

        async def story(log: SegmentedLog) -> None:
            with pytest.raises(AuditUnavailable, match="ENOSPC"):
                while True:
                    acknowledged.extend(await asyncio.gather(*(log.append(an_intent(), TENANT) for _ in range(20))))
            assert log.fault == "ENOSPC"

        log = serve(disk.path, story)
        written = entries(disk.path, log.writer)
        assert [entry.seq for entry in written] == list(range(len(written)))
        assert max(acknowledged) < len(written)
        report = verify(disk.path, VKEY)
        assert (report.ok, report.intents) == (True, len(acknowledged))
