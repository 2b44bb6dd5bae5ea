"""Pairs every intent with its outcome, over any number of logs. Remembers only calls that are still open."""

from __future__ import annotations

from typing import NamedTuple

from .entry import Entry
from .event import EventType

__all__ = ["Calls", "OpenCall"]


class OpenCall(NamedTuple):
    exchange: str
    tenant: str
    writer: str


class Calls:
    """Counts of intents and outcomes, and what is left when all records have been seen.

    An outcome may come before its intent: the writer that closes a dead one's calls may be read first.
    """

    def __init__(self) -> None:
        self.intents = 0
        self.outcomes = 0
        self._open: dict[str, OpenCall] = {}
        self._early: dict[str, tuple[str, int, int]] = {}

    @property
    def dangling(self) -> int:
        return len(self._open)

    def still_open(self) -> list[OpenCall]:
        return list(self._open.values())

    def orphans(self) -> list[tuple[str, int, int]]:
        """File, line and sequence of each outcome whose intent is nowhere."""
        return list(self._early.values())

    def reopen(self, exchange: str, tenant: str, writer: str) -> None:
        """A call whose intent is not there any more, and which was open when it went."""
        if self._early.pop(exchange, None) is None:
            self._open[exchange] = OpenCall(exchange, tenant, writer)

    def see(self, entry: Entry, file: str, line: int) -> None:
        if entry.event == EventType.CALL_INTENT:
            self.intents += 1
            exchange = entry.exchange
            if exchange is not None and self._early.pop(exchange, None) is None:
                self._open[exchange] = OpenCall(exchange, entry.tenant, entry.writer)
        elif entry.event == EventType.CALL_OUTCOME:
            self.outcomes += 1
            exchange = entry.exchange
            if exchange is None or self._open.pop(exchange, None) is None:
                self._early[exchange or entry.id] = (file, line, entry.seq)
