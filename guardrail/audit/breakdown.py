"""Counts by name in bounded memory: a log has few applications and rules, and callers can invent as many models as they like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from guardrail.core.canonical import Json

__all__ = ["OTHERS", "Breakdown", "Counts", "Tally"]

OTHERS: Final = "(lainnya)"
"""What comes after the last name that is kept. No name of a record has brackets."""
_MOST: Final = 1_000


@dataclass(slots=True)
class Tally:
    """Calls of one sort. ``masked`` counts those of the sent in which something was masked."""

    sent: int = 0
    masked: int = 0
    blocked: int = 0

    @property
    def calls(self) -> int:
        return self.sent + self.blocked


class Breakdown:
    """Tallies by name."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._tallies: dict[str, Tally] = {}

    def __getitem__(self, name: str) -> Tally:
        """The tally of a name, to be counted on."""
        known = self._tallies.get(name)
        if known is None:
            known = self._tallies.setdefault(name if len(self._tallies) < self._most else OTHERS, Tally())
        return known

    def __iter__(self) -> Iterator[tuple[str, Tally]]:
        """Most calls first; the rest of them last."""
        return iter(sorted(self._tallies.items(), key=lambda pair: (pair[0] == OTHERS, -pair[1].calls, pair[0])))

    def by_name(self) -> list[tuple[str, Tally]]:
        return sorted(self._tallies.items())

    def as_json(self) -> Json:
        return {name: {"sent": tally.sent, "masked": tally.masked, "blocked": tally.blocked} for name, tally in self.by_name()}


class Counts:
    """Numbers by name."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._counts: dict[str, int] = {}

    def add(self, name: str, count: int = 1) -> None:
        name = name if name in self._counts or len(self._counts) < self._most else OTHERS
        self._counts[name] = self._counts.get(name, 0) + count

    def add_all(self, counts: Mapping[str, int]) -> None:
        for name, count in counts.items():
            self.add(name, count)

    def __getitem__(self, name: str) -> int:
        return self._counts.get(name, 0)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Greatest first; the rest last."""
        return iter(sorted(self._counts.items(), key=lambda pair: (pair[0] == OTHERS, -pair[1], pair[0])))

    def __bool__(self) -> bool:
        return bool(self._counts)

    @property
    def total(self) -> int:
        return sum(self._counts.values())

    def as_json(self) -> Json:
        return dict(sorted(self._counts.items()))
