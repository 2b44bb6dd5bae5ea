"""Findings by kind: what was sent as it was, what masked, what refused, and what AI services brought into answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from guardrail.core.canonical import Json

from .breakdown import OTHERS

__all__ = ["Entity", "Findings", "is_data"]

_NO_DATA: Final = ("SIGNAL_", "MARK_")
_MOST: Final = 1_000


def is_data(entity: str) -> bool:
    """Whether a finding is personal data or a credential; signals and marks are about the request as a whole."""
    return not entity.startswith(_NO_DATA)


@dataclass(slots=True)
class Entity:
    """Findings of one kind, in requests that were ``sent`` (of these so many ``masked``) or ``refused``, and in answers."""

    sent: int = 0
    masked: int = 0
    refused: int = 0
    answered: int = 0
    answers_masked: int = 0

    @property
    def open(self) -> int:
        """Sent without a mask, at most: a value that reads as two kinds is found twice and masked once."""
        return max(0, self.sent - self.masked)


class Findings:
    def __init__(self) -> None:
        self._entities: dict[str, Entity] = {}

    def __iter__(self) -> Iterator[tuple[str, Entity]]:
        """Of personal data and credentials, the commonest first."""
        found = [(name, entity) for name, entity in self._entities.items() if is_data(name)]
        return iter(sorted(found, key=lambda pair: (-pair[1].sent - pair[1].refused, pair[0])))

    def sent(self, found: Mapping[str, int], masked: Mapping[str, int]) -> None:
        for name, count in found.items():
            self._of(name).sent += count
        for name, count in masked.items():
            self._of(name).masked += count

    def refused(self, found: Mapping[str, int]) -> None:
        for name, count in found.items():
            self._of(name).refused += count

    def answered(self, found: Mapping[str, int], masked: Mapping[str, int]) -> None:
        for name, count in found.items():
            self._of(name).answered += count
        for name, count in masked.items():
            self._of(name).answers_masked += count

    def total(self) -> Entity:
        """Over all kinds of data."""
        whole = Entity()
        for _, entity in self:
            whole.sent += entity.sent
            whole.masked += entity.masked
            whole.refused += entity.refused
            whole.answered += entity.answered
            whole.answers_masked += entity.answers_masked
        return whole

    def as_json(self) -> Json:
        return {name: asdict(entity) for name, entity in sorted(self._entities.items())}

    def _of(self, name: str) -> Entity:
        known = self._entities.get(name)
        if known is None:
            known = self._entities.setdefault(name if len(self._entities) < _MOST else OTHERS, Entity())
        return known
