"""What a log owes for an outage, step by step."""

from __future__ import annotations

from guardrail.audit.event import EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.outage import Outage
from tests.audit.factories import TENANT, an_intent, an_outcome, said


def told(outage: Outage) -> tuple[EventType, dict[str, object]] | None:
    event = outage.standing()
    return None if event is None else (event.type, dict(event.fields))


def test_a_fault_is_told_when_it_is_over() -> None:
    """One record, which counts the refused."""
    outage = Outage(10)
    assert told(outage) is None
    outage.fault, outage.refused = "EIO", 3
    assert told(outage) == (EventType.AUDIT_BLOCKED, {"code": "EIO", "refused": 3})
    outage.settled()
    assert outage.fault is None
    assert (outage.refused, told(outage)) == (0, None)


def test_a_full_disk_is_told_at_once_and_again_when_it_is_over() -> None:
    """In between calls are refused and counted; the second record has those."""
    outage = Outage(10)
    outage.fault, outage.full, outage.refused = "ENOSPC", True, 2
    assert told(outage) == (EventType.AUDIT_BLOCKED, {"code": "ENOSPC", "refused": 2})
    outage.settled()
    assert outage.fault == "ENOSPC"
    assert told(outage) is None
    outage.refused += 40
    outage.settled()  # an end of a call was written from the ballast
    outage.full = False
    assert told(outage) == (EventType.AUDIT_RESUMED, {"refused": 40})
    outage.settled()
    assert outage.fault is None
    assert (outage.refused, told(outage)) == (0, None)


def test_what_is_owed_is_bounded() -> None:
    """Memory is, whatever the disk does."""
    outage = Outage(3)
    ends = [said(an_outcome(uuid7())) for _ in range(5)]
    assert (outage.owe(ends[:2]), outage.owe(ends[2:]), outage.owe(ends)) == (2, 1, 0)
    assert outage.owed == ends[:3]
    outage.settled()
    assert outage.owed == []


def test_a_call_that_was_refused_at_the_deadline_gets_one_end() -> None:
    """The log's; one that its caller put in line at the same moment is known as a second."""
    outage = Outage(2)
    exchanges = [uuid7() for _ in range(3)]
    assert not outage.has_ended(said(an_outcome(exchanges[0])))
    gone = uuid7()  # whoever asked for it left at once
    outage.owe_refusals([*(said(an_intent(exchange)) for exchange in exchanges), said(an_intent(gone)), said(an_outcome(gone))])
    assert [(end.tenant, dict(end.event.fields)) for end in outage.owed] == [
        (TENANT, {"exchange": exchange, "code": "audit_unavailable"}) for exchange in exchanges
    ]
    assert [outage.has_ended(said(an_outcome(exchange))) for exchange in exchanges] == [False, True, True]
    assert not outage.has_ended(said(an_intent(exchanges[2])))
