"""A detector that has been asked before: a block that was looked into in this scope is not looked into again."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from guardrail.core.exchange import Exchange
from guardrail.core.text import Finding
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

    __slots__ = ("_detector", "_memory", "_scope")

    def __init__(self, detector: Detector, memory: FindingMemory, exchange: Exchange) -> None:
        self._detector = detector
        self._memory = memory
        self._scope = memory.scope(exchange.principal.tenant, exchange.principal.application, exchange.policy.digest)

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        if len(text) < _SHORTEST:
            return self._detector.detect(text, label)
        address = self._memory.address(self._scope, text, label)
        found = self._memory.recall(address)
        if found is None:
            found = self._detector.detect(text, label)
            self._memory.keep(address, found)
        return found
