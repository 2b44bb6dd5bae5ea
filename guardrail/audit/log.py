"""The audit log of one process: events become durable records, in batches, on one writer thread. No record, no acknowledgement."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import guardrail
from guardrail.core.canonical import Json
from guardrail.core.errors import ErrorCode

from .archive import Archive, archive_of
from .chain import Batch, Chain, Said
from .checkpoint import Checkpoint, join_notes
from .clocks import Clocks, steady_ns
from .disk import FULL, Disk
from .event import AuditEvent, EventType
from .fields import MOST_TENANTS, SYSTEM_TENANT, is_tenant
from .ids import uuid7
from .line import MOST_IN_BATCH, Line
from .note import NoteSigner
from .outage import Outage
from .recover import autopsy
from .roster import RosterLeaf, Standing, add_to_roster
from .store import EntryStore, StoreFault
from .waiter import AuditUnavailable, Waiter, settle

__all__ = ["AuditUnavailable", "SegmentedLog"]

_PROBE_SECONDS = 0.5


class _Doubt(NamedTuple):
    """Records that were refused, and may be durable all the same."""

    batch: Batch
    said: Sequence[Said]
    successor: NoteSigner | None


class SegmentedLog:
    """Group commit: while one fdatasync runs, the next batch collects itself. Only what nobody waits for lingers, some milliseconds.

    ``submit`` and ``append`` belong on one event loop; ``start`` and ``close`` block and may be called anywhere.
    Times are in seconds. ``now_ns`` is the wall clock, ``mono_ns`` a clock that never goes back. ``signer`` has the root key: it signs
    the roster, which names the key of this log's first epoch. On a full ``disk`` calls are refused, and its ballast makes room for the
    ends of those that had left.

    A checkpoint follows ``checkpoint_records`` records or ``checkpoint_seconds``, and ``quiet_seconds`` without any record, so that
    quiet time is provable too. The roster hears of this log every ``roster_seconds``; a key signs ``epoch_records``.
    """

    def __init__(
        self,
        where: Path | Archive,
        signer: NoteSigner,
        *,
        disk: Disk | None = None,
        deadline: float = 2.0,
        queue_limit: int = 10_000,
        checkpoint_records: int = 1000,
        checkpoint_seconds: float = 10.0,
        quiet_seconds: float = 60.0,
        roster_seconds: float = 3600.0,
        epoch_records: int = 100_000,
        now_ns: Callable[[], int] = time.time_ns,
        mono_ns: Callable[[], int] = steady_ns,
    ) -> None:
        self.writer = uuid7().replace("-", "")
        self._archive = archive_of(where)
        self._disk = disk
        self._signer = signer
        self._deadline = deadline
        self._queue_limit = queue_limit
        self._checkpoint_records = checkpoint_records
        self._checkpoint_ns = round(checkpoint_seconds * 1e9)
        self._quiet_ns = round(quiet_seconds * 1e9)
        self._roster_ns = round(roster_seconds * 1e9)
        self._epoch_records = epoch_records
        self._key = NoteSigner.generate(self.origin)
        """Of this epoch. It is in memory only and forgotten with its epoch: who takes the machine later cannot sign the past anew."""
        self._successor: NoteSigner | None = None
        """Key of the next epoch: named by the last record, and in force as soon as a checkpoint vouches for that record."""
        self._epoch_began = 0
        self._clocks = Clocks(now_ns, mono_ns)
        self._chain = Chain(self.writer)
        self._line = Line()
        self._open = False
        self._store: EntryStore | None = None
        self._thread: threading.Thread | None = None
        self._busy_since: int | None = None
        self._outage = Outage(queue_limit)
        self._doubt: _Doubt | None = None
        """The batch that the store may have or not: nothing else is written before it certainly has."""
        self._life: list[RosterLeaf] = []
        """What the roster was told of this log."""
        self._covered = 0
        self._summed_up = False
        """The last record is a summary: time for a checkpoint."""
        self._covered_at = 0
        self._enlisted_at = 0

    @property
    def origin(self) -> str:
        """Name of this log in its checkpoints."""
        return f"{self._signer.name}/{self.writer}"

    @property
    def healthy(self) -> bool:
        return self.fault is None

    @property
    def fault(self) -> str | None:
        """Why calls are refused, as a code: not open, the last write failed, or one hangs for longer than the deadline."""
        return self._outage.fault or (None if self._open else "closed") or ("hangs" if self._hangs() else None)

    @property
    def waiting(self) -> int:
        """Records in line, not durable yet."""
        return len(self._line)

    def _hangs(self) -> bool:
        busy = self._busy_since
        return busy is not None and self._clocks.mono_ns() - busy >= self._deadline * 1e9

    def start(self) -> None:
        """Prove that the log can be written by writing to it, record how dead writers ended, and serve.

        Raises ``AuditUnavailable``.
        """
        place = "audit.start"
        try:
            if self._disk is not None:
                self._disk.open()
            with self._archive.starting():
                self._enlist()  # before anything is stored, so that nothing is ever a stranger's
                self._store = self._archive.open(self.writer, self._signer.verifier.vkey)
                self._write([self._say(EventType.WRITER_START, {"version": guardrail.__version__, "pid": os.getpid()})])
                self._add_checkpoint()
                self._enlist()
                place = "audit.recover"
                self._recover()
        except StoreFault as fault:
            self._give_up()
            raise AuditUnavailable(f"{place}:{fault.code}") from None
        except OSError as error:
            self._give_up()
            raise AuditUnavailable(f"{place}:{StoreFault.of(error).code}") from None
        self._open = True
        self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
        self._thread.start()

    def _recover(self) -> None:
        found = autopsy(self._archive, self.writer, self._signer.verifier)
        said = [self._clocks.said(event, tenant) for event, tenant in found.events]
        for at in range(0, len(said), MOST_IN_BATCH):
            self._write(said[at : at + MOST_IN_BATCH])
        if said:
            self._write(self._summary())
            self._add_checkpoint()
        if found.ends:
            add_to_roster(self._archive, found.ends, self._signer)

    def submit(self, event: AuditEvent, tenant: str, *, soon: bool = True) -> asyncio.Future[int]:
        """Queue an event. The future has the record's sequence number when it is durable, or fails with ``AuditUnavailable``
        when it cannot be written or (of one wanted ``soon``) the deadline has passed.

        A record is written even when nobody waits for its future any more. One that is not wanted ``soon`` may wait some
        milliseconds for the next one that is, and share its sync; after a fault it is written as soon as the log can be.
        Raises ``ValueError`` for a malformed tenant.
        """
        if not is_tenant(tenant):
            raise ValueError("not a tenant path")
        loop = asyncio.get_running_loop()
        waiter = Waiter(self._clocks.said(event, tenant), loop, self._deadline if soon else None)
        if not self._open:
            settle([waiter], None, "audit.closed")
        elif soon and self._hangs():
            settle([waiter], None, "audit.hangs")
        elif soon and len(self._line) >= self._queue_limit:  # ends are as many as the calls that were let in
            settle([waiter], None, "audit.queue_full")
        else:
            self._line.join(waiter, loop)
        return waiter.future

    async def append(self, event: AuditEvent, tenant: str) -> int:
        """Submit, and wait until the record is durable. Raises ``AuditUnavailable``, at the latest at the deadline."""
        return await self.submit(event, tenant)

    def close(self) -> None:
        """Write what is queued, ``writer.stop`` and a last checkpoint. Safe to call twice, and before ``start``."""
        self._open = False
        if self._thread is not None:
            self._line.hand_over()
            self._line.end()
            # A disk that hangs must not keep the process from ending; the next writer then finds this one dead.
            self._thread.join(2 * self._deadline)
            self._thread = None

    def _run(self) -> None:
        """The writer thread. Whatever ends it, nobody is left waiting."""
        try:
            while (batch := self._line.take(self._patience())) is not None:
                self._handle(batch)
            self._stop()
        finally:
            self._open = False
            settle(self._line.rest(), None, "audit.closed")
            self._give_up()

    def _patience(self) -> float:
        """Seconds until there is something to do though nobody comes: a probe, a checkpoint."""
        if self._outage.fault is not None:
            return _PROBE_SECONDS
        if self._outage.owed:
            return 0.0
        wait = self._checkpoint_ns if self._chain.size > self._covered else self._quiet_ns
        return max(0.0, (self._covered_at + wait - self._clocks.mono_ns()) / 1e9)

    def _handle(self, batch: list[Waiter]) -> None:
        self._busy_since = self._clocks.mono_ns()
        batch = self._admit(batch)
        first_seq: int | None = None
        doubt = self._doubt
        try:
            first_seq = self._write_due([waiter.said for waiter in batch])
        except StoreFault as fault:
            # What is in doubt will be written as it is, and need not be written again.
            ends = [waiter.said for waiter in batch if waiter.patient] if self._doubt is doubt else []
            self._fail(fault.code, len(batch) - self._outage.owe(ends))
        finally:
            late = settle(batch, first_seq, f"audit.append:{self._outage.fault or ErrorCode.INTERNAL_ERROR}")
        self._outage.owe_refusals(late)
        if first_seq is not None:
            try:
                self._sign()
            except StoreFault as fault:
                self._fail(fault.code, 0)
        self._busy_since = None

    def _admit(self, batch: list[Waiter]) -> list[Waiter]:
        """Those that are to be written; all others are told. On a full disk only ends of calls are."""
        outage = self._outage
        if self._disk is not None and (outage.full or not self._disk.stands()):
            outage.full = not self._disk.refill()
            outage.fault = outage.fault or ("ENOSPC" if outage.full else None)
        if not (outage.full or outage.has_ended_any):
            return batch
        refused, ended, kept = list[Waiter](), list[Waiter](), list[Waiter]()
        for waiter in batch:
            (refused if outage.full and not waiter.patient else ended if outage.has_ended(waiter.said) else kept).append(waiter)
        outage.refused += len(refused)
        settle(refused, None, f"audit.append:{outage.fault}")
        settle(ended, None, "audit.ended")
        return kept

    def _fail(self, code: str, refused: int) -> None:
        outage = self._outage
        outage.fault = code
        outage.refused += refused
        if code in FULL and self._disk is not None and not outage.full:
            outage.full = True
            self._disk.give_up()
            with contextlib.suppress(StoreFault):  # the next probe tries again
                self._write_due([])

    def _sign(self) -> None:
        """What is due of checkpoint, new key and roster. Raises ``StoreFault``."""
        if self._summed_up and self._covered < self._chain.size:
            self._add_checkpoint()
        if self._chain.size - self._epoch_began >= self._epoch_records:
            self._rotate()
        if self._clocks.mono_ns() - self._enlisted_at >= self._roster_ns and self._covered == self._chain.size:
            self._enlist()

    def _rotate(self) -> None:
        successor = NoteSigner.generate(self.origin)
        rotated: dict[str, Json] = {"epoch": self._chain.epoch + 1, "public": successor.verifier.public.hex()}
        self._write([*self._summary(), self._say(EventType.KEY_ROTATED, rotated)], successor)
        self._vouch()

    def _vouch(self) -> None:
        """The last checkpoint of an epoch: until it is durable nothing may follow the record that names the next key."""
        self._add_checkpoint()
        if self._successor is not None:
            self._key, self._successor = self._successor, None
            self._chain.epoch += 1
            self._epoch_began = self._chain.size
            self._enlist()

    def _write_due(self, said: list[Said]) -> int:
        """Write events, if any, behind what must stand before them: a jump of the clock, what is owed for an outage.
        Returns the sequence number of ``said[0]``. Raises ``StoreFault``.
        """
        self._settle_doubt()
        jump, outage = self._clocks.jump(said), self._outage
        before = [self._clocks.said(event, SYSTEM_TENANT) for event in (jump, outage.standing()) if event is not None] + outage.owed
        due = before + said
        try:
            first_seq = self._write([*due, *self._due_summary(due)])
        except StoreFault:
            if self._doubt is not None:  # it will be written as it is
                self._settled(jump)
            raise
        self._settled(jump)
        return first_seq + len(before)

    def _settled(self, jump: AuditEvent | None) -> None:
        self._outage.settled()
        if jump is not None:
            self._clocks.agreed()

    def _settle_doubt(self) -> None:
        """Make what is in doubt certain. Its calls were refused: an intent among it gets an outcome that says so. Raises ``StoreFault``."""
        if self._doubt is None:
            return
        assert self._store is not None  # noqa: S101 - it was written to
        batch, said, successor = self._doubt
        self._store.append(batch.first_seq, batch.data)
        self._doubt = None
        self._commit(batch, said, successor)
        self._outage.owe_refusals(said)

    def _stop(self) -> None:
        """A log that cannot be ended is left as it is: the next writer finds it dead, and says so."""
        with contextlib.suppress(StoreFault):
            self._write_due([])
            summary = self._summary()
            self._write([*summary, self._say(EventType.WRITER_STOP, {"records": self._chain.size + len(summary) + 1})])
            self._add_checkpoint()
            self._enlist(Standing.CLOSED)

    def _give_up(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
        if self._disk is not None:
            self._disk.close()

    def _say(self, event: EventType, fields: dict[str, Json]) -> Said:
        return self._clocks.said(AuditEvent(event, fields), SYSTEM_TENANT)

    def _due_summary(self, said: Sequence[Said]) -> list[Said]:
        """The summary that goes with a batch after which a checkpoint is due: it shares the batch's sync."""
        behind = self._chain.size + len(said) - self._covered
        waited = self._clocks.mono_ns() - self._covered_at
        due = behind >= self._checkpoint_records or waited >= (self._checkpoint_ns if behind else self._quiet_ns)
        return self._summary(said) if due else []

    def _summary(self, said: Sequence[Said] = ()) -> list[Said]:
        """Records of each tenant, these included."""
        counts = sorted(self._chain.counts(said).items())
        parts: list[dict[str, Json]] = [dict(counts[at : at + MOST_TENANTS]) for at in range(0, len(counts), MOST_TENANTS)] or [{}]
        several: dict[str, Json] = {"parts": len(parts)} if len(parts) > 1 else {}
        return [self._say(EventType.LOG_SUMMARY, {"tenants": part, **several}) for part in parts]

    def _enlist(self, state: Standing = Standing.OPEN) -> None:
        """Tell the roster how far this log is. Raises ``StoreFault``."""
        tree, epoch = self._chain.tree, self._chain.epoch
        key = self._key.verifier.public.hex()
        leaf = RosterLeaf(self.writer, tree.size, tree.root().hex(), state, epoch, key)
        add_to_roster(self._archive, [leaf], self._signer, self._life)
        self._life.append(leaf)
        self._enlisted_at = self._clocks.mono_ns()

    def _write(self, said: Sequence[Said], successor: NoteSigner | None = None) -> int:
        """Make the records durable, of which the last names the ``successor`` if there is one; the sequence number of the first.
        Raises ``StoreFault``.
        """
        self._settle_doubt()
        if self._successor is not None:
            self._vouch()
        if not said:
            return self._chain.size
        assert self._store is not None  # noqa: S101 - opened by `start` before anything is written
        batch = self._chain.batch(said)
        try:
            self._store.append(batch.first_seq, batch.data)
        except StoreFault as fault:
            if fault.doubtful:
                self._doubt = _Doubt(batch, said, successor)
            raise
        self._commit(batch, said, successor)
        return batch.first_seq

    def _commit(self, batch: Batch, said: Sequence[Said], successor: NoteSigner | None) -> None:
        self._chain.commit(batch)
        self._summed_up = said[-1].event.type is EventType.LOG_SUMMARY
        self._successor = successor

    def _add_checkpoint(self) -> None:
        assert self._store is not None  # noqa: S101 - opened by `start` before anything is written
        size = self._chain.size
        self._store.add_checkpoint(size, join_notes([Checkpoint(self.origin, size, self._chain.tree.root()).sign(self._key)]))
        self._covered, self._covered_at = size, self._clocks.mono_ns()
