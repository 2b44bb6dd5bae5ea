"""The log as its process sees it: durable or refused, under faults, limits and kills."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.layout import start_lock
from guardrail.audit.log import SegmentedLog
from guardrail.audit.report import State
from guardrail.audit.roster import Standing, read_roster
from guardrail.audit.segments import SegmentStore
from guardrail.audit.store import EntryStore, StoreFault
from guardrail.audit.verify import verify
from guardrail.audit.waiter import AuditUnavailable
from tests.audit.factories import SIGNER, TENANT, VKEY, an_intent, an_outcome, serve
from tests.audit.faults import Disk, largest_file
from tests.audit.reading import entries, until


def test_an_append_resolves_with_the_sequence_of_a_durable_record(tmp_path: Path) -> None:
    """When the caller goes on, the bytes are in the file."""
    seen: list[tuple[int, str]] = []

    async def story(log: SegmentedLog) -> None:
        event = an_intent()
        seq = await log.append(event, TENANT)
        entry = entries(tmp_path, log.writer)[seq]
        seen.append((seq, entry.id))
        assert (entry.id, entry.event, entry.tenant) == (event.id, "call.intent", TENANT)
        await log.append(an_outcome(str(event.fields["exchange"])), TENANT)

    log = serve(tmp_path, story)
    assert seen[0][0] == 1
    assert [entry.event for entry in entries(tmp_path, log.writer)] == [
        "writer.start",
        "call.intent",
        "call.outcome",
        "log.summary",
        "writer.stop",
    ]
    report = verify(tmp_path, VKEY)
    assert report.ok
    assert (report.logs[0].state, report.logs[0].covered, report.warnings) == (State.CLOSED, 5, ())


def test_appends_of_many_tasks_share_syncs(tmp_path: Path) -> None:
    """Group commit: sequence numbers are dense and in order of submission, with far fewer syncs than records."""
    disk = Disk()

    async def story(log: SegmentedLog) -> None:
        disk.free.clear()
        first = log.submit(an_intent(), TENANT)
        await until(lambda: disk.waiting)
        before = disk.syncs
        rest = [log.submit(an_intent(), TENANT) for _ in range(1999)]
        disk.free.set()
        assert await asyncio.gather(first, *rest) == list(range(1, 2001))
        # The batch under way, the batch that collected itself meanwhile, and a checkpoint behind each at most.
        assert disk.syncs - before <= 4

    serve(tmp_path, story, store=partial(SegmentStore, sync=disk), deadline=60)
    report = verify(tmp_path, VKEY)
    assert report.ok
    assert (report.records, report.dangling) == (2004, 2000)


def test_a_checkpoint_follows_records_and_time(tmp_path: Path) -> None:
    """Every so many records, and with few records every so many seconds."""

    async def many(log: SegmentedLog) -> None:
        for _ in range(10):
            await log.append(an_intent(), TENANT)

    async def few(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)
        await until(lambda: verify(tmp_path / "few", VKEY).logs[0].covered >= 2)

    (tmp_path / "many").mkdir()
    (tmp_path / "few").mkdir()
    serve(tmp_path / "many", many, checkpoint_records=3)
    assert verify(tmp_path / "many", VKEY).checkpoints == 1 + 3 + 1
    serve(tmp_path / "few", few, checkpoint_seconds=0.05)


def test_the_end_of_a_call_outlives_a_fault(tmp_path: Path) -> None:
    """A call that left is recorded to its end: an outcome of a failed batch is written, once, when the log can be written again."""
    disk = Disk()

    async def story(log: SegmentedLog) -> None:
        intent = an_intent()
        await log.append(intent, TENANT)
        disk.broken = True
        lost = log.submit(an_outcome(str(intent.fields["exchange"])), TENANT, soon=False)
        with pytest.raises(AuditUnavailable):
            await log.append(an_intent(), TENANT)
        with pytest.raises(AuditUnavailable):
            await lost
        disk.broken = False
        await until(lambda: log.healthy)
        assert await log.append(an_intent(), TENANT) == 4

    log = serve(tmp_path, story, store=partial(SegmentStore, sync=disk))
    told = entries(tmp_path, log.writer)
    assert [entry.event for entry in told[1:5]] == ["call.intent", "audit.blocked", "call.outcome", "call.intent"]
    assert told[2].decoded() == {"code": "EIO", "refused": 1, "sev": 5}
    report = verify(tmp_path, VKEY)
    assert (report.ok, report.intents, report.outcomes) == (True, 2, 1)


def test_a_disk_that_hangs_refuses_at_the_deadline(tmp_path: Path) -> None:
    """No call waits for ever, readiness turns red, and the records that were under way are still written: an intent with the outcome
    that its call was refused."""
    disk = Disk()

    async def story(log: SegmentedLog) -> None:
        disk.free.clear()
        with pytest.raises(AuditUnavailable, match=r"audit\.deadline"):
            await log.append(an_intent(), TENANT)
        await until(lambda: not log.healthy)
        assert log.fault == "hangs"
        with pytest.raises(AuditUnavailable, match=r"audit\.hangs"):  # whoever comes now does not wait for the deadline
            await log.append(an_intent(), TENANT)
        disk.free.set()
        await until(lambda: verify(tmp_path, VKEY).outcomes == 1)
        assert log.healthy

    log = serve(tmp_path, story, store=partial(SegmentStore, sync=disk), deadline=0.1)
    report = verify(tmp_path, VKEY)
    assert (report.intents, report.dangling) == (1, 0)
    (end,) = (entry for entry in entries(tmp_path, log.writer) if entry.event == "call.outcome")
    assert end.decoded()["code"] == "audit_unavailable"


def test_a_record_whose_caller_left_is_still_written(tmp_path: Path) -> None:
    """A client that hangs up cannot erase its outcome."""

    async def story(log: SegmentedLog) -> None:
        task = asyncio.ensure_future(log.append(an_intent(), TENANT))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()
        await log.append(an_intent(), TENANT)

    serve(tmp_path, story)
    assert verify(tmp_path, VKEY).intents == 2


class _Defect(SegmentStore):
    """A store with a programming error in it, from the third write on."""

    def append(self, first_seq: int, data: bytes) -> None:
        if first_seq >= 2:
            raise ZeroDivisionError
        super().append(first_seq, data)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_defect_that_ends_the_writer_thread_leaves_nobody_waiting(tmp_path: Path) -> None:
    """Closed by default: all who wait are refused, and so is everybody after them."""

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(), TENANT)
        faults = await asyncio.gather(*(log.append(an_intent(), TENANT) for _ in range(5)), return_exceptions=True)
        assert all(isinstance(fault, AuditUnavailable) for fault in faults)
        await until(lambda: not log.healthy)
        with pytest.raises(AuditUnavailable, match=r"audit\.closed"):
            await log.append(an_intent(), TENANT)

    serve(tmp_path, story, store=_Defect)


def test_a_malformed_tenant_is_the_callers_mistake(tmp_path: Path) -> None:
    """It is refused before anything is queued, and not repeated."""

    async def story(log: SegmentedLog) -> None:
        with pytest.raises(ValueError, match="not a tenant path"):
            log.submit(an_intent(), "Siti Aminah")

    serve(tmp_path, story)


def test_before_start_and_after_close_every_append_is_refused(tmp_path: Path) -> None:
    """Closing twice, and closing what was never started, are no errors."""
    log = SegmentedLog(tmp_path, SIGNER)

    async def refused() -> None:
        with pytest.raises(AuditUnavailable, match=r"audit\.closed"):
            await log.append(an_intent(), TENANT)

    log.close()
    asyncio.run(refused())
    assert not log.healthy
    log.start()
    assert log.healthy
    log.close()
    log.close()
    assert not log.healthy
    asyncio.run(refused())


def test_close_writes_what_is_queued(tmp_path: Path) -> None:
    """Drain, then stop."""

    async def story(log: SegmentedLog) -> None:
        futures = [log.submit(an_intent(), TENANT) for _ in range(500)]
        assert log.waiting == 500
        log.close()
        assert log.waiting == 0
        assert await asyncio.gather(*futures) == list(range(1, 501))

    serve(tmp_path, story)
    assert verify(tmp_path, VKEY).logs[0].state is State.CLOSED


def test_a_log_that_cannot_start_says_where(tmp_path: Path) -> None:
    """A directory that is a file, a disk without room: refused at start, with the errno name and no path."""
    (tmp_path / "file").touch()
    with pytest.raises(AuditUnavailable, match=r"audit\.start:(EEXIST|ENOTDIR)$"):
        SegmentedLog(tmp_path / "file", SIGNER).start()
    with largest_file(200), pytest.raises(AuditUnavailable, match=r"audit\.start:EFBIG$"):
        SegmentedLog(tmp_path / "audit", SIGNER).start()
    SegmentedLog(tmp_path / "audit", SIGNER).close()


def test_logs_share_a_directory(tmp_path: Path) -> None:
    """Two workers write at once; a third that starts does not take the living for dead."""

    async def story(logs: list[SegmentedLog]) -> None:
        async def call(log: SegmentedLog) -> None:
            exchange = uuid7()
            await log.append(an_intent(exchange), TENANT)
            await log.append(an_outcome(exchange), TENANT)

        await asyncio.gather(*(call(log) for log in logs for _ in range(50)))

    logs = [SegmentedLog(tmp_path, SIGNER) for _ in range(3)]
    for log in logs:
        log.start()
    asyncio.run(story(logs))
    for log in logs:
        log.close()
    report = verify(tmp_path, VKEY)
    assert report.ok
    assert [log.records for log in report.logs] == [103] * 3
    assert {leaf.state for leaf in read_roster((tmp_path / "roster").read_bytes(), SIGNER.verifier).last().values()} == {Standing.CLOSED}
    with start_lock(tmp_path, patience=0):
        assert sorted(log.writer for log in report.logs) == sorted(log.writer for log in logs)


def test_no_canary_reaches_the_directory(tmp_path: Path) -> None:
    """Whatever a caller tries to say, in whichever field: refused, and not one byte of it in any file."""
    canary = "Siti Aminah 3310014507850003"

    async def story(log: SegmentedLog) -> None:
        for kind in EventType:
            for key in ("exchange", "model", "code", "route", "rules", "found", "policy", canary):
                for value in (canary, [canary], {canary: 1}):
                    with pytest.raises(ValueError, match=r"\."):
                        await log.append(AuditEvent(kind, {key: value}), TENANT)
        await log.append(an_intent(), TENANT)

    serve(tmp_path, story)
    for path in tmp_path.iterdir():
        assert b"Siti" not in path.read_bytes()
        assert b"3310014507850003" not in path.read_bytes()


class _Uncertain:
    """A store that does not know of some batches whether they are durable: as it says, they are, or they are not."""

    def __init__(self, inner: EntryStore, doubts: dict[int, bool]) -> None:
        self._inner = inner
        self._doubts = doubts
        self.lines: dict[int, bytes] = {}
        self._appends = 0

    def append(self, first_seq: int, data: bytes) -> None:
        self._appends += 1
        durable = self._doubts.pop(self._appends, None)
        if durable is not False:
            self._take(first_seq, data)
        if durable is not None:
            raise StoreFault("connection_lost", doubtful=True)

    def _take(self, first_seq: int, data: bytes) -> None:
        fresh = b""
        for seq, line in enumerate(data.splitlines(keepends=True), first_seq):
            fresh += b"" if seq in self.lines else line
            assert self.lines.setdefault(seq, line) == line, "other bytes than before"
        if fresh:
            self._inner.append(first_seq, fresh)

    def add_checkpoint(self, size: int, note: bytes) -> None:
        self._inner.add_checkpoint(size, note)

    def close(self) -> None:
        self._inner.close()


@pytest.mark.parametrize("durable", [True, False])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_is_in_doubt_is_written_before_anything_else(tmp_path: Path, durable: bool, times: int) -> None:
    """Its call was refused, so the outcome that says so follows; an end that was in doubt is written once."""

    def store(directory: Path, writer: str, vkey: str) -> EntryStore:
        return _Uncertain(SegmentStore(directory, writer, vkey), {3 + at: durable for at in range(times)})

    first, second = uuid7(), uuid7()

    async def story(log: SegmentedLog) -> None:
        await log.append(an_intent(first), TENANT)
        end = log.submit(an_outcome(first), TENANT, soon=False)
        with pytest.raises(AuditUnavailable, match="connection_lost"):
            await log.append(an_intent(second), TENANT)
        await asyncio.gather(end, return_exceptions=True)
        await until(lambda: log.healthy)
        await log.append(an_intent(), TENANT)

    log = serve(tmp_path, story, store)
    report = verify(tmp_path, VKEY)
    assert report.ok, report.breaks
    told = [(entry.event, entry.exchange) for entry in entries(tmp_path, log.writer) if entry.exchange in (first, second)]
    assert told == [("call.intent", first), ("call.outcome", first), ("call.intent", second), ("call.outcome", second)]
    assert report.dangling == 1
    blocked, *_ = [entry.decoded() for entry in entries(tmp_path, log.writer) if entry.event == "audit.blocked"]
    assert blocked["code"] == "connection_lost"


def test_the_key_that_a_doubtful_record_names_comes_into_force(tmp_path: Path) -> None:
    """The record is settled, then vouched for by the key before it, as ever."""

    def store(directory: Path, writer: str, vkey: str) -> EntryStore:
        return _Uncertain(SegmentStore(directory, writer, vkey), {6: True})

    async def story(log: SegmentedLog) -> None:
        for _ in range(4):
            await log.append(an_intent(), TENANT)
        await until(lambda: not log.healthy or log._chain.epoch > 0)
        await until(lambda: log.healthy)
        for _ in range(3):
            await log.append(an_intent(), TENANT)

    log = serve(tmp_path, story, store, epoch_records=5)
    assert verify(tmp_path, VKEY).ok, verify(tmp_path, VKEY).breaks
    events = [(entry.event, entry.epoch) for entry in entries(tmp_path, log.writer)]
    assert ("key.rotated", 0) in events and ("audit.blocked", 1) in events
