"""Looks through the texts of an exchange for what is known in it, and through a text that was looked through before only for what is new.

Says nothing about what is known: see ``known_names`` and ``known_values``. A text's findings are the same, remembered or not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from guardrail.core.text import Finding, Span

from .memory import FindingMemory, Looked
from .overlap import without_overlaps

__all__ = ["Blocks", "Known", "Taken", "looked_through", "stands"]

_MOST_REMEMBERED: Final = 1024
"""Things known in one exchange from which hashing them costs more than it saves."""


class Known(Protocol):
    """Things that are known, in the order in which they were first mentioned, so that the next turn of a conversation begins alike."""

    @property
    def stage(self) -> bytes:
        """Tells looks for one sort of things from looks for another."""

    @property
    def marks(self) -> Sequence[str]:
        """What tells each thing from every other: equal marks, equal findings."""

    def touch(self, since: int, text: str) -> bool:
        """Whether one of the things from this one on could make a difference to the text. When in doubt, yes."""

    def again(self, text: str, taken: Sequence[Finding]) -> Iterable[Finding]:
        """Every further place of the text where a thing stands, by position, none meeting another."""


class Blocks:
    """The texts of one exchange as blocks of a memory. ``addresses`` has one for each text; None where it is not remembered."""

    __slots__ = ("_addresses", "_memory")

    def __init__(self, memory: FindingMemory, addresses: Sequence[bytes | None]) -> None:
        self._memory = memory
        self._addresses = addresses

    def view(self, known: Known) -> _View | None:
        return _View(self._memory, self._addresses, known) if len(known.marks) <= _MOST_REMEMBERED else None


class _View:
    """Looks for what is known, as remembered."""

    __slots__ = ("_addresses", "_chain", "_known", "_last", "_memory")

    def __init__(self, memory: FindingMemory, addresses: Sequence[bytes | None], known: Known) -> None:
        self._memory = memory
        self._addresses = addresses
        self._known = known
        self._chain = memory.chain(known.marks)
        self._last = self._chain[-1]

    def recall(self, index: int, text: str, taken: tuple[Finding, ...]) -> tuple[Finding, ...] | None:
        """What is in the text, where a look for the same things says it, or one for the first of them and the rest is not in the text."""
        address = self._addresses[index]
        looked = self._memory.recall_look(address + self._known.stage) if address is not None else None
        if looked is None or (looked.taken is not taken and looked.taken != taken):
            return None
        if looked.chain != self._last:
            begins_alike = looked.known < len(self._chain) and looked.chain == self._chain[looked.known]
            if not begins_alike or self._known.touch(looked.known, text):
                return None
            self.keep(index, taken, looked.found)
        return looked.found

    def keep(self, index: int, taken: tuple[Finding, ...], found: tuple[Finding, ...]) -> None:
        address = self._addresses[index]
        if address is not None:
            self._memory.keep_look(address + self._known.stage, Looked(taken, len(self._chain) - 1, self._last, found))


def looked_through(
    known: Known, texts: Sequence[str], found: Mapping[int, tuple[Finding, ...]], blocks: Blocks | None = None
) -> Mapping[int, tuple[Finding, ...]]:
    """The findings by the index of their text, and those of what is known beside them. Where only a part of something known was
    found, the whole of it takes its place.
    """
    view = blocks.view(known) if blocks is not None else None
    result = dict(found)
    for index, text in enumerate(texts):
        if not text:
            continue
        taken = found.get(index, ())
        whole = view.recall(index, text, taken) if view is not None else None
        if whole is None:
            whole = _whole(text, taken, [*known.again(text, taken)])
            if view is not None:
                view.keep(index, taken, whole)
        if whole:
            result[index] = whole
    return dict(sorted(result.items())) if len(result) != len(found) else result


def _whole(text: str, taken: tuple[Finding, ...], again: Sequence[Finding]) -> tuple[Finding, ...]:
    if not again:
        return taken
    places = Taken(again)
    apart = [other for other in taken if next(places.meeting(other.span), None) is None]
    return without_overlaps((*apart, *again), text)


class Taken:
    """Findings, to be asked which of them meet a place: a text may hold ten thousand, and as many places."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._findings = sorted(findings, key=_start)
        self._starts = [finding.span.start for finding in self._findings]
        self._longest = max((len(finding.span) for finding in self._findings), default=0)

    def meeting(self, place: Span) -> Iterator[Finding]:
        """In order of position."""
        for at in range(bisect_left(self._starts, place.start - self._longest), len(self._starts)):
            if self._starts[at] >= place.end:
                return
            if self._findings[at].span.overlaps(place):
                yield self._findings[at]


def _start(finding: Finding) -> int:
    return finding.span.start


def stands(other: Span, known: Span) -> bool:
    """Whether what was found meets something known and is more than a part of it."""
    return other.overlaps(known) and (other.start < known.start or known.end < other.end or other == known)
