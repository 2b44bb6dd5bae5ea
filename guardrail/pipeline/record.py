"""What each step of a call says to the audit log: counts, codes and names from lists. Never a text.

What cannot be recorded (a name that fits no shape) leaves a record that is ``partial``, and of an intent none: then nothing leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import clean, is_rule
from guardrail.core.canonical import Json
from guardrail.core.decision import Decision, Effect, Reason
from guardrail.core.errors import ErrorCode
from guardrail.core.exchange import Exchange

from .coverage import Coverage
from .notes import Notes
from .ports import AuditLog
from .prepare import Prepared
from .shadow import Would

__all__ = ["Outcome", "blocked", "intent", "outcome", "tell"]

_MOST_RULES: Final = 64
_UNNOTED: Final = Notes()
"""Of a call that was refused before anything could be noted."""


@dataclass(slots=True)
class Outcome:
    """How a forwarded call ended; filled while its answer passes."""

    code: str = "ok"
    status: int = 0
    upstream_status: int = 0
    restored: int = 0
    """Tokens whose values the caller got."""
    unrestored: int = 0
    """Tokens of this call that stayed tokens, since no value may stand where they stood (a URL, a key, a function that gets none)."""
    foreign: int = 0
    """Texts shaped like a token that this call never gave out: forged, or of another conversation."""
    found: Mapping[str, int] = field(default_factory=dict)
    """What the AI service brought into its answer, by entity: the caller's own values are not among it."""
    masked: Mapping[str, int] = field(default_factory=dict)
    """Of these, how many the caller got masked."""
    bytes_received: int = 0
    bytes_out: int = 0
    tokens_in: int = 0
    """As the AI service counted them; 0 where it does not say."""
    tokens_out: int = 0
    audit_us: int = 0
    first_us: int = 0
    upstream_us: int = 0
    total_us: int = 0
    hmac_received: str = ""
    hmac_out: str = ""
    coverage: Coverage = field(default_factory=Coverage)
    """What of the answer was looked into, by where it stood; nothing where the policy looks into no answers."""
    effects: Mapping[str, Effect] = field(default_factory=dict)
    """Rules that took effect on the answer, and how."""
    noted: Collection[str] = ()
    """Rules whose notes the caller got in the text of the answer."""


def intent(
    exchange: Exchange, prepared: Prepared, upstream: str, region: str, size: int, took: float, notes: Notes = _UNNOTED
) -> AuditEvent:
    """Said, and durable, before the first byte leaves. Raises ``ValueError`` where a name fits no record."""
    fields = {**_call(exchange, size, notes), "upstream": upstream, "region": region, "prepare_us": int(took * 1e6)}
    fields |= _judgement(prepared) | {"bytes_sent": len(prepared.payload)}
    if notes.hmac_sent:
        fields["hmac_sent"] = notes.hmac_sent
    return AuditEvent(EventType.CALL_INTENT, fields)


def blocked(
    exchange: Exchange,
    prepared: Prepared | None,
    code: ErrorCode,
    status: int,
    size: int,
    place: str = "",
    notes: Notes = _UNNOTED,
) -> AuditEvent:
    """The outcome of a call of which nothing left. ``place`` is that of the fault: which part of guardrail, or of the request."""
    if code is ErrorCode.UNAUTHENTICATED:
        refusal: dict[str, Json] = {"exchange": exchange.id, **_route(exchange), "code": str(code), "status": status, **_source(exchange)}
        return AuditEvent(EventType.AUTH_FAILED, refusal)
    fields = {**_call(exchange, size, notes), "code": str(code), "status": status}
    if place:
        fields["place"] = place
    if prepared is not None:
        fields |= _judgement(prepared)
    return _or_partial(EventType.CALL_BLOCKED, fields)


def outcome(exchange: Exchange, result: Outcome) -> AuditEvent:
    """How a call that left ended, also when it ended badly."""
    return _or_partial(
        EventType.CALL_OUTCOME,
        {
            "exchange": exchange.id,
            "code": result.code,
            "status": result.status,
            "upstream_status": result.upstream_status,
            "restored": result.restored,
            "unrestored": result.unrestored,
            "foreign": result.foreign,
            "found": dict(result.found),
            "masked": dict(result.masked),
            "paths": result.coverage.as_json(),
            "bytes_received": result.bytes_received,
            "bytes_out": result.bytes_out,
            "tokens_in": result.tokens_in,
            "tokens_out": result.tokens_out,
            "audit_us": result.audit_us,
            "first_us": result.first_us,
            "upstream_us": result.upstream_us,
            "total_us": result.total_us,
            **_on_answer(result),
            **({"hmac_received": result.hmac_received} if result.hmac_received else {}),
            **({"hmac_out": result.hmac_out} if result.hmac_out else {}),
        },
    )


def _or_partial(event: EventType, fields: dict[str, Json]) -> AuditEvent:
    """The call and its end are recorded in any case: a name that no record may hold costs the rest of the record, never all of it."""
    try:
        return AuditEvent(event, fields)
    except (ValueError, TypeError, RecursionError):
        return AuditEvent(event, {"exchange": fields["exchange"], "code": fields["code"], "partial": True})


def tell(audit: AuditLog, exchange: Exchange, end: AuditEvent) -> None:
    """Put the end of a call in line without waiting for it: its bytes are on their way, or nobody is left to read them. The next call
    finds out if the log is broken."""
    audit.submit(end, exchange.principal.tenant, soon=False).add_done_callback(_settled)


def _settled(future: asyncio.Future[int]) -> None:
    """Nobody waits for an outcome; taking its exception keeps asyncio from reporting it as forgotten."""
    if not future.cancelled():
        future.exception()


def _call(exchange: Exchange, size: int, notes: Notes) -> dict[str, Json]:
    return {
        "exchange": exchange.id,
        "application": exchange.principal.application,
        "key": exchange.principal.key_id,
        "dialect": exchange.dialect,
        **_route(exchange),
        "policy": exchange.policy.id,
        "policy_version": exchange.policy.version,
        "policy_digest": exchange.policy.digest,
        "bytes_in": size,
        **_source(exchange),
        **({"detector": notes.detector} if notes.detector else {}),
        **({"hmac_in": notes.hmac_in, "parse_us": notes.parse_us} if notes.hmac_in else {"parse_us": notes.parse_us}),
        **({"attempt": notes.attempt} if notes.attempt else {}),
        **({"idem": notes.idem} if notes.idem else {}),
        **_judge(notes),
    }


def _judge(notes: Notes) -> dict[str, Json]:
    if not notes.judge_model:
        return {}
    return {"judge_model": notes.judge_model, "judge_cached": notes.judge_cached, "judge_us": notes.judge_us}


def _source(exchange: Exchange) -> dict[str, Json]:
    return {"source": exchange.source} if exchange.source else {}


def _route(exchange: Exchange) -> dict[str, Json]:
    method, _, path = exchange.route.partition(" ")
    return {"method": method, "route": path} if path else {"route": method}


def _judgement(prepared: Prepared) -> dict[str, Json]:
    return {
        "action": prepared.decision.effect.label,
        "rules": _rules(prepared.decision.reasons),
        "found": dict(prepared.found),
        "masked": dict(prepared.masked),
        "paths": prepared.coverage.as_json(),
        "model": clean(prepared.model) if prepared.model else "*",
        "stream": prepared.streamed,
        **({"class": prepared.data_class, "confidence": prepared.confidence} if prepared.data_class else {}),
        **({"uninspected": dict(prepared.uninspected)} if prepared.uninspected else {}),
        **({"seen": dict(prepared.seen.counts), "subjects": dict(prepared.seen.subjects)} if prepared.seen.counts else {}),
        **({"subj": dict(prepared.subjects)} if prepared.subjects else {}),
        **({"subj_more": prepared.untagged} if prepared.untagged else {}),
        **({"reason": prepared.reason_tag} if prepared.reason_tag else {}),
        **({"judge": dict(prepared.verdicts)} if prepared.verdicts else {}),
        **_aside(prepared.decision),
        **(_would(prepared.would) if prepared.would is not None else {}),
    }


def _aside(decision: Decision) -> dict[str, Json]:
    """What rules that are only tried out would have done, and which exceptions lowered a rule."""
    aside = decision.aside
    fields: dict[str, Json] = {}
    if aside.would:
        strictest = max(decision.effect, *(reason.effect for reason in aside.would))
        fields |= {"would": strictest.label, "would_rules": _rules(aside.would)}
    if aside.exceptions:
        fields["exceptions"] = dict(aside.exceptions)
    return fields


def _rules(reasons: Iterable[Reason]) -> list[str]:
    return _ids(reason.rule for reason in reasons)


def _ids(rules: Iterable[str]) -> list[str]:
    """As many as a record holds; ``*`` for an id that it may not hold."""
    return sorted({rule if is_rule(rule) else "*" for rule in rules})[:_MOST_RULES]


def _on_answer(result: Outcome) -> dict[str, Json]:
    told: dict[str, Json] = {}
    if result.effects:
        told |= {"action": max(result.effects.values()).label, "rules": _ids(result.effects)}
    return told | ({"noted": _ids(result.noted)} if result.noted else {})


def _would(would: Would) -> dict[str, Json]:
    return {"would_action": would.action, "would_digest": would.digest, "would_masked": dict(would.masked)}
