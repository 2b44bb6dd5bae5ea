"""Events that are told one by one, in the order of their times: of the first thousand, the rest are counted."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from guardrail.core.canonical import Json

from .entry import Entry
from .shaped import shaped

__all__ = ["Change", "Chronicle"]

_MOST: Final = 1_000
_LONG: Final = frozenset({"tenants", "agencies", "subj", "paths"})
"""Fields that are no part of a story, or that of other agencies."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one record tells. ``time`` is as the record has it (UTC)."""

    time: str
    event: str
    writer: str
    seq: int
    told: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, entry: Entry) -> Change:
        """Raises ``VerificationError`` for a record whose fields have not the shape that they were said in."""
        told = {key: value for key, value in shaped(entry).items() if key not in _LONG}
        return cls(entry.time, entry.event, entry.writer, entry.seq, told)

    def as_json(self) -> Json:
        return {"time": self.time, "event": self.event, "writer": self.writer, "seq": self.seq, **self.told}


class Chronicle:
    def __init__(self) -> None:
        self._changes: list[Change] = []
        self.untold = 0
        """Events beyond those that are kept."""

    def __iter__(self) -> Iterator[Change]:
        return iter(self._changes)

    def __len__(self) -> int:
        return len(self._changes)

    def add(self, entry: Entry) -> None:
        """Raises ``VerificationError`` for a record whose fields have not the shape that they were said in."""
        if len(self._changes) >= _MOST:
            self.untold += 1
            return
        insort(self._changes, Change.of(entry), key=lambda change: (change.time, change.writer, change.seq))

    def as_json(self) -> Json:
        return [change.as_json() for change in self._changes]
