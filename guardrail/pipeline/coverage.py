"""Which parts of a request or an answer were read, masked, or left as they are: patterns and counts for the audit record, no text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from guardrail.core.canonical import Json
from guardrail.core.decision import Plan
from guardrail.core.text import Leaf, LeafKind
from guardrail.dialects.patterns import pattern_of, pattern_of_shape

__all__ = ["MOST", "Coverage", "Tally", "coverage_of"]

MOST: Final = 16
"""Patterns of each sort in a record, so that it stays a few kilobytes whatever a caller sends."""
_MOST_SHAPES: Final = 256


@dataclass(frozen=True, slots=True)
class Coverage:
    """Pattern of a path (``messages.*.content``) -> how many. See ``guardrail.dialects.patterns`` for what may stand in one."""

    scanned: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Leaves that were read and could be masked."""
    masked: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Findings that were masked there."""
    opaque: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Leaves that the vendor needs unchanged: in a request they were read, in an answer they were not."""
    binary: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Leaves that nobody could read and the policy lets pass."""
    more: int = 0
    """What does not stand in the four, being of rarer patterns."""

    def as_json(self) -> dict[str, Json]:
        """As the record has it, without what is empty."""
        counts: dict[str, Json] = {"scanned": self.scanned, "masked": self.masked, "opaque": self.opaque, "binary": self.binary}
        parts = {**counts, "more": self.more}
        return {name: part for name, part in parts.items() if part}


def coverage_of(leaves: Iterable[Leaf], plan: Plan) -> Coverage:
    """Of a request that is not refused for a leaf that nobody can read."""
    scanned: dict[str, int] = {}
    masked: dict[str, int] = {}
    opaque: dict[str, int] = {}
    binary: dict[str, int] = {}
    for i, leaf in enumerate(leaves):
        pattern = pattern_of(leaf.path)
        counts = opaque if leaf.kind is LeafKind.OPAQUE else binary if leaf.kind is LeafKind.BINARY else scanned
        counts[pattern] = counts.get(pattern, 0) + 1
        if i in plan:
            masked[pattern] = masked.get(pattern, 0) + len(plan[i])
    return _bounded(scanned, masked, opaque, binary)


@dataclass(slots=True)
class Tally:
    """Filled while an answer passes, by shapes of its dialect; ``coverage`` says what may be told of them."""

    scanned: dict[str, int] = field(default_factory=dict, repr=False)
    masked: dict[str, int] = field(default_factory=dict, repr=False)
    opaque: dict[str, int] = field(default_factory=dict, repr=False)
    more: int = 0

    def add(self, counts: dict[str, int], shape: str) -> None:
        """One more; shapes hold keys that an AI service chose, so their number is bounded."""
        if shape in counts or len(counts) < _MOST_SHAPES:
            counts[shape] = counts.get(shape, 0) + 1
        else:
            self.more += 1

    def coverage(self) -> Coverage:
        return _bounded(_patterns(self.scanned), _patterns(self.masked), _patterns(self.opaque), {}, more=self.more)


def _patterns(shapes: Mapping[str, int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for shape, count in shapes.items():
        pattern = pattern_of_shape(shape)
        counts[pattern] = counts.get(pattern, 0) + count
    return counts


def _bounded(*sorts: Mapping[str, int], more: int = 0) -> Coverage:
    scanned, masked, opaque, binary = kept = [_commonest(counts) if len(counts) > MOST else counts for counts in sorts]
    more += sum(sum(counts.values()) - sum(few.values()) for counts, few in zip(sorts, kept, strict=True) if few is not counts)
    return Coverage(scanned, masked, opaque, binary, more)


def _commonest(counts: Mapping[str, int]) -> Mapping[str, int]:
    return dict(sorted(counts.items(), key=lambda item: -item[1])[:MOST])
