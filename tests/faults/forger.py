"""A log whose keys are all in one hand, told step by step: what a forger can do who has some of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from guardrail.audit.chain import Batch, Chain, Said
from guardrail.audit.checkpoint import Checkpoint, join_notes
from guardrail.audit.entry import parse
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.ids import uuid7
from guardrail.audit.layout import CHECKPOINTS, RECORDS, segment_path, vkey_path
from guardrail.audit.merkle import leaf_hash
from guardrail.audit.note import NoteSigner
from guardrail.audit.roster import RosterLeaf, Standing, add_to_roster
from guardrail.core.canonical import Json
from tests.audit.factories import SIGNER, VKEY, an_intent, an_outcome

__all__ = ["CALLS", "ELSEWHERE", "HERE", "Forger"]

HERE, ELSEWHERE = "jateng/kab-klaten", "jateng/kota-semarang"
CALLS = [(uuid7(), tenant) for tenant in (HERE, ELSEWHERE, HERE, HERE)]
_BEGAN = 2_000_000_000
"""May 2033: behind the time in the writer's name."""


class Forger:
    """One writer's log. Told with four calls it has 16 records, each a second after the other, and checkpoints at 1, 4, 8, 11, 14 and 16;
    record 7 ends the first epoch. The roster hears of sizes 0, 1, 8, 11 and 16.
    """

    def __init__(self, directory: Path, keys: Sequence[NoteSigner] = (), writer: str = "") -> None:
        directory.mkdir(exist_ok=True)
        self.directory = directory
        self.writer = writer or uuid7().replace("-", "")
        self.origin = f"{SIGNER.name}/{self.writer}"
        self.keys = list(keys) or [NoteSigner.generate(self.origin) for _ in range(2)]
        self.lines: list[bytes] = []
        self.notes: dict[int, bytes] = {}
        self.listed = True
        """The roster hears of it: that takes the root key."""
        self._chain = Chain(self.writer)

    def fork(self, size: int, directory: Path | None = None, *, listed: bool = False) -> Forger:
        """The same beginning, to be told on in another way."""
        other = Forger(directory or self.directory, self.keys, self.writer)
        other.listed = listed
        other._chain.epoch = int(size > 7)
        for line in self.lines[:size]:
            entry = parse(line[:-1])
            other._chain.commit(Batch(entry.seq, line, [leaf_hash(line[:-1])], {entry.tenant: entry.tseq + 1}))
            other.lines.append(line)
        other.notes = {at: note for at, note in self.notes.items() if at <= size}
        return other

    def tell(self, calls: Sequence[tuple[str, str]] = CALLS) -> None:
        self.begin()
        for number, call in enumerate(calls):
            self.call(*call, rotates=number == 1, enlists=number == 2)
        self.end()
        self.write()

    def begin(self) -> None:
        self._enlist()
        self._say(AuditEvent(EventType.WRITER_START, {"version": "0.1.0", "pid": 7}), SYSTEM_TENANT)
        self.sign()
        self._enlist()

    def call(self, exchange: str, tenant: str, *, rotates: bool = False, enlists: bool = False) -> None:
        """Intent, outcome, summary and checkpoint."""
        self._say(an_intent(exchange), tenant)
        self._say(an_outcome(exchange), tenant)
        self._sum_up()
        if rotates:
            rotated: dict[str, Json] = {"epoch": 1, "public": self.keys[1].verifier.public.hex()}
            self._say(AuditEvent(EventType.KEY_ROTATED, rotated), SYSTEM_TENANT)
        self.sign()
        if rotates:
            self._chain.epoch = 1
        if rotates or enlists:
            self._enlist()

    def end(self) -> None:
        self._sum_up()
        self._say(AuditEvent(EventType.WRITER_STOP, {"records": self._chain.size + 1}), SYSTEM_TENANT)
        self.sign()
        self._enlist(Standing.CLOSED)

    def sign(self, key: NoteSigner | None = None) -> None:
        note = Checkpoint(self.origin, self._chain.size, self._chain.tree.root()).sign(key or self.keys[self._chain.epoch])
        self.notes[self._chain.size] = join_notes([note])

    def write(self) -> None:
        vkey_path(self.directory, self.writer).write_text(f"{VKEY}\n")
        segment_path(self.directory, self.writer, 0, RECORDS).write_bytes(b"".join(self.lines))
        segment_path(self.directory, self.writer, 1, CHECKPOINTS).write_bytes(b"".join(self.notes[size] for size in sorted(self.notes)))

    def times(self) -> list[str]:
        return [json.loads(line)["t"] for line in self.lines]

    def _say(self, event: AuditEvent, tenant: str) -> None:
        batch = self._chain.batch([Said(event, tenant, (_BEGAN + self._chain.size) * 10**9, 42)])
        self.lines.append(batch.data)
        self._chain.commit(batch)

    def _sum_up(self) -> None:
        self._say(AuditEvent(EventType.LOG_SUMMARY, {"tenants": dict(self._chain.counts())}), SYSTEM_TENANT)

    def _enlist(self, state: Standing = Standing.OPEN) -> None:
        if self.listed:
            key, root = self.keys[self._chain.epoch].verifier.public.hex(), self._chain.tree.root().hex()
            add_to_roster(self.directory, [RosterLeaf(self.writer, self._chain.size, root, state, self._chain.epoch, key)], SIGNER)
