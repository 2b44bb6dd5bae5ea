"""Which finding wins where spans meet, which others it beat, and what stays of the one that loses. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from guardrail.core.text import Finding, Span

__all__ = ["beaten", "without_overlaps"]

_RULES = ("score", "length", "place", "name", "name")

_FEWEST = 3
"""Letters or digits from which the rest of a losing finding still says something."""


def without_overlaps(findings: Iterable[Finding], text: str, standing: Sequence[Finding] = ()) -> tuple[Finding, ...]:
    """The findings that stand, by position, none meeting another.

    Recognizers put structure and the nearest label into the score, so the higher score wins, then the longer span, then the
    earlier one, then the entity's name: the order of the input never matters. Where the loser reaches beyond the winner, what is
    left of it is masked too: a street stays hidden when a number in it is another finding. ``standing`` (by position, none meeting
    another) win over all of them.
    """
    ranked = sorted(findings, key=_rank)
    starts = [found.span.start for found in standing]
    kept = [*standing]
    for found in ranked:
        for span in _uncovered(found.span, starts, kept):
            rest = found.span if span is found.span else _trimmed(text, span)
            if rest is not None:
                at = bisect_left(starts, rest.start)
                starts.insert(at, rest.start)
                kept.insert(at, found if rest is found.span else replace(found, span=rest))
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
            if not _is_rest_of(winners[at], found):
                met[at].append(found)
    return tuple(tuple((found, _rule(winner, found)) for found in losers) for winner, losers in zip(winners, met, strict=True))


def _is_rest_of(part: Finding, whole: Finding) -> bool:
    inside = whole.span.start <= part.span.start and part.span.end <= whole.span.end
    return inside and replace(whole, span=part.span) == part


def _rule(winner: Finding, loser: Finding) -> str:
    return next(rule for rule, won, lost in zip(_RULES, _rank(winner), _rank(loser), strict=True) if won != lost)


def _uncovered(span: Span, starts: Sequence[int], kept: Sequence[Finding]) -> Iterator[Span]:
    """The parts of ``span`` that no kept finding covers; ``span`` itself where none meets it."""
    at = bisect_left(starts, span.start)
    if at and kept[at - 1].span.end > span.start:
        at -= 1
    winners = []
    while at < len(kept) and kept[at].span.start < span.end:
        winners.append(kept[at].span)
        at += 1
    if not winners:
        yield span
        return
    start = span.start
    for winner in winners:
        if winner.start > start:
            yield Span(start, winner.start)
        start = max(start, winner.end)
    if start < span.end:
        yield Span(start, span.end)


def _trimmed(text: str, span: Span) -> Span | None:
    """The span without what is no letter or digit at its edges; None where too little is left."""
    start, end = span.start, span.end
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    substantial = sum(map(str.isalnum, text[start:end])) >= _FEWEST
    return Span(start, end) if substantial else None
