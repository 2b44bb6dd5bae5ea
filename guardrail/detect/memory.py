"""Remembers what was found in a text block without remembering the text: chat clients resend their whole history at each turn."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from guardrail.core.text import Finding

__all__ = ["FindingMemory", "Looked"]

_BLOCKS = 4096
_FINDINGS = 65_536
_T = TypeVar("_T")


class Looked(NamedTuple):
    """What a block was looked through for, beside what had been ``taken`` there, and what is ``found`` in it since.

    ``known`` things it was, and ``chain`` is the keyed hash of them all; see ``FindingMemory.chain``.
    """

    taken: tuple[Finding, ...]
    known: int
    chain: bytes
    found: tuple[Finding, ...]


class FindingMemory:
    """Findings (kinds and places) by keyed hash of the block, within a scope; the least recently used forgotten first.

    The key dies with the process. ``blocks`` and ``findings`` bound what is kept, of findings and of looks each; a block with more
    findings than that is not kept.
    """

    def __init__(self, blocks: int = _BLOCKS, findings: int = _FINDINGS) -> None:
        self._key = secrets.token_bytes(32)
        self._found: _Kept[tuple[Finding, ...]] = _Kept(blocks, findings)
        # A block is looked through for names, and for values.
        self._looked: _Kept[Looked] = _Kept(2 * blocks, 2 * findings)

    def scope(self, *names: str) -> bytes:
        """What is found under one tuple of names is recalled under no other: nobody learns from a quick answer what others have sent."""
        told = "".join(f"{len(name)}:{name}" for name in names)
        return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()

    def address(self, labelled: hashlib.blake2b, text: str) -> bytes:
        """The keyed hash under which a block is remembered."""
        block = labelled.copy()
        block.update(text.encode("utf-8", "surrogatepass"))
        return block.digest()

    def labelled(self, scope: bytes, label: str) -> hashlib.blake2b:
        """The hash of every block of this scope and label as it begins: a copy of it is quicker than another beginning."""
        return hashlib.blake2b(f"{len(label)}:{label}".encode("utf-8", "surrogatepass"), key=self._key, salt=scope, digest_size=16)

    def chain(self, things: Iterable[str]) -> Sequence[bytes]:
        """The keyed hashes of the first none, one, two ... of the things: one that begins like another has its hashes first."""
        whole = hashlib.blake2b(key=self._key, digest_size=16, person=b"chain")
        hashes = [whole.digest()]
        for thing in things:
            encoded = thing.encode("utf-8", "surrogatepass")
            whole.update(len(encoded).to_bytes(8, "big") + encoded)
            hashes.append(whole.digest())
        return hashes

    def recall(self, address: bytes) -> tuple[Finding, ...] | None:
        return self._found.get(address)

    def keep(self, address: bytes, found: tuple[Finding, ...]) -> None:
        self._found.put(address, found, len(found))

    def recall_look(self, address: bytes) -> Looked | None:
        return self._looked.get(address)

    def keep_look(self, address: bytes, looked: Looked) -> None:
        self._looked.put(address, looked, len(looked.taken) + len(looked.found))


class _Kept(Generic[_T]):
    """Of the values that were put, the most recently used: at most ``most`` of them, and at most ``weight`` in all."""

    def __init__(self, most: int, weight: int) -> None:
        self._most = most
        self._heaviest = weight
        self._values: OrderedDict[bytes, tuple[_T, int]] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()

    def get(self, address: bytes) -> _T | None:
        with self._lock:
            kept = self._values.get(address)
            if kept is None:
                return None
            self._values.move_to_end(address)
            return kept[0]

    def put(self, address: bytes, value: _T, weight: int) -> None:
        if weight > self._heaviest:
            return
        with self._lock:
            before = self._values.pop(address, None)
            self._weight += weight - (before[1] if before is not None else 0)
            self._values[address] = (value, weight)
            while len(self._values) > self._most or self._weight > self._heaviest:
                self._weight -= self._values.popitem(last=False)[1][1]
