"""A record as an OCSF event: every field has its place or stands in ``unmapped``, and nothing in it is prose."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from guardrail.audit.entry import NO_PREVIOUS, encode, parse
from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import FIELDS
from guardrail.audit.ids import uuid7
from guardrail.audit.merkle import leaf_hash
from guardrail.audit.ocsf import PLACES, as_ocsf
from guardrail.core.canonical import Json
from tests.audit.factories import TENANT, an_intent, an_outcome

WRITER = "0" * 31 + "7"
WORDS = {"message", "raw_data", "status_detail", "desc", "comment", "body", "query_string", "user_agent", "prompt", "response_text"}
"""Attributes of OCSF that are meant for words."""


def a_record(event: AuditEvent, seq: int = 4) -> bytes:
    time = "2026-11-21T17:59:15.123456Z"
    return encode(event, writer=WRITER, seq=seq, prev="ab" * 32, time=time, mono=99, epoch=3, tenant=TENANT, tseq=2)


def made(event: AuditEvent, seq: int = 4) -> dict[str, Any]:
    return as_ocsf(parse(a_record(event, seq)))


def at(event: Mapping[str, Any], *place: str) -> Any:
    found: Any = event
    for name in place:
        found = found[name]
    return found


def names(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield name
            yield from names(item)
    elif isinstance(value, list):
        for item in value:
            yield from names(item)


INTENT: dict[str, Any] = {
    "application": "siap-dinkes",
    "key": "siap-dinkes.1",
    "dialect": "openai_chat",
    "route": "/v1/chat/completions",
    "method": "POST",
    "bytes_in": 812,
    "policy": "kab-klaten",
    "policy_version": 3,
    "policy_digest": "c" * 64,
    "upstream": "luar",
    "region": "luar-negeri",
    "masked": {"ID_NIK": 1},
    "rules": ["nasional/nik"],
}


POOL: tuple[Json, ...] = (
    *(uuid7(), "a-code", "dev", 5, True, WRITER, NO_PREVIOUS, "2026-11-21", "2026-11-21T17:59:15.123456Z", "POST"),
    *("ok", "guardrail_blocked", "ENOSPC", "unreachable", "wrong_role", "overloaded", "E301", "192.0.2.0/24", "nasional/nik"),
    *({"a": 1}, {"violation": 1}, {"nik": [WRITER]}, {"scanned": {"messages.*.content": 2}}, ["a"], [NO_PREVIOUS], [WRITER]),
)
"""A value for every shape that a field may have."""


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("class_uid",), 6003),
        (("type_uid",), 600301),
        (("time",), 1795283955123),
        (("severity_id",), 1),
        (("metadata", "version"), "1.9.0"),
        (("metadata", "profiles"), ["ai_operation", "record_integrity", "security_control"]),
        (("metadata", "uid"), f"{WRITER}:4"),
        (("metadata", "event_code"), "call.intent"),
        (("metadata", "sequence"), 4),
        (("metadata", "tenant_uid"), TENANT),
        (("actor", "app_name"), "siap-dinkes"),
        (("actor", "app_uid"), "siap-dinkes.1"),
        (("api", "operation"), "POST /v1/chat/completions"),
        (("api", "service", "name"), "openai_chat"),
        (("src_endpoint", "name"), "siap-dinkes"),
        (("dst_endpoint", "name"), "luar"),
        (("http_request", "http_method"), "POST"),
        (("http_request", "url", "path"), "/v1/chat/completions"),
        (("http_request", "length"), 812),
        (("ai_model", "name"), "gpt-4o-mini"),
        (("ai_model", "ai_provider"), "luar"),
        (("message_context", "ai_role_id"), 1),
        (("policy", "name"), "kab-klaten"),
        (("policy", "version"), "3"),
        (("policy", "uid"), "c" * 64),
        (("action_id",), 1),
        (("disposition_id",), 11),
        (("unmapped", "region"), "luar-negeri"),
        (("unmapped", "rules"), ["nasional/nik"]),
        (("unmapped", "found"), {"ID_NIK": 1}),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else "",
)
def test_what_an_intent_says_stands_where_ocsf_has_it(place: tuple[str, ...], value: object) -> None:
    """The table of fields."""
    assert at(made(an_intent(None, **INTENT)), *place) == value


@pytest.mark.parametrize(("source", "ip"), [("192.0.2.7", "192.0.2.7"), ("192.0.2.0/24", None)])
def test_a_whole_address_is_the_callers_and_a_part_of_one_is_unmapped(source: str, ip: str | None) -> None:
    """As far as the settings keep it."""
    event = made(an_intent(source=source))
    assert (event["src_endpoint"].get("ip"), event["unmapped"].get("source")) == (ip, None if ip else source)


def test_an_outcome_says_how_the_call_ended() -> None:
    """Status, code, size, tokens and milliseconds; the model's words, not the person's."""
    event = made(an_outcome(uuid7(), upstream_status=200, bytes_out=90, tokens_in=7, tokens_out=5, total_us=41_900))
    assert (event["status_id"], event["status_code"], event["duration"]) == (1, "ok", 41)
    assert event["http_response"] == {"code": 200, "length": 90}
    assert event["message_context"] == {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12, "ai_role_id": 2}


@pytest.mark.parametrize(
    ("type_", "severity", "disposition"), [(EventType.CALL_BLOCKED, 3, "Blocked"), (EventType.AUTH_FAILED, 3, "Rejected")]
)
def test_a_refusal_is_denied(type_: EventType, severity: int, disposition: str) -> None:
    """So that a SIEM counts it without knowing our words."""
    event = made(AuditEvent(type_, {"exchange": uuid7(), "code": "guardrail_blocked", "method": "POST", "route": "/v1/x"}))
    assert (event["action_id"], event["status_id"], event["severity_id"], event["disposition"]) == (2, 2, severity, disposition)


def test_what_is_no_call_is_other_under_its_own_name() -> None:
    """Activity 99; the required objects stand there all the same."""
    event = made(AuditEvent(EventType.AUDIT_BLOCKED, {"code": "ENOSPC", "refused": 3}))
    assert (event["activity_id"], event["activity_name"], event["type_uid"]) == (99, "audit.blocked", 600399)
    assert (event["severity_id"], event["unmapped"]["refused"], event["actor"], event["api"]) == (
        5,
        3,
        {"app_name": "guardrail"},
        {"operation": "audit.blocked"},
    )
    assert event["src_endpoint"] == {"uid": WRITER}


@pytest.mark.parametrize(("method", "activity"), [("GET", 2), ("DELETE", 4), ("PUT", 3), ("OPTIONS", 99)])
def test_the_method_is_the_activity(method: str, activity: int) -> None:
    """Create, read, update, delete, and other."""
    assert made(an_intent(method=method))["activity_id"] == activity


def test_the_fingerprint_is_the_leaf_and_leads_to_the_one_before() -> None:
    """Whoever has the event finds its record in the log, and in the proofs over it."""
    event = an_intent()
    (attestation,) = made(event)["attestation_list"]
    assert attestation["fingerprint"]["value"] == leaf_hash(a_record(event)).hex()
    assert (attestation["chain_uid"], attestation["uid"]) == (WRITER, f"{WRITER}:4")
    assert (attestation["prev_event"]["uid"], attestation["prev_event"]["fingerprint"]["value"]) == (f"{WRITER}:3", "ab" * 32)
    assert "prev_event" not in made(event, seq=0)["attestation_list"][0]


@pytest.mark.parametrize("type_", EventType)
def test_every_field_has_its_place_or_is_unmapped(type_: EventType) -> None:
    """Nothing of a record is lost on the way, and no attribute that is meant for words is filled."""
    fields = {key: next(value for value in POOL if shape(value)) for key, shape in FIELDS[type_].items()}
    event = made(AuditEvent(type_, fields))
    for key, value in fields.items():
        told = (
            [at(event, *place) for place in PLACES[key]]
            if key in PLACES
            else [event["unmapped"].get(key, event.get("policy", {}).get("version"))]
        )
        assert all(one == value or one == str(value) for one in told), key
    assert not WORDS & set(names(event))
    assert json.loads(json.dumps(event)) == event
