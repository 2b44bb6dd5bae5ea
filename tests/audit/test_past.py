"""Judged calls read back from the log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.log import SegmentedLog
from guardrail.audit.past import PastCall, read_past
from guardrail.core.canonical import Json
from tests.audit.factories import TENANT, an_intent, an_outcome, serve, write_log

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


def read(directory: Path, since: datetime | None = None, until: datetime | None = None) -> list[PastCall]:
    calls: list[PastCall] = []
    assert read_past(directory, calls.append, since, until) == ()
    return calls


def write(directory: Path, *events: AuditEvent) -> None:
    """One event a second, from ``BEGIN`` on."""
    seconds = iter(range(int(BEGIN.timestamp()), int(BEGIN.timestamp()) + 1_000))

    async def story(log: SegmentedLog) -> None:
        for event in events:
            await log.append(event, TENANT)

    serve(directory, story, now_ns=lambda: next(seconds) * 1_000_000_000)


def test_a_judged_call_comes_back_with_what_was_seen(tmp_path: Path) -> None:
    """Sent or blocked; what was said of it, and no outcome."""
    more: dict[str, Json] = {
        "action": "mask",
        "rules": ["nasional/data-umum"],
        "seen": {"ID_NIK/user/95": 2},
        "subjects": {"ID_NIK": 1},
        "region": "lokal",
    }
    intent = an_intent(None, **more)
    refused = AuditEvent(EventType.CALL_BLOCKED, {"exchange": uuid7(), "code": "guardrail_blocked", "action": "block", "rules": ["a/b"]})
    write(tmp_path, intent, an_outcome(str(intent.fields["exchange"])), refused)
    first, second = read(tmp_path)
    assert (first.event, first.tenant, first.action, first.rules, first.sent) == (intent.id, TENANT, "mask", ("nasional/data-umum",), True)
    assert (first.seen, first.subjects, first.region) == ({"ID_NIK/user/95": 2}, {"ID_NIK": 1}, "lokal")
    assert (second.event, second.action, second.sent, second.region) == (refused.id, "block", False, "")


def test_a_call_that_no_policy_judged_is_left_out(tmp_path: Path) -> None:
    """Refused for its path or its key, it says nothing about policies."""
    write(tmp_path, AuditEvent(EventType.CALL_BLOCKED, {"exchange": uuid7(), "code": "unknown_route"}))
    assert read(tmp_path) == []


def test_bounds_are_from_inclusive_to_exclusive(tmp_path: Path) -> None:
    """Two windows side by side share no call."""
    write(tmp_path, *(an_intent(action="mask") for _ in range(6)))
    times = [call.time for call in read(tmp_path)]
    assert times == sorted(times) and len(times) == 6
    before, after = read(tmp_path, until=times[3]), read(tmp_path, since=times[3])
    assert ([call.time for call in before], [call.time for call in after]) == (times[:3], times[3:])


def test_a_broken_log_is_told_and_read_no_further(tmp_path: Path) -> None:
    """What stands behind the break could be anything."""
    write_log(tmp_path, 6)
    (segment,) = tmp_path.glob("*.jsonl")
    segment.write_bytes(segment.read_bytes().replace(b"gpt-4o-mini", b"gpt-4o-maxi", 1))
    calls: list[PastCall] = []
    assert [broken.line for broken in read_past(tmp_path, calls.append)] == [2]
    assert calls == []


def test_progress_counts_records(tmp_path: Path) -> None:
    """Now and then, all records."""
    write_log(tmp_path, 600)
    told: list[int] = []
    read_past(tmp_path, lambda call: None, progress=told.append)
    assert told == [1_000]
