"""Events of invented calls, and whole logs made of them."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from guardrail.audit.archive import Archive, DirectoryArchive
from guardrail.audit.chain import Chain, Said
from guardrail.audit.checkpoint import Checkpoint, join_notes
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.ids import uuid7
from guardrail.audit.log import SegmentedLog
from guardrail.audit.merkle import leaf_hash
from guardrail.audit.note import NoteSigner
from guardrail.audit.roster import RosterLeaf, Standing, add_to_roster
from guardrail.audit.segments import SegmentStore
from guardrail.audit.store import EntryStore
from guardrail.core.canonical import Json

TENANT = "jateng/kab-klaten/dinkes"
SIGNER = NoteSigner.generate("guardrail.test/audit")
VKEY = SIGNER.verifier.vkey


def an_intent(exchange: str | None = None, **fields: Json) -> AuditEvent:
    return AuditEvent(EventType.CALL_INTENT, {"exchange": exchange or uuid7(), "model": "gpt-4o-mini", "found": {"ID_NIK": 1}, **fields})


def an_outcome(exchange: str, **fields: Json) -> AuditEvent:
    return AuditEvent(EventType.CALL_OUTCOME, {"exchange": exchange, "code": "ok", "status": 200, **fields})


def said(event: AuditEvent, tenant: str = TENANT) -> Said:
    return Said(event, tenant, 1_795_284_000_123_456_789, 42)


def write_log(
    directory: Path, calls: int, *, checkpoint_every: int = 4, segment_bytes: int = 1 << 20, closed: bool = True, dangling: int = 0
) -> str:
    """A log as a writer leaves it, made without threads: one batch a record. Returns the writer."""
    writer = uuid7().replace("-", "")
    chain = Chain(writer)
    key = NoteSigner.generate(f"{SIGNER.name}/{writer}")

    def enlist(state: Standing = Standing.OPEN) -> None:
        root = chain.tree.root().hex()
        add_to_roster(directory, [RosterLeaf(writer, chain.size, root, state, 0, key.verifier.public.hex())], SIGNER)

    enlist()
    store = SegmentStore(directory, writer, VKEY, segment_bytes=segment_bytes)

    def write(event: AuditEvent, tenant: str = TENANT) -> None:
        batch = chain.batch([said(event, tenant)])
        store.append(batch.first_seq, batch.data)
        chain.commit(batch)

    def sum_up() -> None:
        write(AuditEvent(EventType.LOG_SUMMARY, {"tenants": dict(chain.counts())}), SYSTEM_TENANT)

    def sign() -> None:
        checkpoint = Checkpoint(f"{SIGNER.name}/{writer}", chain.size, chain.tree.root())
        store.add_checkpoint(chain.size, join_notes([checkpoint.sign(key)]))

    write(AuditEvent(EventType.WRITER_START, {"version": "0.1.0", "pid": 7}), SYSTEM_TENANT)
    sign()
    enlist()
    for number in range(calls):
        intent = an_intent()
        tenant = TENANT if number % 3 else "jateng/kota-semarang"
        write(intent, tenant)
        if number < calls - dangling:
            write(an_outcome(str(intent.fields["exchange"])), tenant)
        if number % checkpoint_every == checkpoint_every - 1:
            sum_up()
            sign()
    if closed:
        sum_up()
        write(AuditEvent(EventType.WRITER_STOP, {"records": chain.size + 1}), SYSTEM_TENANT)
        sign()
        enlist(Standing.CLOSED)
    store.close()
    return writer


def relink(lines: list[bytes]) -> bytes:
    """A log's records rewritten by somebody who can compute every sequence, link and sum, but has no key."""
    forged, prev, tenants = b"", b"0" * 64, Counter[bytes]()
    for seq, line in enumerate(lines):
        body = re.sub(rb'"seq":\d+,"prev":"[0-9a-f]{64}"', b'"seq":%d,"prev":"%b"' % (seq, prev), line.rpartition(b',"sum"')[0])
        tenant = re.findall(rb'"ten":"([^"]+)"', body)[0]
        body = re.sub(rb'"tseq":\d+', b'"tseq":%d' % tenants[tenant], body)
        if b'"ev":"log.summary"' in body:
            counts = b",".join(b'"%b":%d' % (name, count) for name, count in sorted(tenants.items()) if name != b"-")
            body = re.sub(rb'"tenants":\{[^}]*\}', b'"tenants":{%b}' % counts, body)
        tenants[tenant] += 1
        made = b'%b,"sum":"%b"}' % (body, sha256(body).hexdigest().encode())
        prev = leaf_hash(made).hex().encode()
        forged += made + b"\n"
    return forged


def serve(
    directory: Path, story: Callable[[SegmentedLog], Any], store: Callable[[Path, str, str], EntryStore] = SegmentStore, **options: Any
) -> SegmentedLog:
    """Start a log, run an asynchronous story with it, close it."""
    return serve_in(DirectoryArchive(directory, store), story, **options)


def serve_in(archive: Archive, story: Callable[[SegmentedLog], Any], **options: Any) -> SegmentedLog:
    """The same, wherever the log is kept."""
    log = SegmentedLog(archive, SIGNER, **options)
    log.start()
    try:
        asyncio.run(story(log))
    finally:
        log.close()
    return log
