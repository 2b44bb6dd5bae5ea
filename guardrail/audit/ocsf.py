"""A record as OCSF 1.9.0 (https://schema.ocsf.io): API Activity (6003) with the profiles AI Operation, Security Control and Record
Integrity. One record, one event; no field that is meant for words (``message``, ``raw_data``, ``status_detail``) is ever filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from .entry import Entry
from .event import EventType
from .merkle import leaf_hash
from .severity import Gravity

__all__ = ["PLACES", "PROFILES", "VERSION", "as_ocsf"]

VERSION: Final = "1.9.0"
PROFILES: Final = ("ai_operation", "record_integrity", "security_control")

PLACES: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "exchange": (("metadata", "correlation_uid"), ("api", "request", "uid")),
    "application": (("actor", "app_name"), ("message_context", "application", "name")),
    "key": (("actor", "app_uid"),),
    "dialect": (("api", "service", "name"),),
    "method": (("http_request", "http_method"),),
    "route": (("http_request", "url", "path"),),
    "bytes_in": (("http_request", "length"),),
    "bytes_out": (("http_response", "length"),),
    "status": (("http_response", "code"),),
    "upstream_status": (("api", "response", "code"),),
    "code": (("status_code",),),
    "model": (("ai_model", "name"),),
    "upstream": (("ai_model", "ai_provider"), ("dst_endpoint", "name"), ("message_context", "service", "name")),
    "tokens_in": (("message_context", "prompt_tokens"),),
    "tokens_out": (("message_context", "completion_tokens"),),
    "policy": (("policy", "name"),),
    "policy_digest": (("policy", "uid"),),
}
"""Fields of a record that OCSF has a place for; what stands in no place goes to ``unmapped`` under its own name."""

_CALLS: Final = frozenset({EventType.CALL_INTENT, EventType.CALL_OUTCOME, EventType.CALL_BLOCKED, EventType.AUTH_FAILED})
_ACTIVITIES: Final = {"POST": (1, "Create"), "GET": (2, "Read"), "HEAD": (2, "Read"), "PUT": (3, "Update"), "PATCH": (3, "Update")}
_DELETE: Final = (4, "Delete")
_ALLOWED, _BLOCKED, _CORRECTED, _REJECTED = (1, "Allowed"), (2, "Blocked"), (11, "Corrected"), (25, "Rejected")
_UNKNOWN_SEVERITY: Final = (0, "Unknown")


def as_ocsf(entry: Entry) -> dict[str, Any]:
    """The event, ready for JSON. Its fingerprint is the record's RFC 6962 leaf, so that it is found in the log and in its proofs.

    Raises ``VerificationError`` for a record whose fields are not JSON.
    """
    fields = entry.decoded()
    activity, name = _activity(entry.event, fields)
    severity, caption = _severity(fields.pop("sev", None))
    made: dict[str, Any] = {
        "category_uid": 6,
        "category_name": "Application Activity",
        "class_uid": 6003,
        "class_name": "API Activity",
        "activity_id": activity,
        "activity_name": name,
        "type_uid": 600300 + activity,
        "severity_id": severity,
        "severity": caption,
        "time": _milliseconds(entry.time),
        "metadata": {
            "version": VERSION,
            "profiles": list(PROFILES),
            "product": {"name": "guardrail", "vendor_name": "guardrail"},
            "uid": f"{entry.writer}:{entry.seq}",
            "original_event_uid": entry.id,
            "original_time": entry.time,
            "event_code": entry.event,
            "sequence": entry.seq,
            "tenant_uid": entry.tenant,
        },
        "actor": {"app_name": "guardrail"},
        "api": {"operation": entry.event},
        "src_endpoint": {"uid": entry.writer},
        "attestation_list": [_attestation(entry)],
    }
    unmapped: dict[str, Any] = {"epoch": entry.epoch, "tenant_sequence": entry.tseq, "monotonic_ns": entry.mono}
    for field, value in fields.items():
        if field in PLACES:
            for place in PLACES[field]:
                _put(made, place, value)
        else:
            unmapped[field] = value
    _complete(made, entry.event, fields, unmapped)
    made["unmapped"] = unmapped
    return made


def _complete(made: dict[str, Any], event: str, fields: Mapping[str, object], unmapped: dict[str, Any]) -> None:
    """What OCSF wants in a form of its own."""
    if event in _CALLS and "method" in fields:
        made["api"]["operation"] = f"{fields['method']} {fields.get('route', '')}".strip()
    if "application" in fields:
        made["src_endpoint"]["name"] = fields["application"]
    if "source" in unmapped and "/" not in str(unmapped["source"]):  # OCSF has no place for a part of an address
        made["src_endpoint"]["ip"] = unmapped.pop("source")
    if "ai_model" in made:
        made["ai_model"].setdefault("name", "*")
        made["ai_model"].setdefault("ai_provider", "*")
    if "message_context" in made:
        made["message_context"] |= {"ai_role_id": 2} if event == EventType.CALL_OUTCOME else {"ai_role_id": 1}
        tokens = [fields[key] for key in ("tokens_in", "tokens_out") if isinstance(fields.get(key), int)]
        if len(tokens) == 2:
            made["message_context"]["total_tokens"] = sum(tokens)  # type: ignore[arg-type]
    if "policy_version" in unmapped:
        _put(made, ("policy", "version"), str(unmapped.pop("policy_version")))
    if isinstance(took := fields.get("total_us"), int):
        made["duration"] = took // 1000
    if event in _CALLS:
        made |= _control(event, fields)


def _control(event: str, fields: Mapping[str, object]) -> dict[str, Any]:
    if event == EventType.CALL_OUTCOME:
        good = fields.get("code") == "ok"
        return {"status_id": 1, "status": "Success"} if good else {"status_id": 2, "status": "Failure"}
    if event == EventType.CALL_INTENT:
        action, (disposition, caption) = (1, "Allowed"), _CORRECTED if fields.get("masked") else _ALLOWED
        return {"action_id": action[0], "action": action[1], "disposition_id": disposition, "disposition": caption}
    disposition, caption = _REJECTED if event == EventType.AUTH_FAILED else _BLOCKED
    told = {"action_id": 2, "action": "Denied", "disposition_id": disposition, "disposition": caption}
    return told | {"status_id": 2, "status": "Failure"}


def _severity(said: object) -> tuple[int, str]:
    try:
        gravity = Gravity(said)  # type: ignore[arg-type] # whatever stands there
    except ValueError:
        return _UNKNOWN_SEVERITY
    return gravity.value, gravity.name.capitalize()


def _activity(event: str, fields: Mapping[str, object]) -> tuple[int, str]:
    """Of a call what its method does; whatever else the log tells is ``Other`` under its own name."""
    if event not in _CALLS:
        return 99, event
    method = str(fields.get("method", "POST"))
    return _DELETE if method == "DELETE" else _ACTIVITIES.get(method, (99, event))


def _attestation(entry: Entry) -> dict[str, Any]:
    """Place in the chain of its writer. The canonical serialization is the stored line, of which this event is a view."""
    made: dict[str, Any] = {
        "uid": f"{entry.writer}:{entry.seq}",
        "chain_uid": entry.writer,
        "fingerprint": _fingerprint(leaf_hash(entry.line).hex()),
    }
    if entry.seq:
        made["prev_event"] = {"uid": f"{entry.writer}:{entry.seq - 1}", "fingerprint": _fingerprint(entry.prev)}
    return made


def _fingerprint(value: str) -> dict[str, Any]:
    return {
        "algorithm": "SHA-256",
        "algorithm_id": 3,
        "encoding": "Hex",
        "encoding_id": 1,
        "serialization": "guardrail record, RFC 6962 leaf",
        "serialization_id": 99,
        "value": value,
    }


def _put(made: dict[str, Any], place: tuple[str, ...], value: object) -> None:
    *above, last = place
    for name in above:
        made = made.setdefault(name, {})
    made[last] = value


def _milliseconds(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp() * 1000)
