"""Calls are counted from what is said of them, under names from lists."""

from __future__ import annotations

from pathlib import Path

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.ids import uuid7
from guardrail.core.canonical import Json
from guardrail.core.errors import ErrorCode
from guardrail.proxy.metrics import FAMILIES, Cells, Kind, Meters
from guardrail.proxy.metrics.cells import Key, told_by_all

CHAT: dict[str, Json] = {"dialect": "openai_chat", "method": "POST", "route": "/v1/chat/completions"}
MODEL = ("chat", "nusantara")


def _intent(**fields: Json) -> AuditEvent:
    said: dict[str, Json] = {
        "exchange": uuid7(),
        **CHAT,
        "upstream": "nusantara",
        "stream": False,
        "action": "mask",
        "prepare_us": 3000,
        **fields,
    }
    return AuditEvent(EventType.CALL_INTENT, {"model": "rahasia-4", "found": {"ID_NIK": 2}, "masked": {"ID_NIK": 2}, **said})


def _outcome(intent: AuditEvent, **fields: Json) -> AuditEvent:
    said: dict[str, Json] = {
        "code": "ok",
        "status": 200,
        "total_us": 1_000_000,
        "audit_us": 4000,
        "upstream_us": 200_000,
        "tokens_in": 30,
        "tokens_out": 5,
    }
    return AuditEvent(EventType.CALL_OUTCOME, {"exchange": intent.fields["exchange"], **said, **fields})


def _counted(folder: Path, *events: AuditEvent) -> dict[Key, float]:
    meters = Meters(Cells(folder))
    for event in events:
        meters.heard(event)
    [told] = told_by_all(folder)
    return told.numbers


def test_a_call_from_its_intent_to_its_outcome(tmp_path: Path) -> None:
    """What was found and decided, how long each part took, what the AI service says it counted."""
    intent = _intent()
    outcome = _outcome(intent, restored=2, foreign=1, found={"PERSON": 1}, masked={"PERSON": 1})
    assert _counted(tmp_path, intent, outcome) == {
        ("guardrail_decisions", "mask"): 1,
        ("guardrail_findings", "ID_NIK", "request"): 2,
        ("guardrail_masked", "ID_NIK", "request"): 2,
        ("guardrail_prepare_duration_seconds", "3"): 1,
        ("guardrail_prepare_duration_seconds", "sum"): 0.003,
        ("guardrail_outcomes", "ok"): 1,
        ("guardrail_findings", "PERSON", "answer"): 1,
        ("guardrail_masked", "PERSON", "answer"): 1,
        ("guardrail_tokens", "restored"): 2,
        ("guardrail_tokens", "foreign"): 1,
        ("guardrail_audit_duration_seconds", "3"): 1,
        ("guardrail_audit_duration_seconds", "sum"): 0.004,
        ("gen_ai_client_operation_duration_seconds", *MODEL, "", "7"): 1,
        ("gen_ai_client_operation_duration_seconds", *MODEL, "", "sum"): 0.993,
        ("gen_ai_client_token_usage", *MODEL, "input", "3"): 1,
        ("gen_ai_client_token_usage", *MODEL, "input", "sum"): 30,
        ("gen_ai_client_token_usage", *MODEL, "output", "2"): 1,
        ("gen_ai_client_token_usage", *MODEL, "output", "sum"): 5,
    }


def test_a_stream_has_a_first_chunk_and_a_failure_a_type(tmp_path: Path) -> None:
    """A whole answer has no first chunk; what the service did not count is not told as nothing."""
    intent = _intent(stream=True)
    numbers = _counted(tmp_path, intent, _outcome(intent, code="upstream_cut", tokens_in=0, tokens_out=0))
    assert numbers[("gen_ai_client_operation_time_to_first_chunk_seconds", *MODEL, "sum")] == 0.2
    assert numbers[("gen_ai_client_operation_duration_seconds", *MODEL, "upstream_cut", "sum")] == 0.993
    assert not [key for key in numbers if key[0] == "gen_ai_client_token_usage"]


def test_what_did_not_leave_is_a_refusal(tmp_path: Path) -> None:
    """By a policy, by a fault, or for want of a key."""
    held: dict[str, Json] = {"exchange": uuid7(), **CHAT, "code": "guardrail_blocked", "status": 400, "action": "block"}
    events = [
        AuditEvent(EventType.CALL_BLOCKED, {**held, "found": {"SECRET": 1}}),
        AuditEvent(EventType.CALL_BLOCKED, {"exchange": uuid7(), "code": "overloaded", "partial": True}),
        AuditEvent(EventType.AUTH_FAILED, {"exchange": uuid7(), "route": "unknown", "code": "missing_or_unknown_key", "status": 401}),
    ]
    assert _counted(tmp_path, *events) == {
        ("guardrail_decisions", "block"): 1,
        ("guardrail_findings", "SECRET", "request"): 1,
        ("guardrail_refusals", "guardrail_blocked"): 1,
        ("guardrail_refusals", "overloaded"): 1,
        ("guardrail_refusals", "missing_or_unknown_key"): 1,
    }


def test_an_outcome_whose_intent_nobody_heard_is_counted(tmp_path: Path) -> None:
    """And one that could only be recorded in part."""
    intent = _intent()
    partial = AuditEvent(EventType.CALL_OUTCOME, {"exchange": intent.fields["exchange"], "code": "client_gone", "partial": True})
    numbers = _counted(tmp_path, _outcome(_intent()), intent, partial)
    assert (numbers[("guardrail_outcomes", "ok")], numbers[("guardrail_outcomes", "client_gone")]) == (1, 1)
    assert not [key for key in numbers if key[0].startswith("gen_ai")]


def test_no_word_of_a_stranger_is_a_label(tmp_path: Path) -> None:
    """O7: ten thousand models, methods and paths make as many series as one."""
    meters = Meters(Cells(tmp_path))
    for number in range(10_000):
        intent = _intent(model=f"model-{number}")
        meters.heard(intent)
        meters.heard(_outcome(intent))
        meters.served(f"M{number}", "", 404, 0.001)
    [told] = told_by_all(tmp_path)
    assert len(told.numbers) < 30
    assert not [key for key in told.numbers if any(word.startswith(("model-", "M1")) for word in key)]
    assert told.numbers[("http_server_request_duration_seconds", "_OTHER", "", "404", "http", "0")] == 10_000


def test_requests_and_states(tmp_path: Path) -> None:
    """The gate, the door, and how the worker is."""
    meters = Meters(Cells(tmp_path))
    meters.served("POST", "/v1/chat/completions", 200, 0.3)
    meters.refused(ErrorCode.TOO_SLOW)
    meters.see({("guardrail_slots_used",): 3, ("guardrail_degraded", "disk"): True})
    [told] = told_by_all(tmp_path)
    assert told.numbers[("http_server_request_duration_seconds", "POST", "/v1/chat/completions", "200", "http", "7")] == 1
    assert told.numbers[("guardrail_wire_refusals", "request_too_slow")] == 1
    assert (told.numbers[("guardrail_slots_used",)], told.numbers[("guardrail_degraded", "disk")]) == (3, 1)
    assert told.numbers[("guardrail_metrics_lost",)] == 0


def test_every_number_fits_its_family(tmp_path: Path) -> None:
    """As many values as labels, and a part behind them where the family is a histogram."""
    intent = _intent(stream=True)
    numbers = _counted(tmp_path, intent, _outcome(intent))
    for name, *rest in numbers:
        family = FAMILIES[name]
        assert len(rest) == len(family.labels) + (family.kind is Kind.HISTOGRAM)
