"""What is over its term goes from the audit log: planned over a log that verifies, recorded, and only then removed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from guardrail.audit.event import AuditEvent
from guardrail.audit.fields import SYSTEM_TENANT
from guardrail.audit.log import SegmentedLog
from guardrail.audit.note import NoteSigner
from guardrail.audit.prunable import Prunable
from guardrail.audit.prune import Pruning, plan, prune

from .ports import Clock

__all__ = ["Retention", "TooYoung"]


class TooYoung(ValueError):
    """Records would go before their term is over. ``latest`` is the last day that may be asked for."""

    def __init__(self, latest: date) -> None:
        self.latest = latest
        super().__init__("within the term")


@dataclass(frozen=True, slots=True)
class Retention:
    """One officer's hand on the oldest records of one deployment's log. ``days`` is the term; ``open_log`` gives a log of its own."""

    log: Prunable
    root: NoteSigner
    open_log: Callable[[], SegmentedLog]
    clock: Clock
    days: int
    actor: str

    @property
    def latest(self) -> date:
        """The last day (UTC) before which records are over their term."""
        return self.clock.now().astimezone(UTC).date() - timedelta(days=self.days)

    def plan(self, before: date) -> list[Pruning]:
        """What may go of the records written before a day (UTC). Raises ``TooYoung``, ``LogBroken``, ``OSError``, ``StoreFault``."""
        if before > self.latest:
            raise TooYoung(self.latest)
        return plan(self.log, self.root.verifier, before.isoformat())

    def carry_out(self, plans: Sequence[Pruning], before: date, basis: str) -> None:
        """Remove what was planned. Raises ``GuardFault`` where it cannot be recorded, and as ``prune`` does."""
        if plans:
            asyncio.run(self._carry_out(plans, before.isoformat(), basis))

    async def _carry_out(self, plans: Sequence[Pruning], before: str, basis: str) -> None:
        log = self.open_log()
        loop = asyncio.get_running_loop()

        def record(event: AuditEvent) -> None:
            asyncio.run_coroutine_threadsafe(log.append(event, SYSTEM_TENANT), loop).result()

        await asyncio.to_thread(log.start)
        try:
            await asyncio.to_thread(prune, self.log, plans, self.root, before, basis, record, self.actor)
        finally:
            await asyncio.to_thread(log.close)
