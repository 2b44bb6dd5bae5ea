"""What officers did with revisions, one line each, for ``guardrail policy list``. The audit log is the evidence; this is the memo with the
reasons, which the audit log never holds."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from guardrail.core.canonical import canonical_json

__all__ = ["Deed", "Entry", "Journal"]

Deed: TypeAlias = Literal["activated", "canary", "shadow", "rolled_back"]


@dataclass(frozen=True, slots=True)
class Entry:
    """``at`` is UTC (RFC 3339). ``reason`` was looked through for personal data before it came here."""

    at: str
    did: Deed
    revision: int
    sha256: str
    actor: str
    reason: str


class Journal:
    """Lines in a file, appended and never changed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, now: datetime, did: Deed, revision: int, sha256: str, actor: str, reason: str) -> None:
        """Raises ``OSError``."""
        entry = Entry(now.strftime("%Y-%m-%dT%H:%M:%SZ"), did, revision, sha256, actor, reason)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, canonical_json(asdict(entry)) + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def entries(self) -> tuple[Entry, ...]:
        """All of them, the oldest first; a line that was cut short is left out."""
        return tuple(self._read())

    def _read(self) -> Iterator[Entry]:
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return
        keys = {field.name for field in fields(Entry)}
        for line in lines:
            try:
                tree = json.loads(line)
            except ValueError:
                continue
            if isinstance(tree, dict) and tree.keys() == keys:
                yield Entry(**tree)
