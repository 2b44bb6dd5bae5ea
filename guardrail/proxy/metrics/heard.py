"""An audit log that lets the meters hear what is said to it: a call is counted where it is recorded, and as it is recorded."""

from __future__ import annotations

import asyncio

from guardrail.audit.event import AuditEvent
from guardrail.core.errors import Fault
from guardrail.pipeline.ports import AuditLog

from .meters import Meters

__all__ = ["CountedLog"]


class CountedLog:
    """What waits to be durable is counted when it is; the end of a call at once."""

    def __init__(self, log: AuditLog, meters: Meters) -> None:
        self._log = log
        self._meters = meters

    async def append(self, event: AuditEvent, tenant: str) -> int:
        try:
            number = await self._log.append(event, tenant)
        except Fault as fault:  # no record tells of this call
            self._meters.unrecorded(fault.code)
            raise
        self._meters.heard(event)
        return number

    def submit(self, event: AuditEvent, tenant: str, *, soon: bool = True) -> asyncio.Future[int]:
        self._meters.heard(event)
        return self._log.submit(event, tenant, soon=soon)
