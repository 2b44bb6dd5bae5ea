"""The section ``[audit]``: where the log goes, and how it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from .sections import Section

__all__ = ["AuditSettings"]


class AuditSettings(Section):
    """Where the audit log goes, and what it says of where a call came from. ``dir`` defaults to ``audit`` below the state directory.

    ``name`` is the log's own in checkpoints, before witnesses too: unlike any other deployment's, and never changed once there is a log.
    ``retention_days`` is the term before which no record goes; nothing goes by itself.
    ``source``: of the address that connects nothing, its network (/24, /48), or all of it.
    """

    store: Literal["segments"] = "segments"
    dir: Path | None = None
    name: str = Field(default="guardrail", pattern=r"^[A-Za-z0-9][A-Za-z0-9_./-]{0,95}$")
    append_deadline_s: float = Field(default=2.0, gt=0, le=60)
    retention_days: int = Field(default=1826, ge=1, le=36_525)
    source: Literal["none", "network", "address"] = "none"
