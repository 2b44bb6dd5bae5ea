"""From findings that are to be masked to a plan: in order, and never overlapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from guardrail.core.decision import OperatorSpec, Plan
from guardrail.core.text import Finding, Span

from .rules import Verdict

__all__ = ["Masking", "plan_of"]

Masking: TypeAlias = tuple[Finding, Verdict]
"""A finding and the verdict that masks it."""


def plan_of(leaves: Mapping[int, Sequence[Masking]]) -> Plan:
    """Findings of each leaf in order of position. Where some overlap, one finding over all their text takes their place."""
    return {leaf: _in_order(leaves[leaf]) for leaf in sorted(leaves)}


def _in_order(maskings: Sequence[Masking]) -> tuple[tuple[Finding, OperatorSpec], ...]:
    end = 0
    for finding, _ in maskings:
        if finding.span.start < end:
            return _merged(maskings)
        end = finding.span.end
    return tuple([(finding, verdict.operator) for finding, verdict in maskings])


def _merged(maskings: Sequence[Masking]) -> tuple[tuple[Finding, OperatorSpec], ...]:
    """Nothing of any finding may stay readable, so overlapping ones are masked as one, under the name of the longest."""
    groups: list[tuple[Span, list[Masking]]] = []
    for masking in sorted(maskings, key=lambda masking: masking[0].span.start):
        span = masking[0].span
        if groups and span.start < groups[-1][0].end:
            covered, members = groups[-1]
            groups[-1] = (Span(covered.start, max(covered.end, span.end)), [*members, masking])
        else:
            groups.append((span, [masking]))
    return tuple(_one(span, members) for span, members in groups)


def _one(span: Span, members: Sequence[Masking]) -> tuple[Finding, OperatorSpec]:
    if len(members) == 1:
        return members[0][0], members[0][1].operator
    longest, _ = max(members, key=lambda member: (len(member[0].span), member[0].score, member[0].entity, member[0].recognizer))
    _, strictest = max(members, key=lambda member: member[1].order)
    return Finding(longest.entity, span, longest.score, longest.recognizer), strictest.operator
