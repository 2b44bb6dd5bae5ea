"""Which finding wins where spans meet, and which others it beat. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from guardrail.core.text import Finding

__all__ = ["beaten", "without_overlaps"]

_RULES = ("score", "length", "place", "name", "name")


def without_overlaps(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stand, by position, none meeting another.

    Recognizers put structure and the nearest label into the score, so the higher score wins, then the longer span, then the
    earlier one, then the entity's name: the order of the input never matters.
    """
    ranked = sorted(findings, key=_rank)
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


def _rank(found: Finding) -> tuple[float, int, int, str, str]:
    return -found.score, -len(found.span), found.span.start, found.entity, found.recognizer


def beaten(winners: Sequence[Finding], findings: Iterable[Finding]) -> tuple[tuple[tuple[Finding, str], ...], ...]:
    """For each winner (by position, none meeting another) the findings it beat, strongest first, each with the rule that decided.

    Rules are ``score``, ``length``, ``place`` and ``name``. What is of the winner's own kind and place is no rival.
    """
    ends = [winner.span.end for winner in winners]
    met: list[list[Finding]] = [[] for _ in winners]
    kinds = {(winner.entity, winner.span) for winner in winners}
    for found in sorted(set(findings), key=_rank):
        if (found.entity, found.span) in kinds:
            continue
        for at in range(bisect_right(ends, found.span.start), len(winners)):
            if winners[at].span.start >= found.span.end:
                break
            met[at].append(found)
    return tuple(tuple((found, _rule(winner, found)) for found in losers) for winner, losers in zip(winners, met, strict=True))


def _rule(winner: Finding, loser: Finding) -> str:
    return next(rule for rule, won, lost in zip(_RULES, _rank(winner), _rank(loser), strict=True) if won != lost)
