"""Looking somebody up: who may, what is recorded, and that nothing is answered before it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from guardrail.audit.codes import LookupCode
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.index_tables import IndexFault
from guardrail.audit.log import SegmentedLog
from guardrail.audit.officer import Officer, Officers, Role
from guardrail.core.canonical import Json
from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.text import Finding, Span
from guardrail.mask.secret_files import KeyDestroyed
from guardrail.pipeline.lookup import Answer, Asked, Lookup, LookupRefused
from guardrail.pipeline.subjects import subject_tag
from tests.audit.factories import serve
from tests.support.indexes import DINKES, DINSOS, OTHER, Log, indexed_log

NIK = "3310014507850003"
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
WHY = "permintaan warga atas datanya sendiri"
OFFICERS = [
    Officer("ani", (Role.DPO,), ("jateng",), "ani"),
    Officer("budi", (Role.AUDITOR,), ("*",), "budi"),
    Officer("sari", (Role.SECURITY,), ("jateng",), "sari"),
    Officer("tono", (Role.DPO,), ("jatim",), "tono"),
]


class _Clock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return 0.0


class _Detector:
    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        return (Finding("PERSON", Span(0, 1), 1.0, "uji"),) if "Siti" in text else ()


def key_of(tenant: str, year: int) -> bytes | None:
    return f"{tenant}/{year}".encode()


class World:
    """A log with one person in it, and officers before it."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.clock = _Clock()
        self.recorded: list[tuple[AuditEvent, str]] = []
        self.held = False
        self.lookup = Lookup(
            Officers(OFFICERS, lambda key: (key,)),
            log.search,
            lambda: log.index.follow(log.leaves),
            key_of,
            self.record,
            _Detector,
            self.clock,
            self.alone,
        )

    def record(self, events: Sequence[tuple[AuditEvent, str]]) -> None:
        assert self.held
        self.recorded += events
        self.write(*events)

    @contextmanager
    def alone(self) -> Iterator[None]:
        self.held = True
        yield
        self.held = False

    def write(self, *events: tuple[AuditEvent, str]) -> None:
        at = round(self.clock.time.timestamp() * 1e9)

        async def story(log: SegmentedLog) -> None:
            for event, tenant in events:
                await log.append(event, tenant)

        serve(self.log.directory, story, now_ns=lambda: at)

    def call(self, tenant: str, year: int = 2026, *, blocked: bool = False, **fields: Json) -> None:
        exchange = uuid7()
        key = key_of(tenant, year)
        assert key is not None
        said: dict[str, Json] = {"exchange": exchange, "subj": {"nik": [subject_tag(key, "nik", NIK)]}, "found": {"ID_NIK": 1}, **fields}
        if blocked:
            self.write((AuditEvent(EventType.CALL_BLOCKED, {**said, "code": "guardrail_blocked"}), tenant))
        else:
            end = AuditEvent(EventType.CALL_OUTCOME, {"exchange": exchange, "code": "ok"})
            self.write((AuditEvent(EventType.CALL_INTENT, {"region": "luar-negeri", "upstream": "awan", **said}), tenant), (end, tenant))

    def ask(self, key: str = "ani", approver: str = "", **asked: object) -> Answer:
        return self.lookup.subject(replace(Asked("nik", NIK, DINKES, WHY), **asked), key, approver)  # type: ignore[arg-type]

    def refused(self, key: str = "ani", approver: str = "", **asked: object) -> LookupCode:
        before = len(self.recorded)
        with pytest.raises(LookupRefused) as refusal:
            self.ask(key, approver, **asked)
        ((event, tenant),) = self.recorded[before:]
        assert (event.type, event.fields["code"], tenant) == (
            EventType.LOOKUP_REFUSED,
            str(refusal.value.code),
            asked.get("tenant", DINKES),
        )
        return refusal.value.code


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    directory = tmp_path / "audit"
    directory.mkdir()
    with indexed_log(directory) as log:
        yield World(log)


def test_somebody_is_found_however_their_number_is_written(world: World) -> None:
    """When, where from, where to, by which rule, and what became of it."""
    world.call(DINKES, application="surat", model="gpt-4o", action="mask", rules=["R-1"], masked={"ID_NIK": 1})
    for value in (NIK, "33.1001.450785.0003", " 3310 0145 0785 0003 "):
        answer = world.ask(value=value)
        (hit,) = answer.hits
        assert (hit.tenant, hit.application, hit.service, hit.region, hit.model) == (DINKES, "surat", "awan", "luar-negeri", "gpt-4o")
        assert (hit.action, hit.rules, hit.sent, hit.found, hit.masked, hit.ended) == ("mask", ("R-1",), True, 1, 1, "ok")
    assert world.ask(value="3310014507850004").hits == ()
    assert world.ask(kind="kk").hits == ()
    assert world.ask(tenant=DINSOS).hits == ()


def test_a_blocked_call_was_not_sent(world: World) -> None:
    """It is found all the same."""
    world.call(DINKES, blocked=True)
    (hit,) = world.ask().hits
    assert (hit.sent, hit.ended) == (False, "guardrail_blocked")


def test_what_was_asked_is_recorded_without_the_number(world: World) -> None:
    """Officer, role, type, count and the hash of the reason, under the tenant that was asked about."""
    world.call(DINKES)
    since = NOW - timedelta(days=3)
    world.ask(since=since)
    ((event, tenant),) = world.recorded
    assert (event.type, tenant) == (EventType.LOOKUP_SUBJECT, DINKES)
    assert dict(event.fields) == {
        "officer": "ani",
        "role": "dpo",
        "kind": "nik",
        "reason": sha256(WHY.encode()).hexdigest(),
        "since": "2026-11-19T03:00:00.000000Z",
        "below": False,
        "agency_count": 1,
        "hits": 1,
        "untagged": 0,
        "unanswerable": 0,
    }
    assert NIK not in repr(event) + event.body.decode()
    assert subject_tag(key_of(DINKES, 2026) or b"", "nik", NIK) not in event.body.decode()
    assert NIK not in repr(Asked("nik", NIK, DINKES, WHY))


def test_without_a_record_there_is_no_answer(world: World) -> None:
    """Nor for a refusal that cannot be recorded: the fault is what is told."""
    world.call(DINKES)

    def full(events: object) -> None:
        raise GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "audit.append:ENOSPC")

    world.lookup = replace(world.lookup, record=full)
    for key in ("ani", "sari"):
        with pytest.raises(GuardFault, match="ENOSPC"):
            world.ask(key)


@pytest.mark.parametrize(
    ("key", "asked", "code"),
    [
        ("siapa", {}, LookupCode.UNKNOWN_OFFICER),
        ("", {}, LookupCode.UNKNOWN_OFFICER),
        ("sari", {}, LookupCode.WRONG_ROLE),
        ("tono", {}, LookupCode.WRONG_TENANT),
        ("ani", {"tenant": OTHER}, LookupCode.WRONG_TENANT),
        ("ani", {"reason": "perlu tahu"}, LookupCode.REASON_REQUIRED),
        ("ani", {"reason": "perlu perlu perlu perlu"}, LookupCode.REASON_REQUIRED),
        ("ani", {"reason": "atas permintaan Siti sendiri"}, LookupCode.REASON_NOT_CLEAN),
        ("ani", {"value": "12"}, LookupCode.NOT_A_VALUE),
        ("ani", {"value": ""}, LookupCode.NOT_A_VALUE),
        ("ani", {"below": True, "tenant": "jateng"}, LookupCode.NO_APPROVER),
    ],
)
def test_whoever_may_not_is_refused_and_recorded(world: World, key: str, asked: dict[str, Any], code: LookupCode) -> None:
    """Under the tenant that they asked about."""
    assert world.refused(key, **asked) is code


@pytest.mark.parametrize("approver", ["ani", "sari", "tono", "siapa"])
def test_the_second_officer_is_another_who_may(world: World, approver: str) -> None:
    """Not the first one again, and with role and tenants of their own."""
    assert world.refused(approver=approver, below=True, tenant="jateng") is LookupCode.NO_APPROVER


def test_over_all_tenants_below_each_is_told(world: World) -> None:
    """One record where it was asked, and one for each tenant where somebody was found; others hear nothing."""
    for tenant in (DINKES, DINKES, DINSOS, OTHER):
        world.call(tenant)
    answer = world.ask(approver="budi", below=True, tenant="jateng")
    assert [hit.tenant for hit in answer.hits].count(DINKES) == 2
    assert (len(answer.hits), answer.tenants) == (3, 2)
    told = [(event.type, tenant, event.fields["hits"], event.fields["approver"]) for event, tenant in world.recorded]
    assert told == [
        (EventType.LOOKUP_SUBJECT, "jateng", 3, "budi"),
        (EventType.LOOKUP_FOUND, DINKES, 2, "budi"),
        (EventType.LOOKUP_FOUND, DINSOS, 1, "budi"),
    ]


def test_thirty_a_minute_and_no_more(world: World) -> None:
    """Counted in the log, refusals too, over any number of processes; a minute later it goes on, and for others all the time."""
    for number in range(30):
        if number % 2:
            world.ask()
        else:
            world.refused(value="12")
    assert world.refused() is LookupCode.TOO_MANY
    assert world.ask("budi").hits == ()
    world.clock.time = NOW + timedelta(seconds=61)
    assert world.ask().hits == ()


def test_years_whose_key_is_destroyed_are_named(world: World) -> None:
    """Of the others the answer holds."""
    world.clock.time = datetime(2025, 6, 1, tzinfo=UTC)
    world.call(DINKES, 2025)
    world.clock.time = NOW
    world.call(DINKES)
    assert len(world.ask().hits) == 2

    def destroyed(tenant: str, year: int) -> bytes | None:
        if year == 2025:
            raise KeyDestroyed
        return key_of(tenant, year)

    world.lookup = replace(world.lookup, key=destroyed)
    answer = world.ask()
    assert (len(answer.hits), answer.destroyed) == (1, ((DINKES, 2025),))
    assert world.recorded[-1][0].fields["unanswerable"] == 1
    world.lookup = replace(world.lookup, key=lambda tenant, year: None)
    assert world.ask().hits == ()


def test_a_call_of_new_year_is_found(world: World) -> None:
    """It began in the old year, whose key its tag is under, and its record is of the new one."""
    world.clock.time = datetime(2026, 1, 1, 0, 0, 2, tzinfo=UTC)
    world.call(DINKES, 2025)
    world.clock.time = NOW
    assert len(world.ask(since=datetime(2026, 1, 1, tzinfo=UTC)).hits) == 1
    assert len(world.ask(until=datetime(2026, 1, 1, tzinfo=UTC)).hits) == 0


def test_records_with_more_persons_than_tags_are_told(world: World) -> None:
    """The answer may be incomplete, and says so."""
    world.call(DINKES, subj_more=9)
    world.call(DINSOS, subj_more=1)
    assert world.ask(value="3310014507850004").untagged == 1
    assert world.ask(approver="budi", below=True, tenant="jateng").untagged == 2


def test_an_index_that_lies_is_no_answer(world: World) -> None:
    """A tag that the record does not hold."""
    world.call(DINKES)
    world.call(DINSOS)
    world.ask()
    key = key_of(DINKES, 2026) or b""
    world.log.engine.rows("UPDATE subject SET tag = ? WHERE time < 0", (b"",))
    rows = world.log.engine.rows("SELECT tag FROM subject WHERE tag <> ?", (bytes.fromhex(subject_tag(key, "nik", NIK)),))
    world.log.engine.rows("DELETE FROM subject WHERE tag <> ?", (rows[0][0],))
    world.log.engine.rows("UPDATE subject SET tag = ?", (bytes.fromhex(subject_tag(key, "nik", NIK)),))
    with pytest.raises(IndexFault, match="index_disagrees"):
        world.ask()
