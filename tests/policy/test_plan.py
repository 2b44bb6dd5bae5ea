"""Plans: in order, never overlapping, and nothing of a finding left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.decision import Effect, OperatorSpec
from guardrail.core.text import Finding, Span
from guardrail.policy.plan import Masking, plan_of
from guardrail.policy.rules import Verdict

TOKEN = Verdict(Effect.MASK, (), True, OperatorSpec("token"), (1, "token", ""))
REDACT = Verdict(Effect.MASK, (), True, OperatorSpec("redact"), (3, "redact", ""))


def a_masking(start: int, end: int, entity: str = "PERSON", verdict: Verdict = TOKEN, score: float = 0.9) -> Masking:
    return Finding(entity, Span(start, end), score, "r"), verdict


def test_findings_come_in_order_of_position() -> None:
    """Whatever order they were seen in; touching is not overlapping."""
    plan = plan_of({1: [a_masking(8, 12), a_masking(0, 4), a_masking(4, 8)], 0: [a_masking(2, 3)]})
    assert [(leaf, [finding.span.start for finding, _ in planned]) for leaf, planned in plan.items()] == [(0, [2]), (1, [0, 4, 8])]


def test_overlapping_findings_become_one() -> None:
    """Over all their text, named after the longest, by the strictest operator."""
    plan = plan_of({0: [a_masking(5, 20, "EMAIL_ADDRESS"), a_masking(0, 8, "PERSON", REDACT), a_masking(30, 31)]})
    (merged, operator), (alone, _) = plan[0]
    assert (merged.entity, merged.span, operator.name) == ("EMAIL_ADDRESS", Span(0, 20), "redact")
    assert alone.span == Span(30, 31)


MASKINGS = st.lists(
    st.builds(
        lambda start, length, entity, verdict: a_masking(start, start + length, entity, verdict),
        st.integers(0, 40),
        st.integers(1, 12),
        st.sampled_from(["ID_NIK", "PERSON"]),
        st.sampled_from([TOKEN, REDACT]),
    ),
    min_size=1,
    max_size=8,
)


@given(MASKINGS)
def test_a_plan_covers_exactly_what_was_found(maskings: list[Masking]) -> None:
    """Every code point of every finding is masked, no other is, and none twice."""
    found = {point for finding, _ in maskings for point in range(finding.span.start, finding.span.end)}
    planned = [point for finding, _ in plan_of({0: maskings})[0] for point in range(finding.span.start, finding.span.end)]
    assert planned == sorted(found)


@given(MASKINGS.flatmap(lambda maskings: st.tuples(st.just(maskings), st.permutations(maskings))))
def test_order_of_sight_says_nothing(both: tuple[list[Masking], list[Masking]]) -> None:
    """The same findings give the same plan."""
    one, other = both
    assert plan_of({0: one}) == plan_of({0: other})
