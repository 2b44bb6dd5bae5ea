"""What an export is about: an agency with all below it, and a range of time."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Scope"]


class Scope(NamedTuple):
    """``since`` is included, ``until`` is not: UTC as records have it (``2026-11-21T17:59:15.000000Z``), empty for without end."""

    tenant: str
    since: str = ""
    until: str = ""

    def holds(self, tenant: str) -> bool:
        return tenant == self.tenant or tenant.startswith(f"{self.tenant}/")

    def ended_by(self, time: str) -> bool:
        """Whether the range ends there or before."""
        return self.until != "" and time >= self.until
