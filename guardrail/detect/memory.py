"""Remembers what was found in a text block without remembering the text: chat clients resend their whole history at each turn."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict

from guardrail.core.text import Finding

__all__ = ["FindingMemory"]

_BLOCKS = 4096
_FINDINGS = 65_536


class FindingMemory:
    """Findings (kinds and places) by keyed hash of the block, within a scope; the least recently used forgotten first.

    The key dies with the process. ``blocks`` and ``findings`` bound what is kept; a block with more findings than that is not kept.
    """

    def __init__(self, blocks: int = _BLOCKS, findings: int = _FINDINGS) -> None:
        self._blocks = blocks
        self._most = findings
        self._key = secrets.token_bytes(32)
        self._found: OrderedDict[bytes, tuple[Finding, ...]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def scope(self, *names: str) -> bytes:
        """What is found under one tuple of names is recalled under no other: nobody learns from a quick answer what others have sent."""
        told = "".join(f"{len(name)}:{name}" for name in names)
        return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()

    def address(self, scope: bytes, text: str, label: str) -> bytes:
        """The keyed hash under which a block of this scope is remembered."""
        block = f"{len(label)}:{label}{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(block, key=self._key, salt=scope, digest_size=16).digest()

    def recall(self, address: bytes) -> tuple[Finding, ...] | None:
        with self._lock:
            found = self._found.get(address)
            if found is not None:
                self._found.move_to_end(address)
            return found

    def keep(self, address: bytes, found: tuple[Finding, ...]) -> None:
        if len(found) > self._most:
            return
        with self._lock:
            self._size += len(found) - len(self._found.pop(address, ()))
            self._found[address] = found
            while len(self._found) > self._blocks or self._size > self._most:
                self._size -= len(self._found.popitem(last=False)[1])
