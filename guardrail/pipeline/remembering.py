"""A detector that has been asked before: a block that was looked into in this scope is not looked into again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from guardrail.core.exchange import Exchange
from guardrail.core.pattern import DetectorSpec
from guardrail.core.text import Finding, Leaf, Place
from guardrail.detect.known import Blocks
from guardrail.detect.memory import FindingMemory

from .judgement import with_authored
from .ports import Detector

__all__ = ["Memories", "ReadSignals", "Remembering", "asked_once"]

ReadSignals: TypeAlias = Callable[[str, Place], tuple[Finding, ...]]
"""What asks for signals of a text at a place."""

_SHORTEST: Final = 16
"""Characters from which a look costs more than the hash."""


class Memories:
    """What was found before, by each detector for itself: one with other words finds other things. Gone with its detector."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[Detector, FindingMemory] = WeakKeyDictionary()

    def asked(self, detector: Detector, exchange: Exchange, specs: tuple[DetectorSpec, ...] = ()) -> Remembering:
        """This detector, as the exchange asks it. ``specs`` are what the authors of its policy wrote."""
        memory = self._of.get(detector)
        if memory is None:
            memory = self._of[detector] = FindingMemory()
        return Remembering(with_authored(detector, specs), memory, exchange)


class Remembering:
    """A ``Detector`` for one exchange, with what its policy's authors wrote. Its scope is the tenant, the application and the policy:
    when one of them is another, or the policy has changed, nothing is recalled."""

    __slots__ = ("_begun", "_detector", "_memory", "_request", "_scope")

    def __init__(self, detector: Detector, memory: FindingMemory, exchange: Exchange) -> None:
        self._detector = detector
        self._memory = memory
        self._scope = memory.scope(exchange.principal.tenant, exchange.principal.application, exchange.policy.digest)
        self._begun: dict[str, hashlib.blake2b] = {}
        self._request: dict[tuple[str, str], bytes] = {}
        """Addresses of the blocks of a request: each is asked for twice."""

    def detect(self, text: str, label: str = "") -> tuple[Finding, ...]:
        if len(text) < _SHORTEST:
            return self._detector.detect(text, label)
        address = self._request.get((text, label)) or self._address(text, label)
        found = self._memory.recall(address)
        if found is None:
            found = self._detector.detect(text, label)
            self._memory.keep(address, found)
        return found

    def signals(self, text: str, place: Place, read: ReadSignals, kind: str = "") -> tuple[Finding, ...]:
        """What ``read`` says of this text at such a place, asked once; what another reader says of it is another ``kind``."""
        address = self._address(text, f"\0{place}\0{kind}" if kind else f"\0{place}")
        found = self._memory.recall(address)
        if found is None:
            found = read(text, place)
            self._memory.keep(address, found)
        return found

    def blocks(self, leaves: Sequence[Leaf]) -> Blocks:
        """The leaves of a request, as they are remembered: all but what is short."""
        return Blocks(self._memory, [self._noted(leaf) if len(leaf.text) >= _SHORTEST else None for leaf in leaves])

    def unknown(self, leaves: Sequence[Leaf]) -> int:
        """Characters of a request that were not looked into yet."""
        recall = self._memory.recall
        return sum([len(leaf.text) for leaf in leaves if len(leaf.text) < _SHORTEST or recall(self._noted(leaf)) is None])

    def _noted(self, leaf: Leaf) -> bytes:
        key = (leaf.text, leaf.label)
        address = self._request.get(key)
        if address is None:
            address = self._request[key] = self._address(*key)
        return address

    def _address(self, text: str, label: str) -> bytes:
        begun = self._begun.get(label)
        if begun is None:
            begun = self._begun[label] = self._memory.labelled(self._scope, label)
        return self._memory.address(begun, text)


def asked_once(detector: Detector | None, read: ReadSignals, kind: str = "") -> ReadSignals:
    """``read``, as this detector remembers what it says; itself where nothing is remembered."""
    return partial(detector.signals, read=read, kind=kind) if isinstance(detector, Remembering) else read
