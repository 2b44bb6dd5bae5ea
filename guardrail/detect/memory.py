"""Remembers what was found in a text block without remembering the text: chat clients resend their whole history at each turn."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict

from guardrail.core.text import Finding

__all__ = ["FindingMemory"]


class FindingMemory:
    """Findings by keyed hash of the block, the least recently used forgotten first. The key dies with the process."""

    def __init__(self, capacity: int = 4096) -> None:
        self._capacity = capacity
        self._key = secrets.token_bytes(32)
        self._found: OrderedDict[bytes, tuple[Finding, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def address(self, text: str, label: str) -> bytes:
        """The keyed hash under which a block is remembered."""
        block = f"{len(label)}:{label}{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(block, key=self._key, digest_size=16).digest()

    def recall(self, address: bytes) -> tuple[Finding, ...] | None:
        with self._lock:
            found = self._found.get(address)
            if found is not None:
                self._found.move_to_end(address)
            return found

    def keep(self, address: bytes, found: tuple[Finding, ...]) -> None:
        with self._lock:
            self._found[address] = found
            if len(self._found) > self._capacity:
                self._found.popitem(last=False)
