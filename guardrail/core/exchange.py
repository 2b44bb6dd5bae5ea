"""The frozen context of one call: who calls, under which policy, through which dialect, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Exchange", "PolicyStamp", "Principal"]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls. Tenant and application follow from the API key alone, never from a header or a body."""

    tenant: str
    """Slash-separated path of the agency, e.g. ``jateng/kab-klaten/dinkes``; ``dev`` in development mode."""
    application: str
    key_id: str
    """Public name of the API key, safe to log."""


@dataclass(frozen=True, slots=True)
class PolicyStamp:
    """Which policy judged: identifier, version and digest (hex SHA-256) of its canonical form."""

    id: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call, from the moment it was admitted. ``started`` is UTC, ``clock`` monotonic seconds at the same moment."""

    id: str
    principal: Principal
    dialect: str
    route: str
    policy: PolicyStamp
    started: datetime
    clock: float
    source: str = ""
    """Address or network that it came from, where the settings keep it."""
