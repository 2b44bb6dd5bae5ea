"""Which finding wins where spans meet. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from guardrail.core.text import Finding

__all__ = ["without_overlaps"]


def without_overlaps(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stand, by position, none meeting another.

    Recognizers put structure and the nearest label into the score, so the higher score wins, then the longer span, then the
    earlier one, then the entity's name: the order of the input never matters.
    """
    ranked = sorted(findings, key=lambda found: (-found.score, -len(found.span), found.span.start, found.entity, found.recognizer))
    starts: list[int] = []
    kept: list[Finding] = []
    for found in ranked:
        at = bisect_left(starts, found.span.start)
        if at < len(kept) and kept[at].span.overlaps(found.span):
            continue
        if at and kept[at - 1].span.overlaps(found.span):
            continue
        starts.insert(at, found.span.start)
        kept.insert(at, found)
    return tuple(kept)
