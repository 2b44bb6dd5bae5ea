"""What a log needs of its storage: durable or an error, nothing between. One contract, tested against every implementation."""

from __future__ import annotations

import errno
from typing import Protocol

from guardrail.core.errors import GuardrailError

from .codes import UNLISTED, is_log_code

__all__ = ["EntryStore", "StoreFault"]


class StoreFault(GuardrailError):
    """Nothing of what was to be written is acknowledged. ``code`` is one that ``codes`` lists, never a message.

    ``doubtful``: it may be durable all the same, as when a connection breaks before the answer comes. Then the same lines must be
    appended again before any others; a store takes what it has already.
    """

    def __init__(self, code: str, *, doubtful: bool = False) -> None:
        self.code = code if is_log_code(code) else UNLISTED
        self.doubtful = doubtful
        super().__init__(self.code)

    @classmethod
    def of(cls, error: OSError) -> StoreFault:
        return cls(errno.errorcode.get(error.errno or 0, UNLISTED))


class EntryStore(Protocol):
    """Storage of one writer's log. Used by one thread at a time."""

    def append(self, first_seq: int, data: bytes) -> None:
        """Make whole lines durable, the first of them with sequence ``first_seq``. Raises ``StoreFault``: then none is, or all
        may be where it is ``doubtful``."""

    def add_checkpoint(self, size: int, note: bytes) -> None:
        """Make the signed note of the log at ``size`` durable; one that is durable already is taken again. Raises ``StoreFault``."""

    def close(self) -> None:
        """Give up the writer's lock. What was appended stays."""
