"""Gives events their place in one log: sequence, previous hash, tenant sequence, Merkle tree. Pure: what is not committed never was."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from .entry import NO_PREVIOUS, encode
from .event import AuditEvent
from .fields import SYSTEM_TENANT
from .merkle import CompactRange, leaf_hash

__all__ = ["Batch", "Chain", "Said"]


class Said(NamedTuple):
    """An event as it was handed to the log. ``time`` is nanoseconds since the epoch, ``mono`` nanoseconds of the monotonic clock."""

    event: AuditEvent
    tenant: str
    time: int
    mono: int


class Batch(NamedTuple):
    """Records that become durable together, or not at all."""

    first_seq: int
    data: bytes
    """The lines, each with its newline."""
    leaves: list[bytes]
    tenants: dict[str, int]
    """Next tenant sequence of each tenant in the batch."""


class Chain:
    """The running state of one writer's log."""

    def __init__(self, writer: str) -> None:
        self.writer = writer
        self.tree = CompactRange()
        self.epoch = 0
        """Of the key that signs what is written next."""
        self._prev = NO_PREVIOUS
        self._tenants: dict[str, int] = {}
        self._second = (-1, "")

    @property
    def size(self) -> int:
        """Records committed so far; the next record has this sequence number."""
        return self.tree.size

    def batch(self, said: Sequence[Said]) -> Batch:
        """The records of these events, as they will stand if the batch is committed."""
        seq, prev, writer, epoch = self.size, self._prev, self.writer, self.epoch
        tenants: dict[str, int] = {}
        lines: list[bytes] = []
        leaves: list[bytes] = []
        for event, tenant, at, mono in said:
            tseq = tenants.get(tenant)
            if tseq is None:
                tseq = self._tenants.get(tenant, 0)
            tenants[tenant] = tseq + 1
            line = encode(event, writer=writer, seq=seq, prev=prev, time=self._utc(at), mono=mono, epoch=epoch, tenant=tenant, tseq=tseq)
            leaf = leaf_hash(line)
            lines.append(line)
            leaves.append(leaf)
            prev = leaf.hex()
            seq += 1
        lines.append(b"")
        return Batch(self.size, b"\n".join(lines), leaves, tenants)

    def counts(self, said: Sequence[Said] = ()) -> dict[str, int]:
        """Records of each tenant when these events will have been committed too; the writer's own are not counted."""
        counts = dict(self._tenants)
        for one in said:
            counts[one.tenant] = counts.get(one.tenant, 0) + 1
        counts.pop(SYSTEM_TENANT, None)
        return counts

    def commit(self, batch: Batch) -> None:
        """Take a durable batch into the log. It must be the one made last, and follow the size at which it was made."""
        if batch.first_seq != self.size or not batch.leaves:
            raise ValueError("the batch does not follow the log")
        for leaf in batch.leaves:
            self.tree.append(leaf)
        self._prev = batch.leaves[-1].hex()
        self._tenants.update(batch.tenants)

    def _utc(self, nanoseconds: int) -> str:
        """ISO 8601 with microseconds: ``2026-11-21T17:59:15.000000Z``. Calendars are slow, so a second is worked out once."""
        seconds, rest = divmod(nanoseconds, 1_000_000_000)
        if seconds != self._second[0]:
            self._second = (seconds, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)))
        return f"{self._second[1]}.{rest // 1000:06d}Z"
