"""Events one by one, in the order of their times, as far as they are few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from guardrail.audit.chronicle import Change, Chronicle
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import SYSTEM_TENANT
from tests.audit.story import Line, entries

START = datetime(2026, 11, 21, tzinfo=UTC)


def blocked(at: int) -> Line:
    return Line(AuditEvent(EventType.AUDIT_BLOCKED, {"code": "ENOSPC", "refused": at}), SYSTEM_TENANT, START + timedelta(seconds=at))


def test_events_of_several_logs_are_put_in_order() -> None:
    """Logs are read one after another; their events interleave."""
    chronicle = Chronicle()
    for entry in (*entries([blocked(5), blocked(9)]), *entries([blocked(3), blocked(7)])):
        chronicle.add(entry)
    assert [change.told["refused"] for change in chronicle] == [3, 5, 7, 9]
    assert (len(chronicle), chronicle.untold) == (4, 0)


def test_what_does_not_fit_is_counted() -> None:
    """The first thousand are kept."""
    chronicle = Chronicle()
    for entry in entries(blocked(at) for at in range(1_002)):
        chronicle.add(entry)
    assert (len(chronicle), chronicle.untold) == (1_000, 2)


def test_an_event_says_where_its_record_stands() -> None:
    """So that whoever doubts it can look it up; long fields are no part of the story."""
    (entry,) = entries([Line(AuditEvent(EventType.LOG_SUMMARY, {"tenants": {"dev": 1}}), SYSTEM_TENANT, START)])
    assert Change.of(entry).as_json() == {"time": "2026-11-21T00:00:00.000000Z", "event": "log.summary", "writer": entry.writer, "seq": 0}
