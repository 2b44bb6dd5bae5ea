"""Sealed transcripts, and the keys of a tenant's year, destroyed for good on somebody's leave; the log keeps that it was done, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date
from typing import Final, Protocol

from guardrail.audit.event import AuditEvent, EventType
from guardrail.audit.log import SegmentedLog
from guardrail.core.canonical import Json
from guardrail.mask.keys import Keyring

from .ports import Clock
from .transcript_store import SqliteTranscripts

__all__ = ["Erasure", "Leave", "StillInUse"]

_MOST: Final = 64
"""References in one record."""


class StillInUse(ValueError):
    """The year is not over: its keys are needed for every call."""


@dataclass(frozen=True, slots=True)
class Leave:
    """On which legal basis, by whose leave: codes and names of accounts, as a record takes them."""

    basis: str
    approvers: tuple[str, ...]


class Forgetter(Protocol):
    """Destroys the keys of days, see ``TranscriptSealer``."""

    def forget(self, tenant: str | None, before: date) -> int: ...


@dataclass(frozen=True, slots=True)
class Erasure:
    """One officer's hand on what can be destroyed in one deployment. ``open_log`` gives a log of its own, which is proved to be writable
    before anything goes. Every method raises ``GuardFault`` when the log or the disk refuses, and ``ValueError`` for a leave that no
    record may hold.
    """

    open_log: Callable[[], SegmentedLog]
    transcripts: SqliteTranscripts
    forgetter: Forgetter
    keyring: Keyring
    clock: Clock
    actor: str

    def of_event(self, exchange: str, leave: Leave) -> int:
        """Erase the transcript of one call. How many there were: 0 or 1."""
        found = self.transcripts.find(exchange)
        if found is None:
            return 0

        def erase() -> list[str]:
            self.transcripts.delete([exchange])
            return [found.ref]

        return self._do(found.tenant, leave, erase)

    def of_tenant(self, tenant: str, before: date, leave: Leave) -> int:
        """Erase all transcripts of a tenant of the days (UTC) before this one, and destroy their keys: no copy of them can be read any
        more. How many.
        """
        found = self.transcripts.of(tenant, before.isoformat())

        def erase() -> list[str]:
            self.forgetter.forget(tenant, before)
            self.transcripts.delete([exchange for exchange, _ in found])
            return [ref for _, ref in found]

        return self._do(tenant, leave, erase) if found else 0

    def of_year(self, tenant: str, year: int, leave: Leave) -> bool:
        """Destroy the keys of a tenant and a year: its tags of persons and codes of bodies can be matched with nothing any more.

        False where there are none. Raises ``StillInUse``.
        """
        if year >= self.clock.now().astimezone(UTC).year:
            raise StillInUse
        with suppress(_Nothing):
            self._do(tenant, leave, lambda: self._destroyed(tenant, year), {"year": year})
            return True
        return False

    def _destroyed(self, tenant: str, year: int) -> list[str]:
        if not self.keyring.destroy_year(tenant, year):
            raise _Nothing
        return []

    def _do(self, tenant: str, leave: Leave, erase: Callable[[], list[str]], more: dict[str, Json] | None = None) -> int:
        self._event(leave, [], more or {})  # what no record may hold is refused before anything goes
        return asyncio.run(self._carry_out(tenant, leave, erase, more or {}))

    async def _carry_out(self, tenant: str, leave: Leave, erase: Callable[[], list[str]], more: dict[str, Json]) -> int:
        log = self.open_log()
        await asyncio.to_thread(log.start)
        try:
            refs = await asyncio.to_thread(erase)
            for at in range(0, max(1, len(refs)), _MOST):
                await log.append(self._event(leave, refs[at : at + _MOST], more), tenant)
            return len(refs)
        finally:
            await asyncio.to_thread(log.close)

    def _event(self, leave: Leave, refs: Sequence[str], more: dict[str, Json]) -> AuditEvent:
        said: dict[str, Json] = {"basis": leave.basis, "approvers": leave.approvers, "actor": self.actor, **more}
        return AuditEvent(EventType.ERASURE_DONE, said | ({"refs": list(refs)} if refs else {}))


class _Nothing(Exception):
    """There was nothing to destroy."""
