"""What is counted of calls: from what is said of them to the audit log, which fits no prose, and from the gate."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from guardrail import __version__
from guardrail.audit.event import AuditEvent, EventType
from guardrail.core.errors import ErrorCode
from guardrail.dialects.registry import DIALECTS

from .cells import Cells
from .exposition import SUM
from .family import FAMILIES

__all__ = ["Meters"]

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"})
_MOST_UNDER_WAY: Final = 1 << 16
_OPERATIONS: Final[Mapping[tuple[str, str, str], str]] = {
    (dialect.name, route.method, route.path): str(route.operation) for dialect in DIALECTS for route in dialect.routes
}


class _Sent(NamedTuple):
    """What of an intent is wanted again when its outcome comes."""

    operation: str
    upstream: str
    streamed: bool
    before_us: int


class Meters:
    """Of one worker; belongs on its event loop. No label is a caller's word: names of routes, codes, entities, services."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._sent: OrderedDict[str, _Sent] = OrderedDict()

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        """One call has been answered. ``route`` is the path of a known one, or empty."""
        known = method if method in _METHODS else "_OTHER"
        self._observe("http_server_request_duration_seconds", (known, route, str(status), "http"), seconds)

    def refused(self, code: ErrorCode) -> None:
        """What came over the wire never became a call."""
        self._cells.add(("guardrail_wire_refusals", code.value))

    def unrecorded(self, code: ErrorCode) -> None:
        """A call was refused since it could not be recorded."""
        self._cells.add(("guardrail_refusals", code.value))

    def heard(self, event: AuditEvent) -> None:
        """One call has come so far."""
        fields: Mapping[str, Any] = event.fields
        match event.type:
            case EventType.CALL_INTENT:
                self._judged(fields)
                self._leaves(fields)
            case EventType.CALL_OUTCOME:
                self._ended(fields)
            case EventType.CALL_BLOCKED | EventType.AUTH_FAILED:
                self._judged(fields)
                self._cells.add(("guardrail_refusals", fields["code"]))

    def see(self, gauges: Mapping[tuple[str, ...], float]) -> None:
        """How things are now: by name of the family and values of its labels."""
        for key, value in gauges.items():
            self._cells.set(key, value)
        self._cells.set(("guardrail_metrics_lost",), self._cells.lost)
        self._cells.set(("guardrail_build_info", __version__), 1.0)

    def _judged(self, fields: Mapping[str, Any]) -> None:
        add = self._cells.add
        if "action" in fields:
            add(("guardrail_decisions", fields["action"]))
        self._found(fields, "request")

    def _found(self, fields: Mapping[str, Any], direction: str) -> None:
        add = self._cells.add
        for entity, count in fields.get("found", {}).items():
            add(("guardrail_findings", entity, direction), count)
        for entity, count in fields.get("masked", {}).items():
            add(("guardrail_masked", entity, direction), count)

    def _leaves(self, fields: Mapping[str, Any]) -> None:
        took = fields.get("prepare_us", 0)
        self._observe("guardrail_prepare_duration_seconds", (), took / 1e6)
        operation = _OPERATIONS.get((fields.get("dialect", ""), fields.get("method", ""), fields.get("route", "")), "generic")
        self._sent[fields["exchange"]] = _Sent(operation, fields.get("upstream", ""), fields.get("stream", False), took)
        if len(self._sent) > _MOST_UNDER_WAY:  # their outcomes were lost with the log
            self._sent.popitem(last=False)

    def _ended(self, fields: Mapping[str, Any]) -> None:
        add, code = self._cells.add, fields["code"]
        add(("guardrail_outcomes", code))
        sent = self._sent.pop(fields["exchange"], None)
        if sent is None or "total_us" not in fields:
            return
        self._found(fields, "answer")
        for fate in ("restored", "unrestored", "foreign"):
            if fields.get(fate):
                add(("guardrail_tokens", fate), fields[fate])
        model = (sent.operation, sent.upstream)
        audit_us = fields.get("audit_us", 0)
        self._observe("guardrail_audit_duration_seconds", (), audit_us / 1e6)
        took = max(0, fields["total_us"] - sent.before_us - audit_us)
        self._observe("gen_ai_client_operation_duration_seconds", (*model, "" if code == "ok" else code), took / 1e6)
        if sent.streamed and fields.get("upstream_us"):
            self._observe("gen_ai_client_operation_time_to_first_chunk_seconds", model, fields["upstream_us"] / 1e6)
        for kind, field in (("input", "tokens_in"), ("output", "tokens_out")):
            if fields.get(field):
                self._observe("gen_ai_client_token_usage", (*model, kind), fields[field])

    def _observe(self, name: str, labels: tuple[str, ...], value: float) -> None:
        bucket = bisect_left(FAMILIES[name].bounds, value)
        self._cells.add((name, *labels, str(bucket)))
        self._cells.add((name, *labels, SUM), value)
