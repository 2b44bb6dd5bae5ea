"""Each record says how grave it is."""

from __future__ import annotations

import json

import pytest

from guardrail.audit.codes import OUTCOME_CODES
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.audit.severity import Gravity, severity


@pytest.mark.parametrize(
    ("event", "fields", "grave"),
    [
        (EventType.CALL_INTENT, {}, Gravity.INFORMATIONAL),
        (EventType.CALL_OUTCOME, {"code": "ok"}, Gravity.INFORMATIONAL),
        (EventType.CALL_OUTCOME, {"code": "client_gone"}, Gravity.INFORMATIONAL),
        (EventType.CALL_OUTCOME, {"code": "upstream_timeout"}, Gravity.LOW),
        (EventType.CALL_OUTCOME, {"code": "guardrail_answer_blocked"}, Gravity.MEDIUM),
        (EventType.CALL_OUTCOME, {"code": "unknown"}, Gravity.MEDIUM),
        (EventType.CALL_BLOCKED, {"code": "malformed_json"}, Gravity.LOW),
        (EventType.CALL_BLOCKED, {"code": "guardrail_blocked"}, Gravity.MEDIUM),
        (EventType.CALL_BLOCKED, {"code": "detector_error"}, Gravity.HIGH),
        (EventType.AUTH_FAILED, {"code": "missing_or_unknown_key"}, Gravity.MEDIUM),
        (EventType.AUDIT_BLOCKED, {"code": "ENOSPC"}, Gravity.CRITICAL),
        (EventType.WRITER_RECOVER, {"broken": False}, Gravity.MEDIUM),
        (EventType.WRITER_RECOVER, {"broken": True}, Gravity.CRITICAL),
        (EventType.WRITER_START, {}, Gravity.INFORMATIONAL),
    ],
)
def test_gravity_follows_from_event_and_code(event: EventType, fields: dict[str, object], grave: Gravity) -> None:
    """In OCSF's numbers: a report can sort by it."""
    assert severity(event, fields) == grave


@pytest.mark.parametrize("code", sorted(OUTCOME_CODES))
def test_it_stands_in_the_record(code: str) -> None:
    """Nobody has to say it, and nobody can say it wrong."""
    body = AuditEvent(EventType.CALL_OUTCOME, {"exchange": uuid7(), "code": code}).body
    assert json.loads(b"{" + body + b"}")["sev"] in set(Gravity)
    with pytest.raises(ValueError, match="not listed"):
        AuditEvent(EventType.CALL_OUTCOME, {"exchange": uuid7(), "code": code, "sev": 1})
