from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from guardrail.core.text import Finding, Span
from guardrail.detect.overlap import beaten, without_overlaps

FINDINGS = st.lists(
    st.builds(
        lambda entity, start, length, score: Finding(entity, Span(start, start + length), score, entity),
        st.sampled_from(["ID_NIK", "CREDIT_CARD", "PERSON"]),
        st.integers(0, 30),
        st.integers(1, 8),
        st.sampled_from([0.5, 0.8, 1.0]),
    ),
    max_size=15,
)


def test_the_surer_finding_wins() -> None:
    """A labelled NPWP beats the NIK that it also is; equal scores go to the longer span."""
    nik, npwp = Finding("ID_NIK", Span(5, 21), 0.6, "n"), Finding("ID_NPWP", Span(5, 21), 1.0, "t")
    short, long = Finding("PHONE_NUMBER", Span(0, 10), 0.7, "p"), Finding("PHONE_NUMBER", Span(0, 12), 0.7, "p")
    assert without_overlaps([nik, npwp]) == (npwp,)
    assert without_overlaps([short, long]) == (long,)


@given(FINDINGS)
def test_result_is_sorted_and_apart(findings: list[Finding]) -> None:
    """By position, none meeting another, nothing invented."""
    kept = without_overlaps(findings)
    assert set(kept) <= set(findings)
    assert all(left.span.end <= right.span.start for left, right in pairwise(kept))


@given(FINDINGS)
def test_every_loser_met_a_winner(findings: list[Finding]) -> None:
    """Nothing is dropped without a finding at least as sure in its place."""
    kept = without_overlaps(findings)
    for found in findings:
        assert any(winner.span.overlaps(found.span) and winner.score >= found.score for winner in kept)


@given(FINDINGS, st.randoms(use_true_random=False))
def test_order_of_input_never_matters(findings: list[Finding], chance: random.Random) -> None:
    """The same findings in another order give the same result."""
    shuffled = list(findings)
    chance.shuffle(shuffled)
    assert without_overlaps(shuffled) == without_overlaps(findings)


def test_the_beaten_are_told_with_the_rule() -> None:
    """Score before length before place before name; what meets nobody beat nobody."""
    winner, alone = Finding("A", Span(0, 10), 0.9, "a"), Finding("A", Span(20, 22), 0.9, "a")
    low, short = Finding("B", Span(5, 20), 0.5, "b"), Finding("B", Span(0, 9), 0.9, "b")
    late, named = Finding("B", Span(1, 11), 0.9, "b"), Finding("B", Span(0, 10), 0.9, "b")
    everything = [low, short, late, named, winner, alone]
    assert beaten([winner, alone], everything) == (((named, "name"), (late, "place"), (short, "length"), (low, "score")), ())
