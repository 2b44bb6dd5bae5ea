"""A9: SIGTERM with calls under way, 500 of them in `make faults`. Expected: drained or cut, every outcome durable, an end in ten seconds.

And what ends a log whose disk hangs.
"""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from pathlib import Path

import pytest

from guardrail.audit.log import SegmentedLog
from guardrail.audit.segments import SegmentStore
from guardrail.audit.verify import verify
from guardrail.audit.waiter import AuditUnavailable
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent, an_outcome, serve
from tests.audit.faults import Disk
from tests.audit.reading import entries, until
from tests.faults.stopping import stopped


def test_every_call_that_left_has_its_outcome(tmp_path: Path) -> None:
    """Those that are answered while the server drains, and those that are cut when that time is over."""
    found = stopped(tmp_path, 60)
    assert (found.ok, found.left_open, found.closed) == (True, 0, True)
    assert found.answered == found.codes["ok"] == 30
    assert found.codes.total() == 60
    assert "unknown" not in found.codes


def test_an_intent_that_misses_its_deadline_while_the_log_ends_has_an_outcome(tmp_path: Path) -> None:
    """The log was closing already when it became durable: the writer itself says that its call did not leave."""
    disk = Disk()

    async def story(log: SegmentedLog) -> None:
        disk.free.clear()
        asked = asyncio.ensure_future(log.append(an_intent(), TENANT))
        await until(lambda: disk.waiting)
        closing = asyncio.ensure_future(asyncio.to_thread(log.close))
        with pytest.raises(AuditUnavailable, match=r"audit\.deadline"):
            await asked
        disk.free.set()
        await closing

    log = serve(tmp_path, story, partial(SegmentStore, sync=disk), deadline=0.3)
    report = verify(tmp_path, VKEY)
    assert (report.ok, report.intents, report.outcomes, report.dangling) == (True, 1, 1, 0)
    assert [entry.event for entry in entries(tmp_path, log.writer)][-1] == "writer.stop"


def test_a_disk_that_hangs_does_not_keep_the_process(tmp_path: Path) -> None:
    """Closing gives up; what was under way is recorded to its end if the disk comes back, and the log is whole."""
    disk = Disk()
    closed = threading.Event()

    async def story(log: SegmentedLog) -> None:
        disk.free.clear()
        hanging = log.submit(an_intent(), TENANT)
        await until(lambda: disk.waiting)
        await asyncio.to_thread(log.close)
        closed.set()
        with pytest.raises(AuditUnavailable):
            await hanging

    log = serve(tmp_path, story, partial(SegmentStore, sync=disk), deadline=0.1)
    assert closed.is_set()
    thread = next(thread for thread in threading.enumerate() if thread.name == "audit")
    assert thread.daemon
    disk.free.set()
    thread.join()
    SegmentedLog(tmp_path, SIGNER).start()
    report = verify(tmp_path, VKEY)
    assert (report.ok, report.intents, report.dangling) == (True, 1, 0)
    assert log.writer in {found.writer for found in report.logs}


def test_a_client_that_leaves_at_the_deadline_has_one_outcome(tmp_path: Path) -> None:
    """Its end is put in line by whoever called and by the log: one of them stands."""
    disk = Disk()

    async def story(log: SegmentedLog) -> None:
        disk.free.clear()
        intent = an_intent()
        asked = asyncio.ensure_future(log.append(intent, TENANT))
        await until(lambda: disk.waiting)
        with pytest.raises(AuditUnavailable):
            await asked
        second = log.submit(an_outcome(str(intent.fields["exchange"]), code="client_gone"), TENANT, soon=False)
        disk.free.set()
        with pytest.raises(AuditUnavailable, match=r"audit\.ended"):
            await second

    serve(tmp_path, story, partial(SegmentStore, sync=disk), deadline=0.1)
    report = verify(tmp_path, VKEY)
    assert (report.ok, report.intents, report.outcomes) == (True, 1, 1)
