"""What a log owes for a time in which it could not be written: that there was one, and the ends of calls. Knows no storage."""

from __future__ import annotations

from collections.abc import Sequence

from guardrail.core.errors import ErrorCode

from .chain import Said
from .event import AuditEvent, EventType

__all__ = ["Outage"]


class Outage:
    """Belongs to the writer thread; others may read ``fault``. ``limit`` bounds what is kept in memory."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.fault: str | None = None
        """Why calls are refused: the last batch failed, or the disk is full. None while all is well."""
        self.full = False
        """The ballast has been given up: only the ends of calls are written."""
        self.refused = 0
        self.owed: list[Said] = []
        """Ends of calls that did leave, or whose intent stands: they are written as soon as any record can be."""
        self._told = False
        """The log says that it is blocked, and not yet that it goes on."""
        self._ended: dict[str, None] = {}
        """Calls that ``owe_refusals`` gave an end, newest last."""

    def standing(self) -> AuditEvent | None:
        """The first record after a fault says that there was one. That of a full disk is written at once, and another when it ends."""
        if self._told and not self.full:
            return AuditEvent(EventType.AUDIT_RESUMED, {"refused": self.refused})
        if self.fault is not None and not self._told:
            return AuditEvent(EventType.AUDIT_BLOCKED, {"code": self.fault, "refused": self.refused})
        return None

    def settled(self) -> None:
        """What stood and what was owed is durable."""
        if self.standing() is not None:
            self._told, self.refused = self.full, 0
        if not self.full:
            self.fault = None
        self.owed = []

    def owe(self, ends: Sequence[Said]) -> int:
        """Keep ends of calls for later; how many there was room for."""
        kept = ends[: max(0, self._limit - len(self.owed))]
        self.owed += kept
        return len(kept)

    def owe_refusals(self, said: Sequence[Said]) -> None:
        """These are durable, and whoever waited for them was refused: an intent among them gets the outcome that says so, unless its
        end is among them too.
        """
        ends = {one.event.fields["exchange"] for one in said if one.event.type is EventType.CALL_OUTCOME}
        for one in said:
            if one.event.type is EventType.CALL_INTENT and (exchange := str(one.event.fields["exchange"])) not in ends:
                end = AuditEvent(EventType.CALL_OUTCOME, {"exchange": exchange, "code": str(ErrorCode.AUDIT_UNAVAILABLE)})
                self.owed.append(one._replace(event=end))
                self._ended[exchange] = None
                if len(self._ended) > self._limit:
                    self._ended.pop(next(iter(self._ended)))

    @property
    def has_ended_any(self) -> bool:
        return bool(self._ended)

    def has_ended(self, said: Said) -> bool:
        """A client that left at the very moment of the deadline has put an end of its own in line: but a call has one."""
        return said.event.type is EventType.CALL_OUTCOME and said.event.fields["exchange"] in self._ended
