"""A log that tells a given story: any events at any times, written and signed as a writer does it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from guardrail.audit.chain import Chain, Said
from guardrail.audit.checkpoint import Checkpoint, join_notes
from guardrail.audit.entry import Entry, parse
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.ids import uuid7
from guardrail.audit.note import NoteSigner
from guardrail.audit.roster import RosterLeaf, Standing, add_to_roster
from guardrail.audit.segments import SegmentStore
from guardrail.core.canonical import Json
from tests.audit.factories import SIGNER, VKEY, an_intent

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KLATEN = "jateng/kab-klaten"
DINKES = f"{KLATEN}/dinkes"
NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
"""In WIB."""


class Line(NamedTuple):
    """An event, whose it is, and when."""

    event: AuditEvent
    tenant: str
    time: datetime


def a_call(tenant: str = DINKES, at: datetime = NOON, **fields: Any) -> Line:
    told = {
        "application": "siap",
        "upstream": "luar",
        "region": "luar-negeri",
        "action": "mask",
        "rules": ["nasional/nik"],
        "masked": {"ID_NIK": 1},
    }
    return Line(an_intent(None, **{**told, **fields}), tenant, at)


def a_refusal(tenant: str = DINKES, code: str = "guardrail_blocked") -> Line:
    fields: dict[str, Json] = {"exchange": uuid7(), "code": code, "application": "siap", "found": {"SECRET": 1}, "action": "block"}
    return Line(AuditEvent(EventType.CALL_BLOCKED, fields), tenant, NOON)


def entries(lines: Iterable[Line]) -> list[Entry]:
    """The records as they are read back, without a store."""
    chain = Chain("0" * 31 + "7")
    found = []
    for line in lines:
        batch = chain.batch([_said(line)])
        chain.commit(batch)
        found.append(parse(batch.data.rstrip(b"\n")))
    return found


def write_story(directory: Path, lines: Iterable[Line]) -> str:
    """A closed log with checkpoints, and the roster that names it. Returns the writer."""
    writer = uuid7().replace("-", "")
    chain, key = Chain(writer), NoteSigner.generate(f"{SIGNER.name}/{writer}")
    last = EPOCH

    def enlist(state: Standing) -> None:
        root = chain.tree.root().hex()
        add_to_roster(directory, [RosterLeaf(writer, chain.size, root, state, 0, key.verifier.public.hex())], SIGNER)

    def write(line: Line) -> None:
        batch = chain.batch([_said(line)])
        store.append(batch.first_seq, batch.data)
        chain.commit(batch)

    def sign() -> None:
        write(Line(AuditEvent(EventType.LOG_SUMMARY, {"tenants": dict(chain.counts())}), SYSTEM_TENANT, last))
        store.add_checkpoint(chain.size, join_notes([Checkpoint(f"{SIGNER.name}/{writer}", chain.size, chain.tree.root()).sign(key)]))

    enlist(Standing.OPEN)
    store = SegmentStore(directory, writer, VKEY, sync=lambda handle: None)
    for number, line in enumerate(lines):
        last = line.time
        if not number:
            write(Line(AuditEvent(EventType.WRITER_START, {"version": "0.1.0", "pid": 7}), SYSTEM_TENANT, line.time))
            sign()
        write(line)
        if number % 500 == 499:
            sign()
    sign()
    write(Line(AuditEvent(EventType.WRITER_STOP, {"records": chain.size}), SYSTEM_TENANT, last))
    sign_end = Checkpoint(f"{SIGNER.name}/{writer}", chain.size, chain.tree.root()).sign(key)
    store.add_checkpoint(chain.size, join_notes([sign_end]))
    enlist(Standing.CLOSED)
    store.close()
    return writer


def _said(line: Line) -> Said:
    return Said(line.event, line.tenant, (line.time - EPOCH) // timedelta(microseconds=1) * 1000, 42)


def november(calls: int, seed: int = 7) -> Iterator[Line]:
    """An invented month of an agency: offices, applications, models and services as they might be, with everything a report tells of."""
    chance = random.Random(seed)
    start = datetime(2026, 10, 31, 17, 0, 5, tzinfo=UTC)
    policy: dict[str, Json] = {"policy": "kab-klaten", "policy_version": 1, "policy_digest": sha256(b"1").hexdigest()}
    yield Line(AuditEvent(EventType.POLICY_ACTIVATED, policy), SYSTEM_TENANT, start - timedelta(days=9))
    step = timedelta(days=29.9) / calls
    for number in range(calls):
        time = start + number * step + timedelta(seconds=chance.randrange(60))
        if number == calls // 2:
            policy = policy | {"policy_version": 2, "policy_digest": sha256(b"2").hexdigest()}
            told = policy | {"revision": 42, "signers": ["ratna.w", "dimas.p"], "actor": "ratna.w"}
            yield Line(AuditEvent(EventType.POLICY_ACTIVATED, told), SYSTEM_TENANT, time)
            yield Line(AuditEvent(EventType.AUDIT_BLOCKED, {"code": "ENOSPC", "refused": 12}), SYSTEM_TENANT, time)
        yield from _call(chance, time, policy)


def _call(chance: random.Random, time: datetime, policy: dict[str, Json]) -> Iterator[Line]:
    office, application = chance.choice(
        [("dinkes", "siap-dinkes"), ("dinkes", "rekam-medis"), ("disdukcapil", "loket-mpp"), ("diskominfo", "asisten-naskah")]
    )
    tenant = f"{KLATEN}/{office}"
    exchange = uuid7()
    service, region = chance.choice(
        [("openai", "luar-negeri"), ("openai", "luar-negeri"), ("llm-provinsi", "dalam-negeri"), ("ollama", "lokal")]
    )
    found: dict[str, Json] = {
        name: chance.randrange(1, 4)
        for name, share in (("ID_NIK", 0.3), ("PERSON", 0.5), ("PHONE_NUMBER", 0.2), ("HEALTH", 0.1), ("ADDRESS", 0.15))
        if chance.random() < share
    }
    masked = {name: count for name, count in found.items() if name != "ADDRESS" or chance.random() < 0.9}
    fields: dict[str, Json] = {
        "exchange": exchange,
        "application": application,
        "key": f"{application}.1",
        "dialect": "openai_chat",
        "method": "POST",
        "route": "/v1/chat/completions",
        "model": chance.choice(["gpt-4o-mini", "gpt-4o-mini", "sahabat-ai-9b", "qwen3-32b"]),
        **policy,
        "bytes_in": 900,
        "found": found,
        **({"class": "specific" if "HEALTH" in found else "general"} if found else {}),
        "rules": ["nasional/default", *(["nasional/kesehatan"] if "HEALTH" in found else [])] if found else [],
    }
    if "ID_NIK" in found:
        person = chance.randrange(400)
        fields["subj"] = {"nik": [sha256(f"{tenant}/{person}".encode()).hexdigest()[:32]]}
    if chance.random() < 0.04:
        code = chance.choice(["guardrail_blocked", "guardrail_blocked", "no_permitted_destination", "content_not_inspectable"])
        yield Line(AuditEvent(EventType.CALL_BLOCKED, {**fields, "action": "block", "code": code, "status": 400}), tenant, time)
        return
    if chance.random() < 0.01:
        fields["exceptions"] = {"EX-2026-014": 1}
    intent: dict[str, Json] = {
        **fields,
        "action": "mask" if masked else "none",
        "masked": masked,
        "upstream": service,
        "region": region,
        "prepare_us": chance.randrange(800, 60_000),
        "bytes_sent": 880,
    }
    yield Line(AuditEvent(EventType.CALL_INTENT, intent), tenant, time)
    code = "upstream_timeout" if chance.random() < 0.01 else "ok"
    ended: dict[str, Json] = {"exchange": exchange, "code": code, "status": 200 if code == "ok" else 504, "restored": len(masked)}
    ended |= {"found": {"PERSON": 1}, "masked": {"PERSON": 1}} if chance.random() < 0.05 else {}
    yield Line(AuditEvent(EventType.CALL_OUTCOME, ended), tenant, time + timedelta(seconds=2))
