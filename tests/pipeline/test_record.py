"""What a call says to the audit log: counts, codes, names from lists."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from guardrail.core.errors import ErrorCode, GuardFault
from guardrail.core.text import Finding, Span
from guardrail.dialects.openai_chat import OPENAI_CHAT
from guardrail.pipeline import record
from guardrail.pipeline.subjects import subject_tag
from tests.dialects.planting import NIK, prepared

from .world import FakeAudit, Spelled, World, chat

_EXCHANGE = World().call(chat("x")).exchange


def _call(**more: Any) -> Any:
    return prepared(chat(f"NIK {NIK}", **more), OPENAI_CHAT)


def test_an_intent_says_who_where_and_what_was_found() -> None:
    """Everything an auditor needs of a call that left, and nothing that it said."""
    call = _call(stream=True)
    rules = {reason.rule for reason in call.decision.reasons}
    fields = record.intent(_EXCHANGE, call, "uji", "lokal", 99, 0.0015).fields
    assert {key: fields[key] for key in ("exchange", "application", "key", "dialect", "method", "route", "upstream", "region")} == {
        "exchange": _EXCHANGE.id,
        "application": "loket",
        "key": "k-1",
        "dialect": "openai_chat",
        "method": "POST",
        "route": "/v1/chat/completions",
        "upstream": "uji",
        "region": "lokal",
    }
    assert (fields["policy"], fields["policy_digest"]) == (_EXCHANGE.policy.id, _EXCHANGE.policy.digest)
    assert (fields["action"], fields["found"], fields["masked"], fields["rules"]) == ("mask", {"ID_NIK": 1}, {"ID_NIK": 1}, sorted(rules))
    assert (fields["bytes_in"], fields["bytes_sent"], fields["prepare_us"], fields["stream"]) == (99, len(call.payload), 1500, True)
    assert NIK not in json.dumps(fields, default=dict)


async def test_people_are_tagged_under_the_key_of_their_tenant_and_year() -> None:
    """A NIK that was in a call is found again by who holds the key, and by nobody else; without a key there are no tags."""
    asked: list[tuple[str, int]] = []

    def subject_key(tenant: str, year: int) -> bytes:
        asked.append((tenant, year))
        return b"k" * 32

    spelled = Spelled(lambda text: (Finding("ID_NIK", Span(4, 20), 0.95, "uji"),) if text.startswith("NIK ") else ())
    world = World(detector=spelled, subject_key=subject_key)
    await world.guard.handle(world.call(chat(f"NIK {NIK}")))
    intent, _ = world.audit.events[0]
    assert intent.fields["subj"] == {"nik": [subject_tag(b"k" * 32, "nik", NIK)]}
    assert asked == [(_EXCHANGE.principal.tenant, _EXCHANGE.started.year)]
    assert "subj" not in record.intent(_EXCHANGE, _call(), "uji", "lokal", 99, 0.0015).fields


def test_what_passed_unread_is_counted() -> None:
    """By kind; where there was none the record says nothing of it."""
    call = _call()
    assert "uninspected" not in record.intent(_EXCHANGE, call, "uji", "lokal", 1, 0.0).fields
    fields = record.intent(_EXCHANGE, replace(call, uninspected={"image": 2}), "uji", "lokal", 1, 0.0).fields
    assert fields["uninspected"] == {"image": 2}


@pytest.mark.parametrize("model", ["Siti Rahayu", "budi@contoh.id", "a" * 200, "3374-0117-0890-9", "", "é"])
def test_a_model_that_is_no_plain_name_is_a_star(model: str) -> None:
    """The caller chose this word, so it may be anything."""
    call = prepared({"model": "x"}, OPENAI_CHAT)
    named = replace(call, model=model)
    assert record.intent(_EXCHANGE, named, "uji", "lokal", 1, 0.0).fields["model"] == "*"


def test_a_blocked_call_says_its_code() -> None:
    """Before inspection there is no judgement, after it there is."""
    early = record.blocked(_EXCHANGE, None, ErrorCode.BODY_TOO_LARGE, 413, 7).fields
    late = record.blocked(_EXCHANGE, _call(), ErrorCode.UNKNOWN_MODEL, 404, 7).fields
    assert (early["code"], early["status"], early["bytes_in"], "found" in early) == ("body_too_large", 413, 7, False)
    assert (late["code"], late["found"]) == ("unknown_model", {"ID_NIK": 1})


def test_an_unknown_caller_has_no_fields_of_a_call() -> None:
    """Where the key was wrong, nobody's application is named."""
    event = record.blocked(_EXCHANGE, None, ErrorCode.UNAUTHENTICATED, 401, 0)
    assert event.type == "auth.failed"
    assert set(event.fields) == {"exchange", "method", "route", "code", "status"}


def test_an_outcome_counts_what_happened() -> None:
    """Each number in its own field."""
    result = record.Outcome("ok", 200, 201, 1, 2, 7, {"ID_NIK": 2}, {"ID_NIK": 1}, 3, 4, 5, 6, 7, 8, 9, 10, "a" * 64)
    fields = record.outcome(_EXCHANGE, result).fields
    assert (fields["found"], fields["masked"]) == ({"ID_NIK": 2}, {"ID_NIK": 1})
    names = (
        "code",
        "status",
        "upstream_status",
        "restored",
        "unrestored",
        "foreign",
        "bytes_received",
        "bytes_out",
        "tokens_in",
        "tokens_out",
        "audit_us",
        "first_us",
        "upstream_us",
        "total_us",
        "hmac_received",
    )
    assert tuple(fields[name] for name in names) == ("ok", 200, 201, 1, 2, 7, 3, 4, 5, 6, 7, 8, 9, 10, "a" * 64)
    assert "hmac_out" not in fields


@pytest.mark.parametrize("fault", [None, GuardFault(ErrorCode.AUDIT_UNAVAILABLE, "audit")])
async def test_telling_waits_for_nothing_and_leaves_nothing_behind(fault: Exception | None) -> None:
    """A log that fails then is not reported by asyncio as a forgotten exception."""
    audit = FakeAudit([])
    audit.fault = fault
    record.tell(audit, _EXCHANGE, record.outcome(_EXCHANGE, record.Outcome()))
    assert audit.said() == ([] if fault else [("call.outcome", "ok")])
