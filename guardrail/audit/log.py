"""The audit log of one process: events become durable records, in batches, on one writer thread. No record, no acknowledgement."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple

import guardrail
from guardrail.core.canonical import Json
from guardrail.core.errors import ErrorCode

from .archive import Archive, archive_of
from .chain import Batch, Chain, Said
from .checkpoint import Checkpoint, join_notes
from .event import AuditEvent, EventType
from .fields import MOST_TENANTS, SYSTEM_TENANT, is_tenant
from .ids import uuid7
from .note import NoteSigner
from .recover import autopsy
from .roster import RosterLeaf, Standing, add_to_roster
from .store import EntryStore, StoreFault
from .waiter import AuditUnavailable, Waiter, settle

__all__ = ["AuditUnavailable", "SegmentedLog"]

_MOST_IN_BATCH = 4096
_PROBE_SECONDS = 0.5
_LINGER_SECONDS = 0.01


class _Doubt(NamedTuple):
    """Records that were refused, and may be durable all the same."""

    batch: Batch
    said: Sequence[Said]
    successor: NoteSigner | None


class SegmentedLog:
    """Group commit: while one fdatasync runs, the next batch collects itself. Only what nobody waits for lingers, some milliseconds.

    ``submit`` and ``append`` belong on one event loop; ``start`` and ``close`` block and may be called anywhere.
    Times are in seconds. ``now_ns`` is the wall clock, ``mono_ns`` a clock that never goes back. ``signer`` has the root key: it signs
    the roster, which names the key of this log's first epoch.

    A checkpoint follows ``checkpoint_records`` records or ``checkpoint_seconds``, and ``quiet_seconds`` without any record, so that
    quiet time is provable too. The roster hears of this log every ``roster_seconds``; a key signs ``epoch_records``.
    """

    def __init__(
        self,
        where: Path | Archive,
        signer: NoteSigner,
        *,
        deadline: float = 2.0,
        queue_limit: int = 10_000,
        checkpoint_records: int = 1000,
        checkpoint_seconds: float = 10.0,
        quiet_seconds: float = 60.0,
        roster_seconds: float = 3600.0,
        epoch_records: int = 100_000,
        now_ns: Callable[[], int] = time.time_ns,
        mono_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.writer = uuid7().replace("-", "")
        self._archive = archive_of(where)
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
        self._now_ns = now_ns
        self._mono_ns = mono_ns
        self._chain = Chain(self.writer)
        self._queue: SimpleQueue[list[Waiter] | None] = SimpleQueue()
        self._collected: list[Waiter] = []
        """Submitted since the last hand-over to the writer."""
        self._handing_over = False
        self._submitted = 0
        self._taken = 0
        self._open = False
        self._store: EntryStore | None = None
        self._thread: threading.Thread | None = None
        self._busy_since: int | None = None
        self._fault: str | None = None
        """Why the last batch failed; None while all is well."""
        self._refused = 0
        self._owed: list[Said] = []
        """Ends of calls that failed batches held: those calls did leave, so their records are written as soon as any can be."""
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
        """The last write succeeded, and none hangs for longer than the deadline."""
        busy = self._busy_since
        return self._open and self._fault is None and (busy is None or self._mono_ns() - busy < self._deadline * 1e9)

    def start(self) -> None:
        """Prove that the log can be written by writing to it, record how dead writers ended, and serve.

        Raises ``AuditUnavailable``.
        """
        place = "audit.start"
        try:
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
        said = [Said(event, tenant, self._now_ns(), self._mono_ns()) for event, tenant in found.events]
        for at in range(0, len(said), _MOST_IN_BATCH):
            self._write(said[at : at + _MOST_IN_BATCH])
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
        said = Said(event, tenant, self._now_ns(), self._mono_ns())
        waiter = Waiter(said, asyncio.get_running_loop(), self._deadline if soon else None, self._end_late)
        if not self._open:
            settle([waiter], None, "audit.closed")
        elif self._submitted - self._taken >= self._queue_limit:
            settle([waiter], None, "audit.queue_full")
        else:
            self._submitted += 1
            self._collected.append(waiter)
            self._plan_hand_over(waiter.future.get_loop(), soon)
        return waiter.future

    def _end_late(self, said: Said) -> None:
        """An intent that missed its deadline stands in the log, and its call was refused: it gets the outcome that says so."""
        if said.event.type is EventType.CALL_INTENT:
            end = self.submit(_refused(said.event), said.tenant, soon=False)
            end.add_done_callback(lambda future: future.cancelled() or future.exception())

    def _plan_hand_over(self, loop: asyncio.AbstractEventLoop, soon: bool) -> None:
        """One hand-over wakes the writer for all that was submitted in this turn of the loop and the next, which comes at once."""
        if soon and not self._handing_over:
            self._handing_over = True
            loop.call_soon(loop.call_soon, self._hand_over)
        elif len(self._collected) == 1:
            loop.call_later(_LINGER_SECONDS, self._hand_over)

    def _hand_over(self) -> None:
        collected, self._collected, self._handing_over = self._collected, [], False
        if collected:
            self._queue.put(collected)

    async def append(self, event: AuditEvent, tenant: str) -> int:
        """Submit, and wait until the record is durable. Raises ``AuditUnavailable``, at the latest at the deadline."""
        return await self.submit(event, tenant)

    def close(self) -> None:
        """Write what is queued, ``writer.stop`` and a last checkpoint. Safe to call twice, and before ``start``."""
        self._open = False
        if self._thread is not None:
            self._hand_over()
            self._queue.put(None)
            # A disk that hangs must not keep the process from ending; the next writer then finds this one dead.
            self._thread.join(5 * self._deadline)
            self._thread = None

    def _run(self) -> None:
        """The writer thread. Whatever ends it, nobody is left waiting."""
        try:
            while (batch := self._next_batch()) is not None:
                self._handle(batch)
            self._stop()
        finally:
            self._open = False
            self._refuse_rest()
            self._give_up()

    def _next_batch(self) -> list[Waiter] | None:
        """Everything queued, after waiting for the first; empty when it is time for a checkpoint or a probe, None at the end."""
        batch: list[Waiter] = []
        try:
            collected = self._queue.get(timeout=self._patience())
            while collected is not None:
                batch += collected
                self._taken += len(collected)
                if len(batch) >= _MOST_IN_BATCH:
                    return batch
                collected = self._queue.get_nowait()
        except Empty:
            return batch
        if batch:
            self._queue.put(None)
            return batch
        return None

    def _patience(self) -> float | None:
        if self._fault is not None:
            return _PROBE_SECONDS
        wait = self._checkpoint_ns if self._chain.size > self._covered else self._quiet_ns
        return max(0.0, (self._covered_at + wait - self._mono_ns()) / 1e9)

    def _handle(self, batch: list[Waiter]) -> None:
        self._busy_since = self._mono_ns()
        first_seq: int | None = None
        doubt = self._doubt
        try:
            first_seq = self._write_after_fault([waiter.said for waiter in batch])
            self._fault = None
        except StoreFault as fault:
            self._fault = fault.code
            # What is in doubt will be written as it is, and need not be written again.
            ends = [waiter.said for waiter in batch if waiter.expiry is None] if self._doubt is doubt else []
            owed = ends[: self._queue_limit - len(self._owed)]
            self._owed += owed
            self._refused += len(batch) - len(owed)
        finally:
            settle(batch, first_seq, f"audit.append:{self._fault or ErrorCode.INTERNAL_ERROR}")
        if self._fault is None:
            try:
                self._sign()
            except StoreFault as fault:
                self._fault = fault.code
        self._busy_since = None

    def _sign(self) -> None:
        """What is due of checkpoint, new key and roster. Raises ``StoreFault``."""
        if self._summed_up and self._covered < self._chain.size:
            self._add_checkpoint()
        if self._chain.size - self._epoch_began >= self._epoch_records:
            self._rotate()
        if self._mono_ns() - self._enlisted_at >= self._roster_ns and self._covered == self._chain.size:
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

    def _write_after_fault(self, said: list[Said]) -> int:
        """Write events, if any; the first record after a fault says that there was one, and then come the ends of calls that it held up.
        Returns the sequence number of ``said[0]``.
        """
        if self._fault is None:
            return self._write([*said, *self._due_summary(said)])
        self._settle_doubt()
        blocked = self._say(EventType.AUDIT_BLOCKED, {"code": self._fault, "refused": self._refused})
        owed, doubt = len(self._owed), self._doubt
        try:
            first_seq = self._write([blocked, *self._owed, *said])
        except StoreFault:
            if self._doubt is not doubt:
                self._owed, self._refused = [], 0
            raise
        self._owed, self._refused = [], 0
        return first_seq + 1 + owed

    def _settle_doubt(self) -> None:
        """Make what is in doubt certain. Its calls were refused: an intent among it gets an outcome that says so. Raises ``StoreFault``."""
        if self._doubt is None:
            return
        assert self._store is not None  # noqa: S101 - it was written to
        batch, said, successor = self._doubt
        self._store.append(batch.first_seq, batch.data)
        self._doubt = None
        self._commit(batch, said, successor)
        self._owed += [one._replace(event=_refused(one.event)) for one in said if one.event.type is EventType.CALL_INTENT]

    def _stop(self) -> None:
        """A log that cannot be ended is left as it is: the next writer finds it dead, and says so."""
        with contextlib.suppress(StoreFault):
            self._write_after_fault([])
            summary = self._summary()
            self._write([*summary, self._say(EventType.WRITER_STOP, {"records": self._chain.size + len(summary) + 1})])
            self._add_checkpoint()
            self._enlist(Standing.CLOSED)

    def _give_up(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def _refuse_rest(self) -> None:
        rest: list[Waiter] = []
        with contextlib.suppress(Empty):
            while True:
                rest += self._queue.get_nowait() or ()
        settle(rest, None, "audit.closed")

    def _say(self, event: EventType, fields: dict[str, Json]) -> Said:
        return Said(AuditEvent(event, fields), SYSTEM_TENANT, self._now_ns(), self._mono_ns())

    def _due_summary(self, said: Sequence[Said]) -> list[Said]:
        """The summary that goes with a batch after which a checkpoint is due: it shares the batch's sync."""
        behind = self._chain.size + len(said) - self._covered
        waited = self._mono_ns() - self._covered_at
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
        self._enlisted_at = self._mono_ns()

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
        self._covered, self._covered_at = size, self._mono_ns()


def _refused(intent: AuditEvent) -> AuditEvent:
    """The outcome of a call that stands in the log and did not leave."""
    return AuditEvent(EventType.CALL_OUTCOME, {"exchange": intent.fields["exchange"], "code": str(ErrorCode.AUDIT_UNAVAILABLE)})
