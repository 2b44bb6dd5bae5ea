"""A detector that has been asked before: a block that was looked into in this scope is not looked into again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from weakref import WeakKeyDictionary

from guardrail.core.exchange import Exchange
from guardrail.core.text import Finding, Leaf
from guardrail.detect.known import Blocks
from guardrail.detect.memory import FindingMemory

from .ports import Detector

__all__ = ["Memories", "Remembering"]

_SHORTEST: Final = 16
"""Characters from which a look costs more than the hash."""


class Memories:
    """What was found before, by each detector for itself: one with other words finds other things. Gone with its detector."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[Detector, FindingMemory] = WeakKeyDictionary()

    def asked(self, detector: Detector, exchange: Exchange) -> Remembering:
        """This detector, as the exchange asks it."""
        memory = self._of.get(detector)
        if memory is None:
            memory = self._of[detector] = FindingMemory()
        return Remembering(detector, memory, exchange)


class Remembering:
    """A ``Detector`` for one exchange. Its scope is the tenant, the application and the policy: when one of them is another, or the
    policy has changed, nothing is recalled."""

    __slots__ = ("_addresses", "_detector", "_memory", "_scope")

    def __init__(self, detector: Detector, memory: FindingMemory, exchange: Exchange) -> None:
        self._detector = detector
        self._memory = memory
        self._scope = memory.scope(exchange.principal.tenant, exchange.principal.application, exchange.policy.digest)
        self._addresses: dict[tuple[str, str], bytes] = {}

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        if len(text) < _SHORTEST:
            return self._detector.detect(text, label)
        address = self._addresses.get((text, label)) or self._memory.address(self._scope, text, label)
        found = self._memory.recall(address)
        if found is None:
            found = self._detector.detect(text, label)
            self._memory.keep(address, found)
        return found

    def blocks(self, leaves: Sequence[Leaf]) -> Blocks:
        """The leaves of a request, as they are remembered."""
        return Blocks(self._memory, [self._address(leaf) for leaf in leaves])

    def unknown(self, leaves: Sequence[Leaf]) -> int:
        """Characters of a request that nobody has looked into yet."""
        addresses = [(leaf, self._address(leaf)) for leaf in leaves]
        return sum([len(leaf.text) for leaf, address in addresses if address is None or self._memory.recall(address) is None])

    def _address(self, leaf: Leaf) -> bytes | None:
        """None of what is too short to be remembered."""
        if len(leaf.text) < _SHORTEST:
            return None
        key = (leaf.text, leaf.label)
        address = self._addresses.get(key)
        if address is None:
            address = self._addresses[key] = self._memory.address(self._scope, *key)
        return address
