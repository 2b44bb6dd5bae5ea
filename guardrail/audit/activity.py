"""What one application of an agency does with AI services: a line of the register of processing activities (UU 27/2022 art. 31)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .breakdown import Counts
from .findings import is_data

__all__ = ["Activity"]

_MOST: Final = 1_000


@dataclass(slots=True)
class Activity:
    """``first`` and ``last`` are times of records; ``services`` are AI services with their regions, ``policies`` ids with versions."""

    first: str = ""
    last: str = ""
    sent: int = 0
    masked: int = 0
    blocked: int = 0
    entities: Counts = field(default_factory=Counts)
    services: set[tuple[str, str]] = field(default_factory=set)
    policies: set[tuple[str, int]] = field(default_factory=set)

    def see(self, time: str, fields: Mapping[str, Any], sent: bool) -> None:
        """A judged call."""
        self.first, self.last = min(self.first or time, time), max(self.last, time)
        self.sent += sent
        self.masked += sent and bool(fields.get("masked"))
        self.blocked += not sent
        self.entities.add_all({entity: count for entity, count in fields.get("found", {}).items() if is_data(entity)})
        if sent and len(self.services) < _MOST:
            self.services.add((str(fields.get("upstream", "")), str(fields.get("region", ""))))
        if "policy" in fields and len(self.policies) < _MOST:
            self.policies.add((str(fields["policy"]), int(fields.get("policy_version", 0))))
