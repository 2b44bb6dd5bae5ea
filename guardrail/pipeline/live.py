"""Follows the policies while calls are served: notices changes, has them recorded, and says why an old set is still in force."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import structlog

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.core.canonical import Json
from guardrail.core.diagnostic import Diagnostic
from guardrail.core.errors import Fault
from guardrail.policy.policy import Policy
from guardrail.policy.store import PolicyStore, Rejection, Swap

from .ports import AuditLog
from .rollout import Edition, Rollout

__all__ = ["POLL_SECONDS", "LivePolicies"]

POLL_SECONDS: Final = 0.5
"""Between two looks. What people edit in place is taken at the second look that finds it unchanged: within two seconds."""
_MOST_OWED: Final = 1000
_log = structlog.get_logger(__name__)


class LivePolicies:
    """The store of one worker process, and the audit log that hears of it."""

    def __init__(self, store: PolicyStore[Rollout], audit: AuditLog) -> None:
        self._store = store
        self._audit = audit
        self._owed: deque[AuditEvent] = deque(maxlen=_MOST_OWED)
        """Said, and not durable yet."""

    @property
    def why(self) -> tuple[str, ...]:
        """Codes and places of what is wrong on disk; empty while all is well. Never what stands there."""
        return tuple(_place(complaint) for complaint in self._store.complaints)

    async def announce(self) -> None:
        """Record what is in force at start. Raises ``GuardFault`` (``audit_unavailable``)."""
        for policy in self._store.current.current.policies.policies:
            await self._audit.append(_activated(policy, None), SYSTEM_TENANT)
        self._tell_candidate(self._store.current.candidate)
        self._tell_shadow(self._store.current.complaints)
        await self._pay()

    async def watch(self) -> None:
        """Until cancelled: look, swap, record."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await self.look()

    async def look(self) -> None:
        """One look."""
        match await asyncio.to_thread(self._store.poll):
            case Swap(before, after):
                self._tell_swap(before, after)
            case Rejection(complaints):
                self._tell_rejection(complaints)
            case None:
                pass
        await self._pay()

    def _tell_swap(self, before: Rollout, after: Rollout) -> None:
        old, new = before.current, after.current
        fields: dict[str, Json] = {
            "set_digest": new.policies.digest,
            "previous_digest": old.policies.digest,
            "policies": len(new.policies.policies),
        }
        if new.revision:
            fields["revision"] = new.revision
        if after.candidate is not None:
            fields |= {"candidate_digest": after.candidate.policies.digest, "share": after.share}
        if after.shadow is not None:
            fields["shadow_digest"] = after.shadow.digest
        self._owed.append(AuditEvent(EventType.POLICY_ACTIVATED, fields))
        for policy in new.policies.policies:
            known = old.policies.find(policy.stamp.id)
            if known is None or known.stamp != policy.stamp:
                self._owed.append(_activated(policy, known))
        if after.candidate is not before.candidate:
            self._tell_candidate(after.candidate)
        _log.info("policy.activated", digest=new.policies.digest[:12], policies=len(new.policies.policies))
        if after.complaints != before.complaints:
            self._tell_shadow(after.complaints)

    def _tell_candidate(self, candidate: Edition | None) -> None:
        """So that the digest in each record is one that the log has introduced."""
        if candidate is not None:
            more = {"candidate_digest": candidate.policies.digest}
            self._owed += [_activated(policy, None, more) for policy in candidate.policies.policies]

    def _tell_rejection(self, complaints: tuple[Diagnostic, ...]) -> None:
        self._owed.append(self._rejected(complaints, {"previous_digest": self._store.current.current.policies.digest}))
        for complaint in complaints:
            _log.error("policy.rejected", code=complaint.code, file=complaint.file, line=complaint.line, column=complaint.column)

    def _tell_shadow(self, complaints: tuple[Diagnostic, ...]) -> None:
        """A shadow set that cannot be asked is recorded and harms nobody."""
        if complaints:
            self._owed.append(self._rejected(complaints, {"shadow": True}))
        for complaint in complaints:
            _log.warning("policy.shadow_rejected", code=complaint.code, file=complaint.file, line=complaint.line, column=complaint.column)

    def _rejected(self, complaints: tuple[Diagnostic, ...], more: dict[str, Json]) -> AuditEvent:
        return AuditEvent(EventType.POLICY_REJECTED, {"code": str(complaints[0].code), "errors": len(complaints), **more})

    async def _pay(self) -> None:
        """Make durable what was said. While the log cannot be written no call is served, and the next look tries again."""
        while self._owed:
            try:
                await self._audit.append(self._owed[0], SYSTEM_TENANT)
            except Fault:
                return
            self._owed.popleft()


def _activated(policy: Policy, known: Policy | None, more: Mapping[str, Json] = MappingProxyType({})) -> AuditEvent:
    stamp = policy.stamp
    fields: dict[str, Json] = {"policy": stamp.id, "policy_version": stamp.version, "policy_digest": stamp.digest, **more}
    if known is not None:
        fields["previous_digest"] = known.stamp.digest
    return AuditEvent(EventType.POLICY_ACTIVATED, fields)


def _place(complaint: Diagnostic) -> str:
    return f"{complaint.code} " + ":".join(str(part) for part in (complaint.file, complaint.line, complaint.column) if part)
