"""What a log needs of its storage: durable or an error, nothing between. One contract, tested against every implementation."""

from __future__ import annotations

import errno
from typing import Protocol

from guardrail.core.errors import GuardrailError

__all__ = ["EntryStore", "StoreFault"]


class StoreFault(GuardrailError):
    """Nothing of what was to be written is acknowledged. ``code`` is an errno name or a word of this room, never a message."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    @classmethod
    def of(cls, error: OSError) -> StoreFault:
        return cls(errno.errorcode.get(error.errno or 0, "EUNKNOWN"))


class EntryStore(Protocol):
    """Storage of one writer's log. Used by one thread at a time."""

    def append(self, first_seq: int, data: bytes) -> None:
        """Make whole lines durable, the first of them with sequence ``first_seq``. Raises ``StoreFault``: then none is."""

    def add_checkpoint(self, size: int, note: bytes) -> None:
        """Make the signed note of the log at ``size`` durable. Raises ``StoreFault``."""

    def close(self) -> None:
        """Give up the writer's lock. What was appended stays."""
