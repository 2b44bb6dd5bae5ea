"""What each step of a call says to the audit log: counts, codes and names from lists. Never a text."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import clean
from guardrail.core.canonical import Json
from guardrail.core.decision import Decision, Reason
from guardrail.core.errors import ErrorCode
from guardrail.core.exchange import Exchange

from .coverage import Coverage
from .ports import AuditLog
from .prepare import Prepared
from .shadow import Would

__all__ = ["Outcome", "blocked", "intent", "outcome", "tell"]

_MOST_RULES: Final = 64


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
    first_us: int = 0
    total_us: int = 0
    coverage: Coverage = field(default_factory=Coverage)
    """What of the answer was looked into, by where it stood; nothing where the policy looks into no answers."""


def intent(exchange: Exchange, prepared: Prepared | None, upstream: str, region: str, size: int, took: float) -> AuditEvent:
    """Said, and durable, before the first byte leaves."""
    fields = {**_call(exchange, size), "upstream": upstream, "region": region, "prepare_us": int(took * 1e6)}
    if prepared is not None:
        fields |= _judgement(prepared) | {"bytes_sent": len(prepared.payload)}
    return AuditEvent(EventType.CALL_INTENT, fields)


def blocked(exchange: Exchange, prepared: Prepared | None, code: ErrorCode, status: int, size: int, place: str = "") -> AuditEvent:
    """The outcome of a call of which nothing left. ``place`` is that of the fault: which part of guardrail, or of the request."""
    if code is ErrorCode.UNAUTHENTICATED:
        refusal: dict[str, Json] = {"exchange": exchange.id, **_route(exchange), "code": str(code), "status": status}
        return AuditEvent(EventType.AUTH_FAILED, refusal)
    fields = {**_call(exchange, size), "code": str(code), "status": status}
    if place:
        fields["place"] = place
    if prepared is not None:
        fields |= _judgement(prepared)
    return AuditEvent(EventType.CALL_BLOCKED, fields)


def outcome(exchange: Exchange, result: Outcome) -> AuditEvent:
    """How a call that left ended, also when it ended badly."""
    return AuditEvent(
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
            "first_us": result.first_us,
            "total_us": result.total_us,
        },
    )


def tell(audit: AuditLog, exchange: Exchange, end: AuditEvent) -> None:
    """Put the end of a call in line without waiting for it: its bytes are on their way, or nobody is left to read them. The next call
    finds out if the log is broken."""
    audit.submit(end, exchange.principal.tenant, soon=False).add_done_callback(_settled)


def _settled(future: asyncio.Future[int]) -> None:
    """Nobody waits for an outcome; taking its exception keeps asyncio from reporting it as forgotten."""
    if not future.cancelled():
        future.exception()


def _call(exchange: Exchange, size: int) -> dict[str, Json]:
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
    }


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
        **({"uninspected": dict(prepared.uninspected)} if prepared.uninspected else {}),
        **({"seen": dict(prepared.seen.counts), "subjects": dict(prepared.seen.subjects)} if prepared.seen.counts else {}),
        **({"subj": dict(prepared.subjects)} if prepared.subjects else {}),
        **({"subj_more": prepared.untagged} if prepared.untagged else {}),
        **({"reason": prepared.reason_tag} if prepared.reason_tag else {}),
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


def _rules(reasons: Sequence[Reason]) -> list[str]:
    """As many as a record holds."""
    return sorted({reason.rule for reason in reasons})[:_MOST_RULES]


def _would(would: Would) -> dict[str, Json]:
    return {"would_action": would.action, "would_digest": would.digest, "would_masked": dict(would.masked)}
